"""Whether each staff group can keep up, over the year and in its busiest month, and what would help where it cannot."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from bpr.core.simulation import Scenario, loads
from bpr.core.simulation.scenario import CaseClass, Pool

TIGHT = 0.85  # from here on small surges make long queues
BUSY = 0.6
_DAYS = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, kw_only=True, slots=True)
class Strain:
    """One group on one side: hours of work asked and offered in an average week, in the year and in the busiest month.

    ``missing`` are the people, there for these use cases in all of the open time, without whom the queue grows without
    end (0: it does not).
    """

    group: str
    asked_hours: float
    offered_hours: float
    peak_month: int  # calendar month, 0 where volumes have no months
    peak_hours: float
    missing: int

    @property
    def ratio(self) -> float:
        """Work asked ÷ offered; from 1 on the queue grows without end."""
        return self.asked_hours / self.offered_hours if self.offered_hours else math.inf

    @property
    def peak_ratio(self) -> float:
        """The same in the busiest month."""
        return self.peak_hours / self.offered_hours if self.offered_hours else math.inf

    @property
    def is_stable(self) -> bool:
        """True where the queue does not grow without end."""
        return self.ratio < 1

    @property
    def is_stable_at_peak(self) -> bool:
        """True where it does not grow in the busiest month either."""
        return self.peak_ratio < 1

    @property
    def level(self) -> str:
        """overloaded, tight, busy or easy."""
        return level_of(self.ratio) if self.is_stable else "overloaded"

    @property
    def percent_to_cut(self) -> int:
        """Whole per cent of the cases (or minutes) that have to go so that the group keeps up; 0 where it does."""
        return 0 if self.is_stable else math.floor(100 * (1 - 1 / self.ratio)) + 1


def level_of(ratio: float) -> str:
    """tight, busy or easy, for work below what can be offered, or for a measured utilisation (0..1)."""
    return "tight" if ratio >= TIGHT else "busy" if ratio >= BUSY else "easy"


def strains(scenario: Scenario) -> tuple[Strain, ...]:
    """Every group of a scenario that is not unlimited; FlowError where a process cannot be calculated."""
    asked = [_hours_asked(scenario, item) for item in scenario.classes]
    factors = [_month_factors(item) for item in scenario.classes]
    return tuple(
        _strain(pool, [hours[pool.name] for hours in asked], factors)
        for pool in scenario.pools
        if not pool.is_unlimited
    )


def _strain(pool: Pool, asked: list[float], factors: list[tuple[float, ...]]) -> Strain:
    by_month = [sum(hours * factor[at] for hours, factor in zip(asked, factors, strict=True)) for at in range(12)]
    peak = max(range(12), key=by_month.__getitem__)
    total, per_person = sum(asked), pool.calendar.minutes_per_week / 60
    offered = pool.full_time_people * per_person
    return Strain(
        group=pool.name,
        asked_hours=total,
        offered_hours=offered,
        peak_month=peak + 1 if max(by_month) > min(by_month) else 0,
        peak_hours=by_month[peak],
        missing=0 if total < offered else math.floor((total - offered) / per_person) + 1,
    )


def _hours_asked(scenario: Scenario, item: CaseClass) -> dict[str, float]:
    """Hours a week that the cases of one class alone ask of each pool."""
    return {load.pool: load.asked / 60 for load in loads(replace(scenario, classes=(item,)))}


def _month_factors(item: CaseClass) -> tuple[float, ...]:
    """How much more work an open minute of each month (January first) brings than one of the year."""
    months = item.arrivals.months
    if not months:
        return (1.0,) * 12
    mean = sum(weight * days for weight, days in zip(months, _DAYS, strict=True)) / sum(_DAYS)
    return tuple(weight / mean for weight in months)
