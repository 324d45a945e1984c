"""The figures of one replication: small enough to be kept, so that a run can stop and go on after the last one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpr.core.simulation.program import node_of
from bpr.core.simulation.run import Replication
from bpr.core.simulation.scenario import Scenario

Floats = NDArray[np.float64]
PERCENTILES = (50, 80, 90, 95)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFigures:
    """Means over the measured cases of a class, or of all; ``lead_percentiles`` by PERCENTILES. NaN without cases."""

    cases: float
    lead_minutes: float
    lead_percentiles: tuple[float, ...]
    waiting_minutes: float
    cost_yen: float


@dataclass(frozen=True, kw_only=True, slots=True)
class StepFigures:
    """One step of a class (by its place in the scenario)."""

    case_class: int
    element_id: str
    visits: float
    waiting_minutes: float
    longest_waiting_minutes: float
    work_minutes: float


@dataclass(frozen=True, kw_only=True, slots=True)
class PoolFigures:
    """One pool (by its place in the scenario) that is not unlimited."""

    pool: int
    utilisation: float
    queue_length: float
    longest_queue: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What one replication says."""

    whole: CaseFigures
    classes: tuple[CaseFigures, ...]
    steps: tuple[StepFigures, ...]
    pools: tuple[PoolFigures, ...]
    open_cases_most: float


def measure(scenario: Scenario, run: Replication) -> Measured:
    """The figures of a replication of ``scenario``."""
    everything = np.ones(len(run.of_class), dtype=bool)
    whole = _cases(run, everything)
    is_only = len(scenario.classes) == 1
    return Measured(
        whole=whole,
        classes=(whole,) if is_only else tuple(_cases(run, run.of_class == at) for at in range(len(scenario.classes))),
        steps=_steps(scenario, run),
        pools=tuple(_pool(scenario, at, run) for at, pool in enumerate(scenario.pools) if not pool.is_unlimited),
        open_cases_most=float(run.most_open),
    )


def _cases(run: Replication, own: NDArray[np.bool_]) -> CaseFigures:
    count = int(own.sum())
    lead, wait, cost = ((values if count == len(own) else values[own]) for values in (run.lead, run.wait, run.cost))
    points = np.percentile(lead, PERCENTILES) if count else np.full(len(PERCENTILES), math.nan)
    return CaseFigures(
        cases=float(count),
        lead_minutes=_mean(lead),
        lead_percentiles=tuple(map(float, points)),
        waiting_minutes=_mean(wait),
        cost_yen=_mean(cost),
    )


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _steps(scenario: Scenario, run: Replication) -> tuple[StepFigures, ...]:
    compiled = run.compiled
    cases = np.bincount(run.of_class, minlength=len(scenario.classes))
    found = []
    for index, (at, _) in enumerate(compiled.nodes):
        node = node_of(compiled, scenario, index)
        if node is None or compiled.program.work[index] < 0:
            continue
        found.append(
            StepFigures(
                case_class=at,
                element_id=node.id,
                visits=_ratio(run.node_count[index], cases[at]),
                waiting_minutes=_ratio(run.node_wait[index], run.node_count[index]),
                longest_waiting_minutes=float(run.node_wait_most[index]),
                work_minutes=_ratio(run.node_work[index], run.node_count[index]),
            )
        )
    return tuple(found)


def _pool(scenario: Scenario, at: int, run: Replication) -> PoolFigures:
    people = len(scenario.pools[at].people)
    return PoolFigures(
        pool=at,
        utilisation=_ratio(run.busy[at], run.open_minutes[at] * people),
        queue_length=_ratio(run.queue_area[at], run.window[1] - run.window[0]),
        longest_queue=float(run.queue_most[at]),
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan


# as plain data, to be kept between two replications

_CASES = ("cases", "lead_minutes", "waiting_minutes", "cost_yen")
_STEP = ("case_class", "element_id", "visits", "waiting_minutes", "longest_waiting_minutes", "work_minutes")
_POOL = ("pool", "utilisation", "queue_length", "longest_queue")


def measured_to_json(item: Measured) -> dict[str, Any]:
    """Plain data without loss; NaN is null."""
    return {
        "cases": [
            [_plain(getattr(one, name)) for name in _CASES] + [_plain(value) for value in one.lead_percentiles]
            for one in (item.whole, *item.classes)
        ],
        "steps": [[_plain(getattr(step, name)) for name in _STEP] for step in item.steps],
        "pools": [[_plain(getattr(pool, name)) for name in _POOL] for pool in item.pools],
        "open_cases_most": item.open_cases_most,
    }


def measured_from_json(data: dict[str, Any]) -> Measured:
    """Inverse of :func:`measured_to_json`."""
    whole, *classes = [_cases_of(row) for row in data["cases"]]
    return Measured(
        whole=whole,
        classes=tuple(classes),
        steps=tuple(StepFigures(**dict(zip(_STEP, map(_number, row), strict=True))) for row in data["steps"]),
        pools=tuple(PoolFigures(**dict(zip(_POOL, map(_number, row), strict=True))) for row in data["pools"]),
        open_cases_most=data["open_cases_most"],
    )


def _cases_of(row: Sequence[Any]) -> CaseFigures:
    numbers = [_number(value) for value in row]
    named = dict(zip(_CASES, numbers, strict=False))
    return CaseFigures(**named, lead_percentiles=tuple(numbers[len(_CASES) :]))


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _number(value: Any) -> Any:
    return math.nan if value is None else value
