"""Sharing the cost of the reform among the municipalities: 均等割 and 人口割."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bpr.core.assessment import Assessment as Calculation
from bpr.core.savings import cost_shares
from reports.models import Assessment


@dataclass(frozen=True, kw_only=True)
class CostShare:
    """What one municipality bears of the initial and of the running cost over the whole period, in yen."""

    name: str
    population: int
    initial_yen: Decimal
    running_yen: Decimal

    @property
    def total_yen(self) -> Decimal:
        return self.initial_yen + self.running_yen


@dataclass(frozen=True, kw_only=True)
class CostSharing:
    """All shares; they add up to the cost exactly. ``equal_percent`` is the part shared by 均等割."""

    equal_percent: Decimal
    shares: tuple[CostShare, ...]


def cost_sharing(assessment: Assessment, calculation: Calculation) -> CostSharing | None:
    """Cost sharing by the assumptions frozen with the assessment; None where there is no cost or nobody to share it."""
    frozen, investment = assessment.sources.get("cost_sharing"), calculation.investment
    if not frozen or not frozen["municipalities"] or investment is None:
        return None
    populations = {item["key"]: item["population"] for item in frozen["municipalities"]}
    equal = Decimal(frozen["equal_percent"])
    if equal < 100 and not any(populations.values()):
        return None
    initial, running = (
        cost_shares(total_yen=total, populations=populations, equal_part=equal / 100)
        for total in (investment.initial_yen, investment.running_yen)
    )
    return CostSharing(
        equal_percent=equal,
        shares=tuple(
            CostShare(
                name=item["name"],
                population=item["population"],
                initial_yen=initial[item["key"]],
                running_yen=running[item["key"]],
            )
            for item in frozen["municipalities"]
        ),
    )
