"""One line of an assessment: an organisation × use case on both sides, in exact and in rounded numbers.

Where rounding takes place: everything is exact up to the line; the yearly value of each quantity of a line is then
rounded once by the policy. Sums over lines add rounded lines, and what a line is broken down into (performers,
months, steps, measures) is rounded so that it adds up to the line (largest remainder).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from bpr.core.figures import Quantity, Scope
from bpr.core.flow import Amount, FlowResult, StepFlow
from bpr.core.inputs import UnitRate
from bpr.core.units import RoundingPolicy, hours_to_fte, split_to_sum, unit_of
from bpr.core.values import ChangeKind, PerformerKind
from bpr.core.workload import Volume, monthly_shares

HOURS = {
    Quantity.STAFF_HOURS: Amount.STAFF_MINUTES,
    Quantity.RESIDENT_HOURS: Amount.RESIDENT_MINUTES,
    Quantity.RESIDENT_WAITING_HOURS: Amount.RESIDENT_WAITING_MINUTES,
    Quantity.RESIDENT_TRAVEL_HOURS: Amount.RESIDENT_TRAVEL_MINUTES,
    Quantity.OTHER_ORGANISATION_HOURS: Amount.OTHER_ORGANISATION_MINUTES,
    Quantity.SYSTEM_HOURS: Amount.SYSTEM_MINUTES,
}
COUNTS = {
    Quantity.SHEETS_MADE: Amount.SHEETS_MADE,
    Quantity.SHEETS_READ: Amount.SHEETS_READ,
    Quantity.RESIDENT_VISITS: Amount.RESIDENT_VISITS,
    Quantity.ATTACHED_DOCUMENTS: Amount.ATTACHED_DOCUMENTS,
}
COSTS = (Quantity.LABOUR_YEN, Quantity.OVERHEAD_YEN, Quantity.DIRECT_COST_YEN)
BY_STEP = (*HOURS, *COUNTS, *COSTS, Quantity.TOTAL_YEN)  # quantities that are sums over steps


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What turns the minutes of a case into yearly hours and yen for one line."""

    cases_per_year: Fraction
    yen_per_hour: Fraction
    overhead_yen_per_hour: Fraction
    hours_per_fte: Fraction
    policy: RoundingPolicy


