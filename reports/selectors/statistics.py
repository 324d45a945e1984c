"""The other organisations as statistics without names (for hearing staff)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from bpr.core.assessment import Assessment as Calculation
from bpr.core.figures import Quantity, Scope, Side
from bpr.core.lines import Line

FEWEST = 3  # fewer others than this could be told apart
#: Only what does not depend on an organisation's size is comparable; sizes would give names away.
COMPARED = (Quantity.STAFF_MINUTES_PER_CASE, Quantity.WAITING_MINUTES_PER_CASE, Quantity.LEAD_MINUTES_PER_CASE)


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Number, median and range of the others; 0 and None where fewer than ``FEWEST`` others were heard."""

    count: int
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One use case and quantity of the own organisation (as-is) beside the others."""

    use_case: str
    name: str
    quantity: Quantity
    own: Decimal
    others: Statistics


def comparisons(calculation: Calculation, own: str) -> list[Comparison]:
    """Every use case of the organisation ``own``, as-is per case, with the statistics of the others."""
    return [
        Comparison(
            use_case=line.scope.use_case,
            name=line.use_case_name,
            quantity=quantity,
            own=_value(calculation, line, quantity),
            others=statistics(_value(calculation, other, quantity) for other in _others(calculation, line)),
        )
        for line in calculation.lines_in(Scope(organisation=own))
        for quantity in COMPARED
    ]


def statistics(values: Iterable[Decimal]) -> Statistics:
    """Statistics of the others; nothing, not even their number, where they are too few."""
    found = sorted(values)
    if len(found) < FEWEST:
        return Statistics(count=0, median=None, low=None, high=None)
    return Statistics(count=len(found), median=median(found), low=found[0], high=found[-1])


def _others(calculation: Calculation, line: Line) -> list[Line]:
    same = calculation.lines_in(Scope(use_case=line.scope.use_case))
    return [other for other in same if other.scope.organisation != line.scope.organisation]


def _value(calculation: Calculation, line: Line, quantity: Quantity) -> Decimal:
    return calculation.value(line.scope, quantity, Side.AS_IS)
