"""``flow``: expected values of one case, and of a year where the cases of a year are said."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from bpr.cli.commands.reading import one_model, read
from bpr.cli.exchange import Order, Outcome
from bpr.core.flow import Amount, FlowResult, StepFlow, amount_of, expected_flow
from bpr.core.units import RoundingPolicy, minutes_to_hours

_MINUTES = "_minutes"


def flow(order: Order) -> Outcome:
    result = expected_flow(one_model(order, read(order)))
    report: dict[str, Any] = {
        "visits": {element: float(count) for element, count in result.visits.items()},
        "steps": [_step(step) for step in result.steps],
        "minutes_by_performer": [
            {"performer": name, "kind": kind.value, "minutes": float(minutes)}
            for (name, kind), minutes in result.minutes_by_performer().items()
        ],
        "per_case": {amount.value: float(result.per_case(amount)) for amount in Amount},
        "lead_minutes": float(result.lead_minutes),
        "forms": list(result.form_names),
        "assumptions": list(result.assumptions),
        "findings": list(result.findings),
    }
    return Outcome(report=report | _year(result, order.options))


def _step(step: StepFlow) -> dict[str, Any]:
    """Minutes of one execution by whoever does the step, and those of a case."""
    time = step.values.handling_minutes
    minutes = Fraction(time.likely) if time else Fraction(0)
    return {
        "element": step.node_id,
        "name": step.name,
        "performer": step.values.performer,
        "kind": step.values.performer_kind.value,
        "visits": float(step.visits),
        "minutes": float(minutes),
        "minutes_per_case": float(step.visits * minutes),
        "waiting_minutes": float(amount_of(step.values, Amount.WAITING_MINUTES)),
    }


def _year(result: FlowResult, options: dict[str, Any]) -> dict[str, Any]:
    """Minutes become hours; yen are rounded to the yen."""
    if "year" not in options:
        return {}
    cases, policy = Fraction(Decimal(options["year"])), RoundingPolicy()
    year: dict[str, float] = {"cases": float(cases)}
    for amount in Amount:
        total = cases * result.per_case(amount)
        if amount.value.endswith(_MINUTES):
            year[amount.value.removesuffix(_MINUTES) + "_hours"] = float(minutes_to_hours(total))
        else:
            year[amount.value] = float(total)
    if "yen_per_hour" in options:
        hours = minutes_to_hours(cases * result.per_case(Amount.STAFF_MINUTES))
        year["labour_yen"] = int(policy.yen(hours * Fraction(Decimal(options["yen_per_hour"]))))
    return {"per_year": year}
