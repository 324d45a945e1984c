"""What a simulation says: means with confidence intervals over the replications, percentiles, queues, utilisation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from bpr.core.simulation.measured import PERCENTILES, CaseFigures, Measured, measure
from bpr.core.simulation.run import Replication
from bpr.core.simulation.scenario import Scenario

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
WHOLE = ""  # name of the cases of all classes together


@dataclass(frozen=True, slots=True)
class Estimate:
    """Mean over the replications and its confidence interval (Student's t); without one from a single replication."""

    mean: float
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half of the interval; None from a single replication."""
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
    """Everything of a scenario; deterministic for its seed. ``whole`` is of the cases of all classes together."""

    scenario: Scenario
    whole: ClassResult
    classes: tuple[ClassResult, ...]
    steps: tuple[StepResult, ...]
    pools: tuple[PoolResult, ...]
    open_cases_most: Estimate


def summarise(scenario: Scenario, runs: Sequence[Replication]) -> SimulationResult:
    """The answer of a scenario from its replications."""
    return summarise_measured(scenario, [measure(scenario, run) for run in runs])


def summarise_measured(scenario: Scenario, parts: Sequence[Measured]) -> SimulationResult:
    """The answer of a scenario from what each of its replications measured."""
    return SimulationResult(
        scenario=scenario,
        whole=_class(WHOLE, [part.whole for part in parts]),
        classes=tuple(
            _class(item.name, [part.classes[at] for part in parts]) for at, item in enumerate(scenario.classes)
        ),
        steps=tuple(_step(scenario, at, parts) for at in range(len(parts[0].steps))),
        pools=tuple(_pool(scenario, at, parts) for at in range(len(parts[0].pools))),
        open_cases_most=estimate([part.open_cases_most for part in parts]),
    )


def _class(name: str, found: Sequence[CaseFigures]) -> ClassResult:
    return ClassResult(
        name=name,
        cases=estimate([item.cases for item in found]),
        lead_minutes=estimate([item.lead_minutes for item in found]),
        lead_percentiles=tuple(
            estimate([item.lead_percentiles[at] for item in found]) for at in range(len(PERCENTILES))
        ),
        waiting_minutes=estimate([item.waiting_minutes for item in found]),
        cost_yen=estimate([item.cost_yen for item in found]),
    )


def _step(scenario: Scenario, at: int, parts: Sequence[Measured]) -> StepResult:
    found = [part.steps[at] for part in parts]
    item = scenario.classes[found[0].case_class]
    return StepResult(
        case_class=item.name,
        element_id=found[0].element_id,
        name=item.model.node_by_id[found[0].element_id].name,
        visits=estimate([step.visits for step in found]),
        waiting_minutes=estimate([step.waiting_minutes for step in found]),
        longest_waiting_minutes=estimate([step.longest_waiting_minutes for step in found]),
        work_minutes=estimate([step.work_minutes for step in found]),
    )


def _pool(scenario: Scenario, at: int, parts: Sequence[Measured]) -> PoolResult:
    found = [part.pools[at] for part in parts]
    pool = scenario.pools[found[0].pool]
    return PoolResult(
        name=pool.name,
        people=pool.full_time_people,
        utilisation=estimate([item.utilisation for item in found]),
        queue_length=estimate([item.queue_length for item in found]),
        longest_queue=estimate([item.longest_queue for item in found]),
    )
