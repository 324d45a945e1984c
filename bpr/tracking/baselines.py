"""The plan of one line as a commitment keeps it: plain JSON, decimals as text."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from bpr.core.assessment import Assessment
from bpr.core.figures import Quantity, Side
from bpr.core.flow import Amount
from bpr.core.lines import Line, SideResult
from bpr.core.tracking import Baseline
from bpr.core.units import RoundingMode, rounded, unit_of
from bpr.core.workload import Volume

_PLACES = 4  # of amounts per case


def baseline_of(calculation: Assessment, line: Line) -> dict[str, Any]:
    """What a commitment keeps of its plan. The line has a to-be."""

    def value(quantity: Quantity, side: Side) -> str:
        return f"{calculation.value(line.scope, quantity, side):f}"

    overhead = calculation.assumptions.overhead_yen_per_hour
    return {
        "as_is_minutes": value(Quantity.STAFF_MINUTES_PER_CASE, Side.AS_IS),
        "to_be_minutes": value(Quantity.STAFF_MINUTES_PER_CASE, Side.TO_BE),
        "as_is_direct_yen": _direct(line.as_is),
        "to_be_direct_yen": _direct(line.to_be),
        "yen_per_hour": f"{line.unit_rate.yen_per_hour + (overhead.value if overhead else 0):f}",
        "cases_per_year": f"{line.volume.cases_per_year:f}",
        "months": [f"{count:f}" for count in line.volume.months],
        "hours_per_year": value(Quantity.STAFF_HOURS, Side.SAVING),
        "yen_per_year": value(Quantity.TOTAL_YEN, Side.SAVING),
    }


def _direct(side: SideResult | None) -> str:
    exact = sum((step.per_case(Amount.DIRECT_COST_YEN) for step in side.steps), Fraction(0)) if side else Fraction(0)
    return f"{rounded(exact, unit_of(_PLACES), RoundingMode.HALF_UP).normalize():f}"


def read_baseline(kept: dict[str, Any]) -> Baseline:
    """The plan that a commitment keeps."""
    return Baseline(
        volume=Volume(
            cases_per_year=Decimal(kept["cases_per_year"]), months=tuple(Decimal(count) for count in kept["months"])
        ),
        **{
            name: Decimal(kept[name])
            for name in (
                "as_is_minutes", "to_be_minutes", "as_is_direct_yen", "to_be_direct_yen", "yen_per_hour",
                "hours_per_year", "yen_per_year",
            )
        },
    )  # fmt: skip
