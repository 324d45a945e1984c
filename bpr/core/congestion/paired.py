"""As-is and to-be under the same random numbers: each replication of both, and the difference of each pair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bpr.core.simulation import (
    Measured,
    Scenario,
    estimate,
    loads,
    measure,
    measured_from_json,
    measured_to_json,
    replicate,
    result_json,
    summarise_measured,
)  # fmt: skip
from bpr.core.simulation.measured import PERCENTILES, CaseFigures, PoolFigures
from bpr.core.simulation.result_json import estimate_json

VERSION = 1
#: Told how many of how many cases of the replication are done on both sides; may raise to stop.
Told = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The same question to both sides: same classes, pools, seed and replications."""

    as_is: Scenario
    to_be: Scenario


@dataclass(frozen=True, kw_only=True, slots=True)
class PairMeasured:
    """One replication of both sides."""

    as_is: Measured
    to_be: Measured


def measure_pair(pair: Pair, number: int, told: Told) -> PairMeasured:
    """Replication ``number`` of both sides. Raises SimulationError, FlowError, and what ``told`` raises."""
    total = pair.as_is.cases + pair.to_be.cases

    def run(scenario: Scenario, before: int) -> Measured:
        found = replicate(scenario, number, progress=lambda done, _of: told(before + done, total))
        return measure(scenario, found)

    return PairMeasured(as_is=run(pair.as_is, 0), to_be=run(pair.to_be, pair.as_is.cases))


def pair_to_json(item: PairMeasured) -> dict[str, Any]:
    """Plain data, to be kept between two replications."""
    return {"as_is": measured_to_json(item.as_is), "to_be": measured_to_json(item.to_be)}


def pair_from_json(data: dict[str, Any]) -> PairMeasured:
    """Inverse of :func:`pair_to_json`."""
    return PairMeasured(as_is=measured_from_json(data["as_is"]), to_be=measured_from_json(data["to_be"]))


def pair_result(pair: Pair, parts: Sequence[PairMeasured]) -> dict[str, Any]:
    """The answer of all replications: both sides as ``bpr simulate`` says them, and as-is − to-be with intervals."""
    sides = {"as_is": [part.as_is for part in parts], "to_be": [part.to_be for part in parts]}
    scenarios = {"as_is": pair.as_is, "to_be": pair.to_be}
    return {
        "version": VERSION,
        **{
            side: result_json(summarise_measured(scenarios[side], found), loads=loads(scenarios[side]))
            for side, found in sides.items()
        },
        "difference": difference(pair.as_is, sides["as_is"], sides["to_be"]),
    }


def difference(scenario: Scenario, before: Sequence[Measured], after: Sequence[Measured]) -> dict[str, Any]:
    """before − after, replication by replication: what is saved, per case and per group."""
    return {
        **case_differences([item.name for item in scenario.classes], before, after),
        "pools": [
            {
                "name": scenario.pools[item.pool].name,
                **_pools([(one.pools[at], two.pools[at]) for one, two in _pairs(before, after)]),
            }
            for at, item in enumerate(before[0].pools)
        ],
    }


def _pools(pairs: Sequence[tuple[PoolFigures, PoolFigures]]) -> dict[str, Any]:
    return {
        "utilisation": _of([one.utilisation - two.utilisation for one, two in pairs]),
        "queue_length": _of([one.queue_length - two.queue_length for one, two in pairs]),
    }


def case_differences(names: Sequence[str], before: Sequence[Measured], after: Sequence[Measured]) -> dict[str, Any]:
    """before − after of all cases and of each class (by name), whatever the staff of both."""
    return {
        "whole": _cases([(one.whole, two.whole) for one, two in _pairs(before, after)]),
        "processes": [
            {"name": name, **_cases([(one.classes[at], two.classes[at]) for one, two in _pairs(before, after)])}
            for at, name in enumerate(names)
        ],
    }


def _pairs(before: Sequence[Measured], after: Sequence[Measured]) -> Iterator[tuple[Measured, Measured]]:
    return zip(before, after, strict=True)


def _cases(pairs: Sequence[tuple[CaseFigures, CaseFigures]]) -> dict[str, Any]:
    return {
        "lead_minutes": _of([one.lead_minutes - two.lead_minutes for one, two in pairs]),
        "lead_percentiles": {
            str(point): _of([one.lead_percentiles[at] - two.lead_percentiles[at] for one, two in pairs])
            for at, point in enumerate(PERCENTILES)
        },
        "waiting_minutes": _of([one.waiting_minutes - two.waiting_minutes for one, two in pairs]),
        "cost_yen": _of([one.cost_yen - two.cost_yen for one, two in pairs]),
    }


def _of(values: Sequence[float]) -> dict[str, float | None]:
    return estimate_json(estimate(values))
