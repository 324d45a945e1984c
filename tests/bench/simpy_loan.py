"""The loan process of ``tests/core/simulation/loan.py`` as one would write it for SimPy: the peer of the benchmark.

The same distributions, people, working hours and, on demand, the same log rows. Waiting for opening and suspending
over closing are worked out once for each piece of work, not event by event, so that SimPy has no needless events.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

import simpy

from bpr.core.simulation import Calendar, Distribution, DistributionKind
from tests.core.simulation.loan import GUARANTEED, INTERVAL, PEOPLE, REFUSED, RETURNED, REVISED, WORK
from tests.core.simulation.scenarios import MONDAY

Row = tuple[int, str, float, float, float]
K = DistributionKind


class Hours:
    """Open stretches of time; ``W(t)`` as in ``bpr.core.simulation.calendars``."""

    def __init__(self, calendar: Calendar, days: int) -> None:
        stretches = list(calendar.intervals(MONDAY, days))
        self.starts = [float(start) for start, _ in stretches]
        self.ends = [float(end) for _, end in stretches]

    def opening(self, now: float) -> float:
        """When work that is wanted now can begin."""
        return max(now, self.starts[bisect_right(self.ends, now)])

    def end_of(self, begin: float, minutes: float) -> float:
        at = bisect_right(self.ends, begin)
        while begin + minutes > self.ends[at]:
            minutes -= self.ends[at] - begin
            at += 1
            begin = self.starts[at]
        return begin + minutes


class Loan:
    """One run."""

    def __init__(self, *, cases: int, hours: Hours | None = None, log: list[Row] | None = None) -> None:
        self.env = simpy.Environment()
        self.cases, self.hours, self.log = cases, hours, log
        self.random = random.Random(1)  # noqa: S311
        self.pools = {name: simpy.Resource(self.env, count) for name, count in PEOPLE.items()}
        self.sampler = {step: sampler(self.random, work) for step, (_, work) in WORK.items()}
        self.leads: list[float] = []

    def run(self) -> list[float]:
        self.env.process(self._arrivals())
        self.env.run()
        return self.leads

    def _arrivals(self) -> Iterator[Any]:
        env, hours = self.env, self.hours
        for number in range(self.cases):
            gap = self.random.expovariate(1 / INTERVAL)
            yield env.timeout((hours.end_of(hours.opening(env.now), gap) - env.now) if hours else gap)
            env.process(self._case(number))

    def _work(self, number: int, step: str) -> Iterator[Any]:
        env, hours = self.env, self.hours
        ready = env.now
        with self.pools[WORK[step][0]].request() as asked:
            yield asked
            start = hours.opening(env.now) if hours else env.now
            minutes = self.sampler[step]()
            end = hours.end_of(start, minutes) if hours else start + minutes
            yield env.timeout(end - env.now)
        if self.log is not None:
            self.log.append((number, step, ready, start, end))

    def _both(self, number: int, one: str, other: str) -> simpy.events.Event:
        return self.env.process(self._work(number, one)) & self.env.process(self._work(number, other))

    def _case(self, number: int) -> Iterator[Any]:
        begun = self.env.now
        yield from self._examine(number)
        if self.random.random() < float(REFUSED):
            yield from self._work(number, "否決通知")
        else:
            yield self._both(number, "契約書作成", "保険見積")
            yield from self._work(number, "決裁")
            if self.random.random() < float(GUARANTEED):
                yield from self._work(number, "保証人確認")
            yield from self._work(number, "送金")
            yield from self._work(number, "台帳記録")
        self.leads.append(self.env.now - begun)

    def _examine(self, number: int) -> Iterator[Any]:
        yield from self._work(number, "受付")
        yield from self._work(number, "書類確認")
        while self.random.random() < float(RETURNED):
            yield from self._work(number, "補正依頼")
            yield from self._work(number, "書類確認")
        yield self._both(number, "所得照会", "物件評価")
        yield from self._work(number, "返済査定")
        yield from self._work(number, "審査票作成")
        while self.random.random() < float(REVISED):
            yield from self._work(number, "審査票修正")
            yield from self._work(number, "審査票作成")


def sampler(numbers: random.Random, work: Distribution) -> Callable[[], float]:
    """The distribution by Python's own ``random``."""
    first, *others = work.parameters
    match work.kind:
        case K.EXPONENTIAL:
            return lambda: numbers.expovariate(1 / first)
        case K.TRIANGULAR:
            return lambda: numbers.triangular(first, others[1], others[0])
        case K.UNIFORM:
            return lambda: numbers.uniform(first, others[0])
        case K.NORMAL:
            return lambda: max(numbers.gauss(first, others[0]), 0.0)
        case K.LOGNORMAL:
            spread = math.log(1 + (others[0] / first) ** 2)
            return lambda: numbers.lognormvariate(math.log(first) - spread / 2, math.sqrt(spread))
        case K.GAMMA:
            return lambda: numbers.gammavariate((first / others[0]) ** 2, others[0] ** 2 / first)
    return lambda: first
