"""What a simulation says: means with confidence intervals over the replications, percentiles, queues, utilisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from bpr.core.simulation.program import node_of
from bpr.core.simulation.run import Replication
from bpr.core.simulation.scenario import Scenario

Floats = NDArray[np.float64]
PERCENTILES = (50, 80, 90, 95)
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean over the replications and its confidence interval (Student's t); without one from a single replication."""

    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        return None if self.high is None else self.high - self.mean


def estimate(values: Sequence[float] | Floats, confidence: float = CONFIDENCE) -> Estimate:
    """The mean of one value for each replication. Values that are not there (NaN) are left out."""
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return Estimate(math.nan)
    mean = float(known.mean())
    if len(known) < 2:
        return Estimate(mean)
    reach = float(special.stdtrit(len(known) - 1, 0.5 + confidence / 2) * known.std(ddof=1) / math.sqrt(len(known)))
    return Estimate(mean, mean - reach, mean + reach)


@dataclass(frozen=True, kw_only=True)
class ClassResult:
    """Cases of one class. Minutes are elapsed minutes; ``lead_percentiles`` by PERCENTILES."""

    name: str
    cases: Estimate
    lead_minutes: Estimate
    lead_percentiles: tuple[Estimate, ...]
    waiting_minutes: Estimate
    cost_yen: Estimate


@dataclass(frozen=True, kw_only=True)
class StepResult:
    """One step. ``visits`` per case of its class; waiting in the queue and work per execution."""

    case_class: str
    element_id: str
    name: str
    visits: Estimate
    waiting_minutes: Estimate
    longest_waiting_minutes: Estimate
    work_minutes: Estimate


@dataclass(frozen=True, kw_only=True)
class PoolResult:
    """Staff. ``utilisation``: part of the open time in which a person works; queue in items, over elapsed time."""

    name: str
    people: float
    utilisation: Estimate
    queue_length: Estimate
    longest_queue: Estimate


@dataclass(frozen=True, kw_only=True)
class SimulationResult:
    """Everything of a scenario; deterministic for its seed."""

    scenario: Scenario
    classes: tuple[ClassResult, ...]
    steps: tuple[StepResult, ...]
    pools: tuple[PoolResult, ...]
    open_cases_most: Estimate


def summarise(scenario: Scenario, runs: Sequence[Replication]) -> SimulationResult:
    return SimulationResult(
        scenario=scenario,
        classes=tuple(_class(scenario, at, runs) for at in range(len(scenario.classes))),
        steps=tuple(_steps(scenario, runs)),
        pools=tuple(_pool(scenario, at, runs) for at in range(len(scenario.pools)) if _has_queue(scenario, at)),
        open_cases_most=estimate([run.most_open for run in runs]),
    )


def _class(scenario: Scenario, at: int, runs: Sequence[Replication]) -> ClassResult:
    is_only = len(scenario.classes) == 1  # then nothing needs to be copied

    def own(run: Replication, values: Floats) -> Floats:
        return values if is_only else values[run.of_class == at]

    points = np.array([_percentiles(own(run, run.lead)) for run in runs])
    return ClassResult(
        name=scenario.classes[at].name,
        cases=estimate([float((run.of_class == at).sum()) for run in runs]),
        lead_minutes=estimate([_mean(own(run, run.lead)) for run in runs]),
        lead_percentiles=tuple(estimate(points[:, column]) for column in range(len(PERCENTILES))),
        waiting_minutes=estimate([_mean(own(run, run.wait)) for run in runs]),
        cost_yen=estimate([_mean(own(run, run.cost)) for run in runs]),
    )


def _percentiles(values: Floats) -> Floats:
    return np.percentile(values, PERCENTILES) if len(values) else np.full(len(PERCENTILES), math.nan)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _steps(scenario: Scenario, runs: Sequence[Replication]) -> list[StepResult]:
    compiled = runs[0].compiled
    counts = np.array([run.node_count for run in runs], dtype=np.float64)
    cases = np.array([np.bincount(run.of_class, minlength=len(scenario.classes)) for run in runs], dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        waits = np.array([run.node_wait for run in runs]) / counts
        works = np.array([run.node_work for run in runs]) / counts
        visits = counts / cases[:, [at for at, _ in compiled.nodes]]
    longest = np.array([run.node_wait_most for run in runs])
    found = []
    for index, (at, _) in enumerate(compiled.nodes):
        node = node_of(compiled, scenario, index)
        if node is None or compiled.program.work[index] < 0:
            continue
        found.append(
            StepResult(
                case_class=scenario.classes[at].name,
                element_id=node.id,
                name=node.name,
                visits=estimate(visits[:, index]),
                waiting_minutes=estimate(waits[:, index]),
                longest_waiting_minutes=estimate(longest[:, index]),
                work_minutes=estimate(works[:, index]),
            )
        )
    return found


def _has_queue(scenario: Scenario, at: int) -> bool:
    return not scenario.pools[at].is_unlimited


def _pool(scenario: Scenario, at: int, runs: Sequence[Replication]) -> PoolResult:
    pool = scenario.pools[at]
    people = len(pool.people)
    elapsed = [run.window[1] - run.window[0] for run in runs]
    return PoolResult(
        name=pool.name,
        people=pool.full_time_people,
        utilisation=estimate([_ratio(run.busy[at], run.open_minutes[at] * people) for run in runs]),
        queue_length=estimate([_ratio(run.queue_area[at], time) for run, time in zip(runs, elapsed, strict=True)]),
        longest_queue=estimate([float(run.queue_most[at]) for run in runs]),
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else math.nan
