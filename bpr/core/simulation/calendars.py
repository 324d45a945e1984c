"""Working hours: when people work, arrivals come, and how working minutes map to elapsed minutes.

Exact meaning. Time 0 of a run is 0:00 of ``first_day``. A calendar is a list of half-open intervals [start, end) of
elapsed minutes. Work that is under way when an interval ends is suspended and goes on where the next one begins, by
the same person. W(t) is the working minutes in [0, t); work of w minutes that begins at t ends at the first moment at
which W has grown by w. Work of 0 minutes ends where it begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

DAY = 1440
Floats = NDArray[np.float64]
Hours = tuple[int, int]  # minutes since midnight [from, to)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Hours of each weekday (Monday first), and days off. No weekdays at all: always open."""

    name: str
    weekdays: tuple[tuple[Hours, ...], ...] = ()
    days_off: frozenset[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if self.weekdays and len(self.weekdays) != 7:
            raise ValueError(f"カレンダー「{self.name}」: 月曜から日曜までの7日分を入れてください")
        if self.weekdays and not any(self.weekdays):
            raise ValueError(f"カレンダー「{self.name}」: 開いている時間が1分もありません")
        for day in self.weekdays:
            _check_hours(self.name, day)

    @property
    def is_always_open(self) -> bool:
        return not self.weekdays

    @property
    def minutes_per_week(self) -> int:
        if self.is_always_open:
            return 7 * DAY
        return sum(end - start for day in self.weekdays for start, end in day)

    def intervals(self, first_day: date, days: int, offset: int = 0) -> Iterator[Hours]:
        """Open intervals of ``days`` days in elapsed minutes, ``offset`` days after ``first_day``."""
        for number in range(offset, offset + days):
            day = first_day + timedelta(days=number)
            if day not in self.days_off:
                for start, end in self.weekdays[day.weekday()]:
                    yield number * DAY + start, number * DAY + end


def _check_hours(name: str, day: Sequence[Hours]) -> None:
    last = 0
    for start, end in day:
        if not last <= start < end <= DAY:
            raise ValueError(f"カレンダー「{name}」: 時間帯は0時から24時までで、重ならない順に入れてください")
        last = end


ALWAYS = Calendar(name="24時間")


def office_hours(
    days_off: frozenset[date] = frozenset(),
    *,
    name: str = "開庁時間",
    hours: tuple[Hours, ...] = ((510, 720), (780, 1035)),
) -> Calendar:
    """Monday to Friday, 8:30–12:00 and 13:00–17:15 unless other hours are given."""
    return Calendar(name=name, weekdays=(hours,) * 5 + ((), ()), days_off=days_off)


@dataclass(frozen=True)
class CalendarTable:
    """All calendars of a run as arrays: intervals ``first[c]`` to ``last[c]`` of start, end, working minutes before.

    An always-open calendar has one interval without end.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    start: Floats
    end: Floats
    before: Floats


def calendar_table(calendars: Sequence[Calendar], first_day: date, days: int) -> CalendarTable:
    first, last = [], []
    parts: list[NDArray[np.float64]] = []
    count = 0
    for calendar in calendars:
        intervals = [(0, np.inf)] if calendar.is_always_open else list(calendar.intervals(first_day, days))
        if not intervals:
            raise ValueError(f"カレンダー「{calendar.name}」: {first_day}から{days}日の間に開いている時間がありません")
        parts.append(np.array(intervals, dtype=np.float64))
        first.append(count)
        count += len(intervals)
        last.append(count)
    joined = np.concatenate(parts) if parts else np.zeros((0, 2))
    before = np.zeros(len(joined))
    for begin, stop in zip(first, last, strict=True):
        before[begin + 1 : stop] = np.cumsum((joined[begin:stop, 1] - joined[begin:stop, 0])[:-1])
    return CalendarTable(
        first=np.array(first, dtype=np.int64), last=np.array(last, dtype=np.int64), start=joined[:, 0].copy(),
        end=joined[:, 1].copy(), before=before,
    )  # fmt: skip


def working_minutes(table: CalendarTable, calendar: int, times: Floats) -> Floats:
    """W(t) of each time."""
    rows = slice(table.first[calendar], table.last[calendar])
    start, end, before = table.start[rows], table.end[rows], table.before[rows]
    at = np.maximum(np.searchsorted(start, times, side="right") - 1, 0)
    return np.asarray(before[at] + np.clip(times - start[at], 0, end[at] - start[at]))
