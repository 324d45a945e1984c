"""Arrival times of all case classes in order, made in pieces as the run needs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from bpr.core.simulation import kernel
from bpr.core.simulation.calendars import DAY
from bpr.core.simulation.distributions import DistributionTable, distribution_table
from bpr.core.simulation.draws import draw_into
from bpr.core.simulation.program import number_of
from bpr.core.simulation.scenario import Arrivals, CaseClass

Floats = NDArray[np.float64]
PIECE = 1 << 16
FEWEST = 8  # arrivals of a class made at once
YEAR = 365


class _Clock:
    """From minutes of the arrival process to elapsed minutes: the inverse of the cumulated rate, day by day."""

    def __init__(self, arrivals: Arrivals, first_day: date) -> None:
        self.arrivals, self.first_day = arrivals, first_day
        self.is_plain = arrivals.calendar.is_always_open and not arrivals.has_weights
        self.days = 0
        self.start, self.end, self.total = (np.zeros(0) for _ in range(3))
        self.rate = np.zeros(0)
        self.scale = 1.0
        if not self.is_plain:
            self._extend(YEAR)
            self.scale = self._open_minutes() / self._rate_minutes()
            self._retotal()

    def elapsed(self, minutes: Floats) -> Floats:
        """Elapsed minutes at which the cumulated rate reaches ``minutes`` (ascending)."""
        if self.is_plain:
            return minutes
        while self.total[-1] <= minutes[-1]:
            self._extend(self.days)
            self._retotal()
        at = np.searchsorted(self.total, minutes, side="right")
        before = np.where(at > 0, self.total[at - 1], 0.0)
        return np.asarray(self.start[at] + (minutes - before) / (self.rate[at] * self.scale))

    def _extend(self, days: int) -> None:
        pieces = np.array(list(self._pieces(days)))
        if not len(pieces):
            raise ValueError("件数が発生する時間がありません。発生のカレンダーと重みを見直してください")
        self.start = np.concatenate([self.start, pieces[:, 0]])
        self.end = np.concatenate([self.end, pieces[:, 1]])
        self.rate = np.concatenate([self.rate, pieces[:, 2]])
        self.days += days

    def _retotal(self) -> None:
        self.total = np.cumsum((self.end - self.start) * self.rate * self.scale)

    def _open_minutes(self) -> float:
        calendar = self.arrivals.calendar
        if calendar.is_always_open:
            return float(self.days * DAY)
        return float(sum(end - start for start, end in calendar.intervals(self.first_day, self.days)))

    def _rate_minutes(self) -> float:
        return float(((self.end - self.start) * self.rate).sum())

    def _pieces(self, days: int) -> Iterator[tuple[float, float, float]]:
        """Open stretches within one hour each, with their weight; those of weight 0 are left out."""
        for start, end in self._open(days):
            while start < end:
                stop = min(end, (start // 60 + 1) * 60)
                if weight := self._weight(start):
                    yield float(start), float(stop), weight
                start = stop

    def _open(self, days: int) -> Iterator[tuple[int, int]]:
        if self.arrivals.calendar.is_always_open:
            return iter([(self.days * DAY, (self.days + days) * DAY)])
        return self.arrivals.calendar.intervals(self.first_day, days, self.days)

    def _weight(self, minute: int) -> float:
        arrivals = self.arrivals
        if not arrivals.has_weights:
            return 1.0
        day = self.first_day + timedelta(days=minute // DAY)
        weight = arrivals.months[day.month - 1] if arrivals.months else 1.0
        weight *= arrivals.weekdays[day.weekday()] if arrivals.weekdays else 1.0
        return weight * (arrivals.hours[minute % DAY // 60] if arrivals.hours else 1.0)


class _Source:
    """The arrivals of one class; ``times`` are made but not yet handed out."""

    def __init__(self, item: CaseClass, seed: np.uint64, first_day: date) -> None:
        self.seed = seed
        self.table: DistributionTable = distribution_table([item.arrivals.interval])
        self.clock = _Clock(item.arrivals, first_day)
        self.made, self.minutes = 0, 0.0
        self.times = np.zeros(0)

    def make(self, count: int) -> None:
        gaps, table = np.empty(count), self.table
        draw_into(
            gaps, table.code[0], table.parameter[0], table.values, self.seed, number_of("arrival"), self.made
        )  # fmt: skip
        minutes = np.cumsum(np.concatenate([[self.minutes], gaps]))[1:]  # one after the other, whatever the pieces
        self.minutes = float(minutes[-1])
        self.made += count
        self.times = np.concatenate([self.times, self.clock.elapsed(minutes)])

    def take(self, until: float) -> tuple[Floats, int]:
        """Times up to ``until``, and the number of the first one within the class."""
        count = int(np.searchsorted(self.times, until, side="right"))
        first = self.made - len(self.times)
        taken, self.times = self.times[:count], self.times[count:]
        return taken, first


class ArrivalStream:
    """Merges the classes. The pieces do not change what comes, only how much at a time.

    ``cases`` are about as many as will be asked for: each class makes its part of them, or of a piece where they are
    many, so that the calendar of a rare one is not written out for centuries.
    """

    def __init__(
        self, classes: tuple[CaseClass, ...], seeds: NDArray[np.uint64], first_day: date, cases: int = PIECE
    ) -> None:
        self.sources = [_Source(item, seed, first_day) for item, seed in zip(classes, seeds, strict=True)]
        rates = np.array([item.arrivals.calendar.minutes_per_week / item.arrivals.interval.mean for item in classes])
        self.pieces = np.ceil(min(cases, PIECE) * rates / rates.sum()).astype(int) + FEWEST

    def more(self) -> kernel.Arrivals:
        for source, piece in zip(self.sources, self.pieces, strict=True):
            if not len(source.times):
                source.make(int(piece))
        until = min(float(source.times[-1]) for source in self.sources)
        taken = [source.take(until) for source in self.sources]
        times = np.concatenate([part for part, _ in taken])
        classes = np.concatenate([np.full(len(part), at, dtype=np.int64) for at, (part, _) in enumerate(taken)])
        numbers = np.concatenate([np.arange(first, first + len(part), dtype=np.int64) for part, first in taken])
        order = np.argsort(times, kind="stable")
        return kernel.Arrivals(times[order], classes[order], numbers[order])
