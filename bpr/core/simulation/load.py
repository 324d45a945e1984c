"""Whether a pool can keep up with its work at all, said before anything runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpr.core.flow import expected_flow
from bpr.core.simulation.calendars import DAY
from bpr.core.simulation.scenario import CaseClass, Pool, Scenario, StepWork

WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Load:
    """Work that comes to a pool in an average week, and what its people can do in one; minutes of a full-time person.

    ``ratio`` is the traffic intensity ρ: from 1 on the queue grows without end.
    """

    pool: str
    asked: float
    offered: float

    @property
    def ratio(self) -> float:
        return self.asked / self.offered if self.offered else float("inf") if self.asked else 0.0

    @property
    def is_stable(self) -> bool:
        return self.ratio < 1


def loads(scenario: Scenario) -> tuple[Load, ...]:
    """The load of every pool that is not unlimited, in an average week without days off."""
    asked = dict.fromkeys((pool.name for pool in scenario.pools), 0.0)
    for item in scenario.classes:
        visits = expected_flow(item.model).visits
        per_week = _cases_per_week(item)
        for node_id, step in item.steps.items():
            if step.work:
                asked[step.pool] += per_week * float(visits.get(node_id, 0)) * _minutes(step, per_week)
    return tuple(Load(pool.name, asked[pool.name], _offered(pool)) for pool in scenario.pools if not pool.is_unlimited)


def overload_messages(found: Sequence[Load]) -> tuple[str, ...]:
    """A sentence for each pool that cannot keep up, with what would help."""
    return tuple(
        f"担当者の集まり「{load.pool}」は、1週間に{load.asked / 60:,.1f}時間の仕事に対して"
        f"{load.offered / 60:,.1f}時間しか働けません（負荷{load.ratio:.0%}）。"
        "待ちが増え続けるので、人数を増やすか、件数か処理時間を減らしてください"
        for load in found
        if not load.is_stable
    )


def _cases_per_week(item: CaseClass) -> float:
    return item.arrivals.calendar.minutes_per_week / item.arrivals.interval.mean


def _minutes(step: StepWork, per_week: float) -> float:
    work = step.work.mean if step.work else 0.0
    batch = step.batch
    if batch is None or batch.setup is None:
        return work
    sizes = [float(batch.size)] if batch.size else []
    if batch.period_minutes:
        sizes.append(max(per_week * batch.period_minutes / WEEK, 1.0))
    return work + batch.setup.mean / min(sizes)


def _offered(pool: Pool) -> float:
    return pool.full_time_people * pool.calendar.minutes_per_week
