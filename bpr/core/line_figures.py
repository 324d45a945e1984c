"""Figures with their trace: formulas in words with the numbers in them, and inputs down to the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from bpr.core.figures import Figure, FigureInput, Quantity, Scope, Side, figure_key, weakest_evidence, weakest_kind
from bpr.core.flow import Amount, StepFlow, amount_of
from bpr.core.inputs import Assumptions
from bpr.core.lines import COSTS, COUNTS, HOURS, Line, SideResult
from bpr.core.units import RoundingPolicy, format_number, hours_to_fte, percent_of
from bpr.core.values import EvidenceKind

Values = Mapping[Quantity, Decimal]
_FROM_STAFF_HOURS = (Quantity.LABOUR_YEN, Quantity.OVERHEAD_YEN, Quantity.STAFF_MINUTES_PER_CASE)
_COUNTED_STEPS = (Quantity.STEPS, Quantity.FORMS)


def line_figures(
    line: Line, as_is: Values, to_be: Values | None, assumptions: Assumptions, policy: RoundingPolicy
) -> list[Figure]:
    """All figures of one line: as-is, and to-be and saving where there is a to-be."""
    figures = [_line_figure(line, Side.AS_IS, quantity, as_is, assumptions) for quantity in Quantity]
    if to_be is not None:
        figures += [_line_figure(line, Side.TO_BE, quantity, to_be, assumptions) for quantity in Quantity]
        figures += list(saving_figures(line.scope, figures, policy))
    return figures


def saving_figures(scope: Scope, sides: Sequence[Figure], policy: RoundingPolicy) -> Iterator[Figure]:
    """現行 − 改革案 of every quantity, of figures that are rounded already."""
    by_side = {(figure.quantity, figure.side): figure for figure in sides}
    for quantity in Quantity:
        old, new = by_side[quantity, Side.AS_IS], by_side[quantity, Side.TO_BE]
        value = old.value - new.value
        difference = f"現行 {format_number(old.value)} − 改革案 {format_number(new.value)}"
        yield Figure(
            scope=scope,
            quantity=quantity,
            side=Side.SAVING,
            value=value,
            formula=f"{difference} = {_with_unit(value, quantity)}",
            rate=percent_of(value, old.value, policy),
            weakest=weakest_kind([old.weakest, new.weakest]),
            is_complete=old.is_complete and new.is_complete,
        )


def _line_figure(line: Line, side: Side, quantity: Quantity, values: Values, assumptions: Assumptions) -> Figure:
    result = line.as_is if side is Side.AS_IS or line.to_be is None else line.to_be
    formula = _formula(quantity, line, values, result, assumptions)
    return Figure(
        scope=line.scope,
        quantity=quantity,
        side=side,
        value=values[quantity],
        formula=f"{formula} = {_with_unit(values[quantity], quantity)}",
        inputs=tuple(_inputs(quantity, side, line, result, assumptions)),
        weakest=_weakest(quantity, line, result),
        is_complete=result.is_complete,
    )


def _formula(quantity: Quantity, line: Line, values: Values, result: SideResult, assumptions: Assumptions) -> str:
    cases = f"{format_number(line.volume.cases_per_year)}件/年"
    if quantity in HOURS:
        return f"Σ(実行回数×1回の時間) {_sum(result, HOURS[quantity])}分/件 × {cases} ÷ 60"
    if quantity in COUNTS:
        return f"Σ(実行回数×1回の数) {_sum(result, COUNTS[quantity])}/件 × {cases}"
    minutes = f"Σ(実行回数×処理時間) {_sum(result, Amount.STAFF_MINUTES)}分/件"
    overhead = assumptions.overhead_yen_per_hour
    texts = {
        Quantity.LABOUR_YEN: f"{minutes} × {cases} ÷ 60 × {format_number(line.unit_rate.yen_per_hour)}円/時間",
        Quantity.OVERHEAD_YEN: (
            f"{minutes} × {cases} ÷ 60 × {format_number(overhead.value)}円/時間" if overhead else "庁費は計上しない"
        ),
        Quantity.DIRECT_COST_YEN: f"Σ(実行回数×直接経費) {_sum(result, Amount.DIRECT_COST_YEN)}円/件 × {cases}",
        Quantity.TOTAL_YEN: " + ".join(f"{cost.label} {format_number(values[cost])}円" for cost in COSTS),
        Quantity.FTE: _fte_formula(values[Quantity.STAFF_HOURS], assumptions),
        Quantity.STEPS: "実行される作業の数",
        Quantity.FORMS: f"作成・参照する帳票の種類の数（{'、'.join(result.form_names) or 'なし'}）",
        Quantity.STAFF_MINUTES_PER_CASE: "Σ(実行回数×処理時間)",
        Quantity.WAITING_MINUTES_PER_CASE: "Σ(実行回数×待ち時間)",
        Quantity.LEAD_MINUTES_PER_CASE: "直列は和、分岐は割合で加重、並行は最も長い枝の期待値",
    }
    return texts[quantity]


def _fte_formula(hours: Decimal, assumptions: Assumptions) -> str:
    return f"{format_number(hours)}時間 ÷ {format_number(assumptions.hours_per_fte.value)}時間/人工"


def _sum(result: SideResult, amount: Amount) -> str:
    return format_number(sum((step.per_case(amount) for step in result.steps), Fraction(0)))


def _with_unit(value: Decimal, quantity: Quantity) -> str:
    return f"{format_number(value)}{quantity.unit}"


def _reference(name: str, key: str) -> FigureInput:
    return FigureInput(name=name, figure_key=key)


def _inputs(
    quantity: Quantity, side: Side, line: Line, result: SideResult, assumptions: Assumptions
) -> Iterator[FigureInput]:
    if quantity is Quantity.TOTAL_YEN:
        yield from (_reference(cost.label, figure_key(line.scope, cost, side)) for cost in COSTS)
    elif quantity is Quantity.FTE:
        yield _reference(Quantity.STAFF_HOURS.label, figure_key(line.scope, Quantity.STAFF_HOURS, side))
        per_fte = assumptions.hours_per_fte
        yield FigureInput(name="1人工の時間", value=per_fte.value, unit="時間", evidence=per_fte.evidence)
    elif quantity in _FROM_STAFF_HOURS:
        yield _reference(Quantity.STAFF_HOURS.label, figure_key(line.scope, Quantity.STAFF_HOURS, side))
        yield from _rate_inputs(quantity, line, assumptions)
    elif amount := _amount(quantity):
        yield from _step_inputs(result.steps, amount)
        if not quantity.is_per_case:
            item = line.volume
            yield FigureInput(name="年間件数", value=item.cases_per_year, unit="件/年", evidence=item.evidence)


def _amount(quantity: Quantity) -> Amount | None:
    others = {
        Quantity.DIRECT_COST_YEN: Amount.DIRECT_COST_YEN,
        Quantity.STAFF_MINUTES_PER_CASE: Amount.STAFF_MINUTES,
        Quantity.WAITING_MINUTES_PER_CASE: Amount.WAITING_MINUTES,
    }
    return HOURS.get(quantity) or COUNTS.get(quantity) or others.get(quantity)


def _rate_inputs(quantity: Quantity, line: Line, assumptions: Assumptions) -> Iterator[FigureInput]:
    if quantity is Quantity.LABOUR_YEN:
        rate = line.unit_rate
        yield FigureInput(name=rate.formula, value=rate.yen_per_hour, unit="円/時間", evidence=rate.evidence)
    elif quantity is Quantity.OVERHEAD_YEN and (overhead := assumptions.overhead_yen_per_hour):
        yield FigureInput(name="庁費", value=overhead.value, unit="円/時間", evidence=overhead.evidence)


def _step_inputs(steps: Iterable[StepFlow], amount: Amount) -> Iterator[FigureInput]:
    for step in steps:
        value = amount_of(step.values, amount)
        if value and step.visits:
            number = f"{step.values.number} " if step.values.number else ""
            yield FigureInput(
                name=f"{number}{step.name}",
                times=step.visits,
                value=Decimal(value.numerator) / Decimal(value.denominator),
                unit=_unit_per_execution(amount),
                evidence=step.values.evidence,
            )


def _unit_per_execution(amount: Amount) -> str:
    if amount.value.endswith("_minutes"):
        return "分/回"
    names = {
        Amount.DIRECT_COST_YEN: "円/回", Amount.RESIDENT_VISITS: "回/回", Amount.ATTACHED_DOCUMENTS: "点/回"
    }  # fmt: skip
    return names.get(amount, "枚/回")


def _weakest(quantity: Quantity, line: Line, result: SideResult) -> EvidenceKind | None:
    amount = _amount(quantity) or (None if quantity in _COUNTED_STEPS else Amount.STAFF_MINUTES)
    proofs = [
        step.values.evidence
        for step in result.steps
        if step.visits and (amount is None or amount_of(step.values, amount))
    ]
    if amount and not quantity.is_per_case:
        proofs.append(line.volume.evidence)
    if quantity in (Quantity.LABOUR_YEN, Quantity.TOTAL_YEN):
        proofs.append(line.unit_rate.evidence)
    return weakest_evidence(proofs)


def sum_figures(
    scope: Scope,
    lines: Sequence[Line],
    figures: Mapping[str, Figure],
    assumptions: Assumptions,
    policy: RoundingPolicy,
) -> list[Figure]:
    """Figures of a scope: sums of the rounded lines; 人工 and values per case are converted from the sums.

    A line without a to-be is counted as unchanged, and the sum is then marked incomplete.
    """
    sides: list[Figure] = []
    for side in (Side.AS_IS, Side.TO_BE):
        for quantity in Quantity:
            sides.append(_sum_figure(scope, quantity, side, lines, figures, sides, assumptions, policy))
    return sides + list(saving_figures(scope, sides, policy))


def _sum_figure(
    scope: Scope,
    quantity: Quantity,
    side: Side,
    lines: Sequence[Line],
    figures: Mapping[str, Figure],
    done: Sequence[Figure],
    assumptions: Assumptions,
    policy: RoundingPolicy,
) -> Figure:
    parts = [line_figure(line, quantity, side, figures) for line in lines]
    missing = 0 if side is Side.AS_IS else sum(line.to_be is None for line in lines)
    value, formula = sum((part.value for part in parts), Decimal(0)), f"{len(parts)}件の算定（団体×ユースケース）の計"
    if quantity is Quantity.FTE:
        hours = next(item.value for item in done if item.quantity is Quantity.STAFF_HOURS and item.side is side)
        value = hours_to_fte(hours, hours_per_fte=assumptions.hours_per_fte.value, policy=policy)
        formula = _fte_formula(hours, assumptions)
    elif quantity.is_per_case:
        value, formula = _mean(lines, parts, policy), f"{len(parts)}件の算定の、件数で加重した平均"
    if missing:
        formula += f"（うち改革案のない{missing}件は変更なしとした）"
    return Figure(
        scope=scope,
        quantity=quantity,
        side=side,
        value=value,
        formula=f"{formula} = {_with_unit(value, quantity)}",
        weakest=weakest_kind(part.weakest for part in parts),
        is_complete=not missing and all(part.is_complete for part in parts),
    )


def line_figure(line: Line, quantity: Quantity, side: Side, figures: Mapping[str, Figure]) -> Figure:
    """A line's figure; its as-is stands in where it has no to-be."""
    own = Side.AS_IS if line.to_be is None else side
    return figures[figure_key(line.scope, quantity, own)]


def _mean(lines: Sequence[Line], parts: Sequence[Figure], policy: RoundingPolicy) -> Decimal:
    cases = sum((Fraction(line.volume.cases_per_year) for line in lines), Fraction(0))
    if not cases:
        return Decimal(0)
    total = sum(
        (Fraction(part.value) * Fraction(line.volume.cases_per_year) for line, part in zip(lines, parts, strict=True)),
        Fraction(0),
    )
    return policy.minutes(total / cases)