@dataclass(frozen=True, kw_only=True, slots=True)
class PerformerPart:
    """A performer's part of one side of a line, per year. ``labour_yen`` is 0 for those who are not staff."""

    performer: str
    kind: PerformerKind
    hours: Decimal
    labour_yen: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class SideResult:
    """The process of one side of a line as it was calculated."""

    steps: tuple[StepFlow, ...]
    lead_minutes: Fraction
    form_names: tuple[str, ...] = ()
    performers: tuple[PerformerPart, ...] = ()
    staff_hours_by_month: tuple[Decimal, ...] = ()  # April first
    assumptions: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        return not self.findings


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDifference:
    """Steps of the as-is and what became of them, with their part of the line's saving (non-zero quantities only).

    ``measure`` is a measure's code; empty where ``cause`` says why there is none. ``by_frequency``: it is not named on
    the steps, but changes how often they are carried out.
    """

    as_is: tuple[str, ...]  # node ids
    to_be: tuple[str, ...]
    change: ChangeKind
    cause: str
    measure: str = ""
    by_frequency: bool = False
    savings: dict[Quantity, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Everything about one organisation × use case that a page or report shows beside the figures."""

    scope: Scope
    category_key: str
    category_name: str
    use_case_name: str
    organisation_name: str
    volume: Volume
    unit_rate: UnitRate
    as_is: SideResult
    to_be: SideResult | None = None
    population_class: str = ""
    population: int | None = None
    process_reference: str = ""
    differences: tuple[StepDifference, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.organisation_name}「{self.use_case_name}」"

    def is_in(self, scope: Scope) -> bool:
        return (
            scope.category in ("", self.category_key)
            and scope.use_case in ("", self.scope.use_case)
            and scope.organisation in ("", self.scope.organisation)
        )


class PerCase(Protocol):
    """A whole process or one of its steps."""

    def per_case(self, amount: Amount) -> Fraction: ...


def exact_yearly(quantity: Quantity, source: PerCase, terms: Terms) -> Fraction:
    """The unrounded yearly value of a quantity of :data:`BY_STEP` for a process or for one step."""
    if quantity in HOURS:
        return source.per_case(HOURS[quantity]) * terms.cases_per_year / 60
    if quantity in COUNTS:
        return source.per_case(COUNTS[quantity]) * terms.cases_per_year
    if quantity is Quantity.DIRECT_COST_YEN:
        return source.per_case(Amount.DIRECT_COST_YEN) * terms.cases_per_year
    if quantity is Quantity.TOTAL_YEN:
        return sum((exact_yearly(cost, source, terms) for cost in COSTS), Fraction(0))
    rate = terms.yen_per_hour if quantity is Quantity.LABOUR_YEN else terms.overhead_yen_per_hour
    return exact_yearly(Quantity.STAFF_HOURS, source, terms) * rate


def line_values(flow: FlowResult, terms: Terms) -> dict[Quantity, Decimal]:
    """All quantities of one side of a line, rounded by the policy."""
    policy = terms.policy
    values = {quantity: policy.hours(exact_yearly(quantity, flow, terms)) for quantity in HOURS}
    values |= {quantity: policy.count(exact_yearly(quantity, flow, terms)) for quantity in COUNTS}
    values |= {quantity: policy.yen(exact_yearly(quantity, flow, terms)) for quantity in COSTS}
    values[Quantity.TOTAL_YEN] = policy.total_yen(sum((values[cost] for cost in COSTS), Decimal(0)))
    values[Quantity.FTE] = hours_to_fte(values[Quantity.STAFF_HOURS], hours_per_fte=terms.hours_per_fte, policy=policy)
    values[Quantity.STEPS] = Decimal(len(flow.executed_steps))
    values[Quantity.FORMS] = Decimal(len(flow.form_names))
    values[Quantity.STAFF_MINUTES_PER_CASE] = policy.minutes(flow.per_case(Amount.STAFF_MINUTES))
    values[Quantity.WAITING_MINUTES_PER_CASE] = policy.minutes(flow.per_case(Amount.WAITING_MINUTES))
    values[Quantity.LEAD_MINUTES_PER_CASE] = policy.minutes(flow.lead_minutes)
    return values


def part_unit(quantity: Quantity, policy: RoundingPolicy) -> Decimal:
    """The smallest amount by which parts of a line are given out."""
    if quantity in HOURS:
        return unit_of(policy.hours_places)
    if quantity in COUNTS:
        return unit_of(policy.count_places)
    return min(Decimal(1), policy.yen_unit, policy.total_unit_yen)


def side_result(flow: FlowResult, values: Mapping[Quantity, Decimal], item: Volume, terms: Terms) -> SideResult:
    """One side of a line with its parts by performer and month, which add up to ``values``."""
    hours = values[Quantity.STAFF_HOURS]
    months = [hours_share * Fraction(hours) for hours_share in monthly_shares(item)]
    return SideResult(
        steps=flow.steps,
        lead_minutes=flow.lead_minutes,
        form_names=flow.form_names,
        performers=_performers(flow, values, terms),
        staff_hours_by_month=split_to_sum(hours, months, unit_of(terms.policy.hours_places)),
        assumptions=flow.assumptions,
        findings=flow.findings,
    )


_OUTSIDE = {
    PerformerKind.RESIDENT: Quantity.RESIDENT_HOURS,
    PerformerKind.OTHER_ORGANISATION: Quantity.OTHER_ORGANISATION_HOURS,
    PerformerKind.SYSTEM: Quantity.SYSTEM_HOURS,
}


def _performers(flow: FlowResult, values: Mapping[Quantity, Decimal], terms: Terms) -> tuple[PerformerPart, ...]:
    """Parts by performer; each kind of hours adds up to the line's."""
    minutes = flow.minutes_by_performer()
    parts: list[PerformerPart] = []
    for quantity in (Quantity.STAFF_HOURS, *_OUTSIDE.values()):
        group = [key for key in minutes if _OUTSIDE.get(key[1], Quantity.STAFF_HOURS) is quantity]
        exact = [minutes[key] * terms.cases_per_year / 60 for key in group]
        hours = split_to_sum(values[quantity], exact, part_unit(quantity, terms.policy))
        yen = (Decimal(0),) * len(group)
        if quantity is Quantity.STAFF_HOURS:
            rates = [part * terms.yen_per_hour for part in exact]
            yen = split_to_sum(values[Quantity.LABOUR_YEN], rates, part_unit(Quantity.LABOUR_YEN, terms.policy))
        parts += [
            PerformerPart(performer=key[0], kind=key[1], hours=hour, labour_yen=cost)
            for key, hour, cost in zip(group, hours, yen, strict=True)
        ]
    return tuple(parts)
