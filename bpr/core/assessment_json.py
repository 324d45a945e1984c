"""What an assessment is asked and answers as plain JSON (version 1); see ``docs/assess.md``.

The question is written like the inputs themselves (:mod:`bpr.core.inputs`), read by the same codec as the snapshot;
only the processes are named instead of written out, and the caller brings their models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from bpr.core.assessment import Assessment
from bpr.core.bpmn.model import ProcessModel
from bpr.core.burdens import Burden
from bpr.core.codec import CodecError, Decoder
from bpr.core.figures import Figure, Side
from bpr.core.inputs import (
    AssessmentInput,
    Assumption,
    Assumptions,
    CaseInput,
    CostSharing,
    Investment,
    Measure,
    RemovedStep,
)
from bpr.core.savings import InvestmentResult
from bpr.core.uncertainty import Interval
from bpr.core.units import RoundingPolicy
from bpr.core.workload import Volume

VERSION = 1


class AssessmentError(ValueError):
    """A question that cannot be read; the message (Japanese) names the place."""


@dataclass(frozen=True, kw_only=True)
class CaseQuestion:
    """As :class:`CaseInput`, with names of processes. Without a category there is one of no name for all."""

    use_case_key: str
    use_case_name: str
    organisation_key: str
    organisation_name: str
    as_is: str
    volume: Volume
    to_be: str = ""
    category_key: str = "all"
    category_name: str = ""
    population_class: str = ""
    population: int | None = None
    unit_rate_yen_per_hour: Assumption | None = None
    removed: tuple[RemovedStep, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """As :class:`AssessmentInput`."""

    cases: tuple[CaseQuestion, ...]
    policy: RoundingPolicy = field(default_factory=RoundingPolicy)
    assumptions: Assumptions = field(default_factory=Assumptions)
    measures: tuple[Measure, ...] = ()
    investments: tuple[Investment, ...] = ()
    sharing: CostSharing | None = None
    seed: int = 20260401
    draws: int = 10_000

    @property
    def process_names(self) -> tuple[str, ...]:
        """Every process that is asked for, once."""
        return tuple(dict.fromkeys(name for case in self.cases for name in (case.as_is, case.to_be) if name))


def read_question(data: object) -> Question:
    """Fractions should come as Decimal (``json.loads(…, parse_float=Decimal)``). Raises :class:`AssessmentError`."""
    if not isinstance(data, Mapping) or data.get("version") != VERSION:
        raise AssessmentError(f"version: この版の入力は読めません。version は {VERSION} にしてください")
    evidence = data.get("evidence", [])
    if not isinstance(evidence, list):
        raise AssessmentError("evidence: [ ] で囲んだ並びにしてください")
    body = {key: value for key, value in data.items() if key not in ("version", "evidence")}
    try:
        question: Question = Decoder(evidence).decode(Question, body)
    except CodecError as error:
        raise AssessmentError(str(error)) from error
    return question


def input_of(question: Question, model_of: Callable[[str], ProcessModel]) -> AssessmentInput:
    """The input of the calculation; ``model_of`` gives the model of a process by its name."""
    values = _values(question) | {"cases": tuple(_case(case, model_of) for case in question.cases)}
    return AssessmentInput(**values)


def _case(case: CaseQuestion, model_of: Callable[[str], ProcessModel]) -> CaseInput:
    models = {"as_is": model_of(case.as_is), "to_be": model_of(case.to_be) if case.to_be else None}
    return CaseInput(**_values(case) | models)


def _values(item: Any) -> dict[str, Any]:
    return {each.name: getattr(item, each.name) for each in fields(item)}


def answer_json(assessment: Assessment) -> dict[str, Any]:
    """Figures with formula and interval, the investment, the inputs that matter most, and notes by case."""
    return {
        "version": VERSION,
        "engine_version": assessment.engine_version,
        "seed": assessment.seed,
        "draws": assessment.draws,
        "figures": [_figure(figure, assessment) for figure in assessment.figures],
        "influences": [
            {
                "name": item.name,
                "unit": item.unit,
                "minimum": number(item.minimum),
                "maximum": number(item.maximum),
                "hours_at_minimum": number(item.hours_at_minimum),
                "hours_at_maximum": number(item.hours_at_maximum),
            }
            for item in assessment.influences
        ],
        "investment": _investment(assessment.investment) if assessment.investment else None,
        "burdens": [_burden(item) for item in assessment.burdens],
        "notes": [
            {"use_case": line.scope.use_case, "organisation": line.scope.organisation, "notes": list(line.notes)}
            for line in assessment.lines
        ],
    }


def _figure(figure: Figure, assessment: Assessment) -> dict[str, Any]:
    scope, is_saving = figure.scope, figure.side is Side.SAVING
    interval = assessment.interval(scope, figure.quantity) if is_saving else None
    return {
        "category": scope.category,
        "use_case": scope.use_case,
        "organisation": scope.organisation,
        "quantity": figure.quantity.value,
        "label": figure.quantity.label,
        "side": figure.side.value,
        "value": number(figure.value),
        "unit": figure.unit,
        "rate_percent": number(figure.rate),
        "formula": figure.formula,
        "weakest_evidence": figure.weakest.value if figure.weakest else None,
        "is_complete": figure.is_complete,
        "interval": _interval(interval) if interval else None,
    }


def _interval(item: Interval) -> dict[str, Any]:
    return {
        "low": number(item.low),
        "median": number(item.median),
        "high": number(item.high),
        "level": number(item.level),
        "note": item.coverage_note,
    }


def _investment(item: InvestmentResult) -> dict[str, Any]:
    values = {key: number(value) for key, value in _values(item).items() if key != "years"}
    years = [{key: number(value) for key, value in _values(year).items()} for year in item.years]
    return values | {"years": years}


def _burden(item: Burden) -> dict[str, Any]:
    """What one organisation bears; what its saving would have to say is null where none of it was assessed."""
    result = _investment(item.result)
    unknown = ("saving_yen_per_year", "net_present_value_yen", "payback_years") if not item.is_assessed else ()
    return {
        "organisation": item.organisation,
        "name": item.name,
        "population": item.population,
        "shared_yen": number(item.shared_yen),
        "own_yen": number(item.own_yen),
        **result,
        **dict.fromkeys(unknown),
    }


def number(value: Decimal | int | None) -> int | float | None:
    """A JSON number; whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
