"""An event log in memory: columns of numbers beside lists of names, and what is known of a file before it is read.

Times are minutes since 1970-01-01 0:00 **Japan time**. Rule of time zones: a time that names its zone (``Z``,
``+09:00``, epoch seconds) is brought to Japan time; a time without one is Japan time as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_EVENTS = 5_000_000
MAX_CASES = 2_000_000
MAX_ACTIVITIES = 2_000
MAX_RESOURCES = 200_000
MAX_NAME = 300  # characters of one case, activity or resource

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

EPOCH = datetime(1970, 1, 1)


class FileKind(StrEnum):
    CSV = "csv"
    XES = "xes"


class TimeFormat(StrEnum):
    """How a column of a CSV file writes its times. TEXT: the year first, as in 2026-04-01T09:05 or 令和8年4月1日."""

    TEXT = "text"
    EXCEL = "excel"  # serial numbers of days: 46113.375
    EPOCH_SECONDS = "epoch_seconds"
    EPOCH_MILLISECONDS = "epoch_milliseconds"


@dataclass(frozen=True, kw_only=True, slots=True)
class LogColumns:
    """Headings of a CSV file by what they mean; "" where the file has no such column.

    ``case``, ``activity`` and at least one of ``start`` and ``end`` are needed. A file with one time column says when
    something was done (``end``); with ``transition`` (start, complete) two rows make one execution.
    """

    case: str = ""
    activity: str = ""
    start: str = ""
    end: str = ""
    resource: str = ""
    transition: str = ""

    def to_json(self) -> dict[str, str]:
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> LogColumns:
        """Inverse of :meth:`to_json`; unknown keys are a TypeError."""
        return cls(**data)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sniffed:
    """What the head of a file says, to be confirmed by a person before all of it is read."""

    kind: FileKind
    encoding: str = ""  # utf-8, utf-8-sig, cp932, utf-16; "" for XES
    delimiter: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()  # the first rows as they stand
    columns: LogColumns = LogColumns()
    formats: Mapping[str, TimeFormat] = field(default_factory=dict)  # heading → how it writes times
    notes: tuple[str, ...] = ()  # sentences for the person who confirms


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadNote:
    """Something of the file that was left out or is doubtful: how often, and the rows of the first few."""

    text: str
    count: int
    rows: tuple[int, ...] = ()
    is_left_out: bool = True

    def __str__(self) -> str:
        rows = f"（{'、'.join(f'{row}行目' for row in self.rows)}{'など' if self.count > len(self.rows) else ''}）"
        return f"{self.text}: {self.count:,}件{rows if self.rows else ''}"


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivitySummary:
    """One name in the column of activities. ``median_minutes`` is None where no execution has both times."""

    name: str
    events: int
    cases: int
    timed: int  # executions with a start and an end
    median_minutes: float | None


@dataclass(frozen=True, eq=False)
class EventLog:
    """One execution a row, in any order; ``order`` sorts them by case and time.

    ``case``, ``activity`` and ``resource`` index the lists of names (resource −1: not said). ``start`` and ``end`` are
    minutes (see the module), NaN where not said; at least one is there. ``rows`` gives the number of rows read.
    """

    case: Ints
    activity: Ints
    start: Floats
    end: Floats
    resource: Ints
    case_names: list[str]
    activity_names: list[str]
    resource_names: list[str]
    source_name: str = ""
    rows: int = 0
    notes: tuple[ReadNote, ...] = ()

    def __len__(self) -> int:
        return len(self.case)

    @property
    def moment(self) -> Floats:
        """When each execution is known to have been: its end, else its start."""
        return np.where(np.isnan(self.end), self.start, self.end)

    def order(self) -> NDArray[np.int64]:
        """Rows by case, then start (else end), then end, then as they stand in the file."""
        first = np.where(np.isnan(self.start), self.end, self.start)
        found: NDArray[np.int64] = np.lexsort((self.moment, first, self.case))
        return found

    @property
    def period(self) -> tuple[date, date]:
        """Days of the first and the last time."""
        return day_of(self.first_time), day_of(self.last_time)

    @property
    def case_count(self) -> int:
        """Cases with at least one row that was kept."""
        return len(np.unique(self.case))

    @property
    def first_time(self) -> float:
        return float(np.fmin(self.start, self.end).min())

    @property
    def last_time(self) -> float:
        return float(self.moment.max())

    def activities(self) -> tuple[ActivitySummary, ...]:
        """What the log says of each activity, most frequent first."""
        found = sorted(self._summaries(), key=lambda item: (-item.events, item.name))
        return tuple(found)

    def _summaries(self) -> Iterator[ActivitySummary]:
        by_activity = np.argsort(self.activity, kind="stable")
        bounds = np.searchsorted(self.activity[by_activity], np.arange(len(self.activity_names) + 1))
        for code, name in enumerate(self.activity_names):
            rows = by_activity[bounds[code] : bounds[code + 1]]
            minutes = self.end[rows] - self.start[rows]
            timed = minutes[minutes >= 0]
            yield ActivitySummary(
                name=name, events=len(rows), cases=len(np.unique(self.case[rows])), timed=len(timed),
                median_minutes=float(np.median(timed)) if len(timed) else None,
            )  # fmt: skip


def day_of(minutes: float) -> date:
    """The day of a moment of a log."""
    return (EPOCH + timedelta(minutes=minutes)).date()
