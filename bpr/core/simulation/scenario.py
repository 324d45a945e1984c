"""What a simulation is asked: processes with their steps, people, hours and arrivals. All frozen; minutes and yen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bpr.core.bpmn.model import ProcessModel
from bpr.core.simulation.calendars import ALWAYS, Calendar
from bpr.core.simulation.distributions import Distribution

UNLIMITED = 0  # people of a pool in which nobody waits (residents, systems)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """People who do the same work. ``people`` holds the share of each person (0.5人 → 0.5); empty: unlimited."""

    name: str
    people: tuple[float, ...] = ()
    calendar: Calendar = ALWAYS
    yen_per_hour: float = 0.0

    @property
    def is_unlimited(self) -> bool:
        return not self.people

    @property
    def full_time_people(self) -> float:
        """People as full-time people: 1人 + 0.5人 = 1.5."""
        return sum(self.people)

    def __post_init__(self) -> None:
        if any(not 0 < share <= 1 for share in self.people):
            raise ValueError(f"担当者の集まり「{self.name}」: 1人の割合は0より大きく1以下にしてください")
        if not 0 <= self.yen_per_hour < 1e9:
            raise ValueError(f"担当者の集まり「{self.name}」: 人件費単価は0以上で入れてください")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """まとめ処理: worked on together when ``size`` are there (0: no limit) or when the time has come.

    ``period_minutes`` 0: not timed; else every so many elapsed minutes, first ``offset_minutes`` after time 0.
    ``setup`` is work for the batch as a whole, besides the work for each case.
    """

    size: int = 0
    period_minutes: float = 0.0
    offset_minutes: float = 0.0
    setup: Distribution | None = None

    def __post_init__(self) -> None:
        if self.size < 0 or self.period_minutes < 0 or not (self.size or self.period_minutes):
            raise ValueError("まとめ処理は、件数か間隔のどちらかを0より大きくしてください")


@dataclass(frozen=True, kw_only=True)
class StepWork:
    """How one step is done: ``delay`` elapses first (nobody works), then ``work`` in ``pool``.

    ``priority`` 0 is served first.
    """

    work: Distribution | None = None
    pool: str = ""
    delay: Distribution | None = None
    priority: int = 0
    batch: Batch | None = None


@dataclass(frozen=True, kw_only=True)
class Arrivals:
    """When cases come. ``interval``: minutes between cases, counted in the open minutes of ``calendar``.

    The weights say how the rate goes up and down by month (January first), weekday (Monday first) and hour of the day;
    only their proportions count: the mean interval over a year stays that of ``interval``. With exponential intervals
    this is a Poisson process of varying rate.
    """

    interval: Distribution
    calendar: Calendar = ALWAYS
    months: tuple[float, ...] = ()
    weekdays: tuple[float, ...] = ()
    hours: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for name, weights, count in (
            ("月", self.months, 12), ("曜日", self.weekdays, 7), ("時間帯", self.hours, 24)
        ):  # fmt: skip
            if weights and (len(weights) != count or min(weights) < 0 or not sum(weights)):
                raise ValueError(f"発生の重み（{name}）は、0以上の数を{count}個入れてください。すべて0にはできません")
        if self.interval.mean <= 0:
            raise ValueError("発生の間隔の平均は0分より長くしてください")

    @property
    def has_weights(self) -> bool:
        return bool(self.months or self.weekdays or self.hours)


@dataclass(frozen=True, kw_only=True)
class CaseClass:
    """Cases of one use case: its process, its steps (by element id) and its arrivals.

    ``step_keys`` names the random numbers of a step (by element id; else the element id itself): steps of as-is and
    to-be with the same key draw the same for the same case.
    """

    name: str
    model: ProcessModel
    arrivals: Arrivals
    steps: Mapping[str, StepWork] = field(default_factory=dict)
    step_keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One question to the simulation. ``cases`` are measured after ``warm_up`` cases, in each of ``replications``.

    Cases go on arriving until the last measured one is finished.
    """

    name: str
    classes: tuple[CaseClass, ...]
    pools: tuple[Pool, ...]
    first_day: date
    cases: int = 1000
    warm_up: int = 0
    replications: int = 10
    seed: int = 20260401

    def __post_init__(self) -> None:
        names = [pool.name for pool in self.pools]
        if not self.classes:
            raise ValueError("シミュレーションする業務がありません")
        if len(set(names)) != len(names):
            raise ValueError("担当者の集まりの名前が重なっています")
        if not 1 <= self.cases <= 100_000_000 or self.warm_up < 0 or not 1 <= self.replications <= 10_000:
            raise ValueError("件数は1以上、慣らしは0以上、繰返しは1以上10,000以下にしてください")
        if not 0 <= self.seed < 2**63:
            raise ValueError("乱数の種は0以上の整数にしてください")
        for item in self.classes:
            _check_steps(item, set(names))


def _check_steps(item: CaseClass, pools: set[str]) -> None:
    for node_id, step in item.steps.items():
        node = item.model.node_by_id.get(node_id)
        if node is None:
            raise ValueError(f"「{item.name}」: 図に要素 {node_id} がありません")
        if step.work is not None and step.pool not in pools:
            raise ValueError(
                f"「{item.name}」の作業「{node.name or node_id}」: 担当者の集まり「{step.pool}」がありません"
            )
        if not 0 <= step.priority < 100:
            raise ValueError(f"「{item.name}」の作業「{node.name or node_id}」: 優先順位は0から99で入れてください")
