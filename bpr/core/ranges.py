"""From lines to the linear form that :mod:`bpr.core.uncertainty` draws from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bpr.core.flow import Amount, StepFlow
from bpr.core.inputs import Assumptions
from bpr.core.lines import Line
from bpr.core.localise import Localised
from bpr.core.uncertainty import Factor, LinearLine
from bpr.core.values import StepValues, ThreePoint


@dataclass
class LinearForm:
    """All lines that have a to-be, with the inputs that they share."""

    lines: list[LinearLine] = field(default_factory=list)
    factors: dict[str, Factor] = field(default_factory=dict)


def linear_form(lines: Sequence[tuple[Line, Localised]], assumptions: Assumptions) -> LinearForm:
    """Savings as linear functions of the minutes of each step and of the volumes."""
    form = LinearForm()
    for line, localised in lines:
        form.lines.append(_linear_line(form, line, localised, assumptions))
    return form


def _linear_line(form: LinearForm, line: Line, localised: Localised, assumptions: Assumptions) -> LinearLine:
    weights: dict[str, float] = {}
    for step in line.as_is.steps:
        _add(form, weights, _own_key(line, step.node_id), step, step.values, f"{line.name}現行「{step.name}」", 1)
    as_is = {step.node_id: step for step in line.as_is.steps}
    for step in line.to_be.steps if line.to_be else ():
        sources = localised.sources_of(step.node_id)
        for source in sources:
            key = _own_key(line, source)
            _add(form, weights, key, step, as_is[source].values, f"{line.name}現行「{as_is[source].name}」", -1)
        if not sources:
            name = f"{line.use_case_name}改革案「{step.name}」"
            _add(form, weights, f"{line.scope.use_case}|to_be|{step.node_id}", step, step.values, name, -1)
    overhead = assumptions.overhead_yen_per_hour
    rate = line.unit_rate.yen_per_hour + (overhead.value if overhead else 0)
    return LinearLine(
        scope=line.scope,
        minutes=weights,
        volume=_volume(form, line),
        yen_per_minute=float(rate) / 60,
        direct_yen_per_case=_direct_yen(line),
    )


def _own_key(line: Line, node_id: str) -> str:
    return f"{line.scope.key}|{node_id}"


def _add(
    form: LinearForm, weights: dict[str, float], key: str, step: StepFlow, source: StepValues, name: str, sign: int
) -> None:
    time = source.handling_minutes
    if time is None or not step.values.performer_kind.is_staff:
        return
    form.factors.setdefault(key, _factor(key, f"{name}の処理時間", time, "分/回"))
    weights[key] = weights.get(key, 0.0) + sign * float(step.visits)


def _factor(key: str, name: str, value: ThreePoint, unit: str) -> Factor:
    low = value.likely if value.minimum is None else value.minimum
    high = value.likely if value.maximum is None else value.maximum
    return Factor(key=key, name=name, likely=float(value.likely), minimum=float(low), maximum=float(high), unit=unit)


def _volume(form: LinearForm, line: Line) -> str:
    key, item = f"{line.scope.key}|volume", line.volume
    count = ThreePoint(likely=item.cases_per_year, minimum=item.minimum, maximum=item.maximum)
    form.factors[key] = _factor(key, f"{line.name}の年間件数", count, "件/年")
    return key


def _direct_yen(line: Line) -> float:
    sides = [line.as_is.steps, line.to_be.steps if line.to_be else ()]
    old, new = (sum(step.per_case(Amount.DIRECT_COST_YEN) for step in steps) for steps in sides)
    return float(old - new)
