"""Opening hours in which minutes are counted: W(t), the open minutes before t.

As in the simulation: a half-open span [from, to) of minutes of a day; work under way at closing time goes on at the
next opening. The class of the simulation is not used because it brings a compiler along.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from bpr.core.logs.model import EPOCH, Floats, day_of

Span = tuple[int, int]  # minutes since midnight [from, to)
_DAY = 1440


@dataclass(frozen=True, kw_only=True)
class OpeningHours:
    """Spans of each weekday (Monday first) and days off. ValueError where they are no hours."""

    name: str
    weekdays: tuple[tuple[Span, ...], ...]
    days_off: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if len(self.weekdays) != 7 or not any(self.weekdays):
            raise ValueError(f"開庁時間「{self.name}」: 月曜から日曜までの7日分を入れ、1日以上を開けてください")
        for spans in self.weekdays:
            edges = [0, *(edge for span in spans for edge in span), _DAY]
            if edges != sorted(edges) or any(begin == end for begin, end in spans):
                raise ValueError(f"開庁時間「{self.name}」: 時間帯は0時から24時までで、重ならない順に入れてください")

    def clock(self, first: float, last: float) -> OpenClock:
        """The open minutes of the days from the moment ``first`` to ``last``."""
        begin, end = day_of(first), day_of(last)
        zero = (begin - EPOCH.date()).days * _DAY
        spans: list[Span] = []
        for number in range((end - begin).days + 1):
            day = begin + timedelta(days=number)
            if day not in self.days_off:
                at = zero + number * _DAY
                spans += [(at + start, at + stop) for start, stop in self.weekdays[day.weekday()]]
        return OpenClock(np.array(spans, dtype=np.float64).reshape(-1, 2))


class OpenClock:
    """W(t) for the days of a log."""

    def __init__(self, spans: Floats) -> None:
        self._start, lengths = spans[:, 0], spans[:, 1] - spans[:, 0]
        self._length = lengths
        self._before = np.concatenate([[0.0], np.cumsum(lengths)])[:-1]

    def __call__(self, times: Floats) -> Floats:
        """NaN stays NaN."""
        if not len(self._start):
            return np.where(np.isnan(times), np.nan, 0.0)
        at = np.maximum(np.searchsorted(self._start, times, side="right") - 1, 0)
        gone = np.minimum(np.maximum(times - self._start[at], 0), self._length[at])
        return np.asarray(self._before[at] + gone)


def counted(hours: OpeningHours | None, *columns: Floats) -> tuple[Floats, ...]:
    """Columns of moments as moments of the clock that minutes are counted in."""
    if hours is None:
        return columns
    known = [values[~np.isnan(values)] for values in columns]
    first = min(float(values.min()) for values in known if len(values))
    last = max(float(values.max()) for values in known if len(values))
    clock = hours.clock(first, last)
    return tuple(clock(values) for values in columns)
