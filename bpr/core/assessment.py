"""assess(): the one entry point of the calculation. Values in, figures and their trace out; nothing else happens.

An :class:`Assessment` is frozen and complete: a page or a report reads it and computes nothing but sums of its rows.
:mod:`bpr.core.snapshot` writes it to JSON and back without loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.attribution import attribute, removing_measures
from bpr.core.bpmn.model import ProcessModel
from bpr.core.burdens import Burden, burdens
from bpr.core.figures import Figure, Quantity, Scope, Side, figure_key
from bpr.core.flow import FlowError, FlowResult, expected_flow
from bpr.core.frequency import frequencies
from bpr.core.influence import Sensitivity, influences, sensitivities
from bpr.core.input_check import check_input
from bpr.core.inputs import (
    AssessmentInput,
    Assumption,
    Assumptions,
    CaseInput,
    CostSharing,
    Investment,
    Measure,
    RemovedStep,
    SharingMember,
    UnitRate,
    unit_rate,
)
from bpr.core.line_figures import line_figures, sum_figures
from bpr.core.lines import Line, StepDifference, Terms, line_values, side_result
from bpr.core.localise import Localised, localise
from bpr.core.origins import origin_keys
from bpr.core.ranges import Compared, range_form
from bpr.core.readings import Readings
from bpr.core.savings import InvestmentResult, investment_result
from bpr.core.uncertainty import intervals
from bpr.core.values import ChangeKind
from bpr.core.workload import volume_findings

ENGINE_VERSION = "1.0"

__all__ = [
    "ENGINE_VERSION", "Assessment", "AssessmentInput", "Assumption", "Assumptions", "CaseInput", "Investment",
    "Measure", "RemovedStep", "UnitRate", "assess",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Assessment(Readings):
    """効果算定: the inputs that matter to a reader, every figure with its trace, and the ranges.

    Reading is done through the methods of :class:`bpr.core.readings.Readings`.
    """

    engine_version: str
    assumptions: Assumptions
    investments: tuple[Investment, ...]
    investment: InvestmentResult | None
    seed: int
    draws: int
    sharing: CostSharing | None = None
    sensitivities: tuple[Sensitivity, ...] = ()  # empty in records of schema 2
    burdens: tuple[Burden, ...] = ()  # empty where there is no investment, or nobody to share it


def assess(data: AssessmentInput) -> Assessment:
    """Calculate everything. FlowError or ValueError (in Japanese) names the organisation, use case and element."""
    check_input(data)
    calculated = [_line(case, data) for case in data.cases]
    lines = tuple(item.line for item in calculated)
    figures = _all_figures(calculated, lines, data)
    compared = [
        Compared(line=item.line, as_is=case.as_is, localised=item.localised)
        for case, item in zip(data.cases, calculated, strict=True)
        if item.localised
    ]
    form = range_form(compared, data.assumptions)
    moved = sensitivities(form, seed=data.seed)
    investment = _investment(data, figures)
    return Assessment(
        engine_version=ENGINE_VERSION,
        policy=data.policy,
        assumptions=data.assumptions,
        measures=data.measures,
        investments=data.investments,
        investment=investment,
        sharing=data.sharing,
        burdens=_burdens(data, lines, figures, investment) if investment else (),
        seed=data.seed,
        draws=data.draws,
        lines=lines,
        figures=tuple(figures.values()),
        intervals=intervals(
            form=form,
            scopes=_scopes([item.line for item in compared]),
            seed=data.seed,
            draws=data.draws,
            policy=data.policy,
            hours_per_fte=data.assumptions.hours_per_fte.value,
        ),
        influences=influences(moved, scope=Scope(), base=_saved_hours(figures), policy=data.policy),
        sensitivities=moved,
    )


@dataclass(frozen=True)
class _Calculated:
    line: Line
    figures: list[Figure]
    localised: Localised | None


def _line(case: CaseInput, data: AssessmentInput) -> _Calculated:
    rate = unit_rate(data.assumptions, case.unit_rate_yen_per_hour, data.policy)
    terms = _terms(case, rate, data)
    as_is = _flow(case, case.as_is, "現行")
    localised = localise(case.to_be, case.as_is) if case.to_be else None
    to_be = _flow(case, localised.model, "改革案") if localised else None
    old = line_values(as_is, terms)
    new = line_values(to_be, terms) if to_be else None
    line = Line(
        scope=case.scope,
        category_key=case.category_key,
        category_name=case.category_name,
        use_case_name=case.use_case_name,
        organisation_name=case.organisation_name,
        volume=case.volume,
        unit_rate=rate,
        as_is=side_result(as_is, old, case.volume, terms),
        to_be=side_result(to_be, new, case.volume, terms) if to_be and new else None,
        population_class=case.population_class,
        population=case.population,
        process_reference=case.process_reference,
        differences=_differences(case, localised, (as_is, to_be), (old, new), terms)
        if localised and to_be and new
        else (),
        notes=(*volume_findings(case.volume), *(localised.notes() if localised else ("改革案がまだありません",))),
    )
    return _Calculated(line, line_figures(line, old, new, data.assumptions, data.policy), localised)


def _terms(case: CaseInput, rate: UnitRate, data: AssessmentInput) -> Terms:
    overhead = data.assumptions.overhead_yen_per_hour
    return Terms(
        cases_per_year=Fraction(case.volume.cases_per_year),
        yen_per_hour=Fraction(rate.yen_per_hour),
        overhead_yen_per_hour=Fraction(overhead.value if overhead else 0),
        hours_per_fte=Fraction(data.assumptions.hours_per_fte.value),
        policy=data.policy,
    )


def _flow(case: CaseInput, model: ProcessModel, side: str) -> FlowResult:
    try:
        return expected_flow(model)
    except FlowError as error:
        raise FlowError(f"{case.name}の{side}: {error}", element_id=error.element_id) from error


def _differences(
    case: CaseInput,
    localised: Localised,
    flows: tuple[FlowResult, FlowResult],
    values: tuple[dict[Quantity, Decimal], dict[Quantity, Decimal]],
    terms: Terms,
) -> tuple[StepDifference, ...]:
    (as_is, to_be), (old, new) = flows, values
    removed = removing_measures((*case.removed, *_drawn_removals(case.to_be)))
    return attribute(
        as_is=as_is.steps,
        to_be=to_be.steps,
        removed=removed,
        frequencies=frequencies(as_is=case.as_is, to_be=localised.model, removed=removed),
        savings={quantity: old[quantity] - new[quantity] for quantity in old},
        terms=terms,
    )


def _drawn_removals(to_be: ProcessModel | None) -> Iterator[RemovedStep]:
    """Removed steps that are still drawn in the to-be name their measure there."""
    for node in to_be.steps() if to_be else ():
        if node.values and node.values.change is ChangeKind.REMOVED:
            yield from (RemovedStep(origin_key=key, measure=node.values.measure) for key in origin_keys(node.values))


def _all_figures(calculated: Sequence[_Calculated], lines: Sequence[Line], data: AssessmentInput) -> dict[str, Figure]:
    figures = {figure.key: figure for item in calculated for figure in item.figures}
    for scope in sum_scopes(lines):
        members = [line for line in lines if line.is_in(scope)]
        sums = sum_figures(scope, members, figures, data.assumptions, data.policy)
        figures.update((figure.key, figure) for figure in sums)
    return figures


def sum_scopes(lines: Iterable[Line]) -> tuple[Scope, ...]:
    """All scopes that are sums: use cases, organisations, categories, category × organisation, the whole."""
    scopes: dict[Scope, None] = {}
    for line in lines:
        use_case, organisation, category = line.scope.use_case, line.scope.organisation, line.category_key
        scopes[Scope(use_case=use_case)] = None
        scopes[Scope(organisation=organisation)] = None
        scopes[Scope(category=category)] = None
        scopes[Scope(category=category, organisation=organisation)] = None
    return (*scopes, Scope())


def _scopes(lines: Sequence[Line]) -> tuple[Scope, ...]:
    """The lines, then the sums."""
    return (*(line.scope for line in lines), *sum_scopes(lines)) if lines else ()


def _saved_hours(figures: Mapping[str, Figure]) -> Decimal:
    figure = figures.get(figure_key(Scope(), Quantity.STAFF_HOURS, Side.SAVING))
    return figure.value if figure else Decimal(0)


def _saved_yen(figures: Mapping[str, Figure], scope: Scope) -> Decimal | None:
    figure = figures.get(figure_key(scope, Quantity.TOTAL_YEN, Side.SAVING))
    return figure.value if figure else None


def _investment(data: AssessmentInput, figures: Mapping[str, Figure]) -> InvestmentResult | None:
    saving = _saved_yen(figures, Scope())
    if not data.investments or saving is None:
        return None
    return investment_result(
        investments=data.investments,
        saving_yen_per_year=saving,
        discount_rate=data.assumptions.discount_rate.value,
        years=data.assumptions.years,
        policy=data.policy,
    )


def _burdens(
    data: AssessmentInput, lines: Sequence[Line], figures: Mapping[str, Figure], whole: InvestmentResult
) -> tuple[Burden, ...]:
    if data.sharing is None:
        return ()
    assessed = {
        line.scope.organisation: SharingMember(
            key=line.scope.organisation, name=line.organisation_name, population=line.population or 0
        )
        for line in lines
    }
    savings = {key: saved for key in assessed if (saved := _saved_yen(figures, Scope(organisation=key))) is not None}
    return burdens(
        investments=data.investments,
        sharing=data.sharing,
        assessed=tuple(assessed.values()),
        savings=savings,
        whole=whole,
        policy=data.policy,
    )
