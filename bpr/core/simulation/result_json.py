"""The answer of a simulation as JSON (version 1): minutes, yen, parts of 1; every estimate with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from bpr.core.simulation.load import Load
from bpr.core.simulation.measured import PERCENTILES
from bpr.core.simulation.results import (
    CONFIDENCE,
    ClassResult,
    Estimate,
    PoolResult,
    SimulationResult,
    StepResult,
)

VERSION = 1


def result_json(
    result: SimulationResult, *, loads: Sequence[Load] = (), assumptions: Sequence[str] = ()
) -> dict[str, Any]:
    """Plain data for ``json.dumps``; what is not known (NaN) is null."""
    scenario = result.scenario
    return {
        "version": VERSION,
        "scenario": scenario.name,
        "seed": scenario.seed,
        "cases": scenario.cases,
        "warm_up": scenario.warm_up,
        "replications": scenario.replications,
        "confidence": CONFIDENCE,
        "assumptions": list(assumptions),
        "loads": [{"pool": load.pool, "ratio": _plain(load.ratio)} for load in loads],
        "whole": _process(result.whole),
        "processes": [_process(item) for item in result.classes],
        "steps": [_step(step) for step in result.steps],
        "pools": [_pool(pool) for pool in result.pools],
        "open_cases_most": estimate_json(result.open_cases_most),
    }


def _process(item: ClassResult) -> dict[str, Any]:
    points = zip(PERCENTILES, item.lead_percentiles, strict=True)
    return {
        "name": item.name,
        "cases": estimate_json(item.cases),
        "lead_minutes": estimate_json(item.lead_minutes),
        "lead_percentiles": {str(point): estimate_json(value) for point, value in points},
        "waiting_minutes": estimate_json(item.waiting_minutes),
        "cost_yen": estimate_json(item.cost_yen),
    }


def _step(step: StepResult) -> dict[str, Any]:
    return {
        "process": step.case_class,
        "element": step.element_id,
        "name": step.name,
        "visits": estimate_json(step.visits),
        "waiting_minutes": estimate_json(step.waiting_minutes),
        "longest_waiting_minutes": estimate_json(step.longest_waiting_minutes),
        "work_minutes": estimate_json(step.work_minutes),
    }


def _pool(pool: PoolResult) -> dict[str, Any]:
    return {
        "name": pool.name,
        "people": pool.people,
        "utilisation": estimate_json(pool.utilisation),
        "queue_length": estimate_json(pool.queue_length),
        "longest_queue": estimate_json(pool.longest_queue),
    }


def estimate_json(item: Estimate) -> dict[str, float | None]:
    """Mean and interval; what is not known is null."""
    return {"mean": _plain(item.mean), "low": _plain(item.low), "high": _plain(item.high)}


def _plain(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
