"""Rows on their way into columns: names become numbers, what is wrong is kept with its row until the end.

Rules. Refused (nothing is taken over): a time that cannot be read, a name that is too long, more than the limits of
``model.py``, and a file of which more than a tenth of the rows cannot be used. Left out and counted: rows without
case, activity or any time; the minutes of a row that ends before it starts (the row still counts in its order).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpr.core.logs.errors import SHOWN, LogError, Problem, printable, refusal
from bpr.core.logs.executions import SEEDS, mixed
from bpr.core.logs.model import (
    MAX_ACTIVITIES,
    MAX_CASES,
    MAX_EVENTS,
    MAX_NAME,
    MAX_RESOURCES,
    EventLog,
    Floats,
    Ints,
    ReadNote,
)

LEFT_OUT_MOST = 0.1
ROWS_SHOWN = 5
NONE = -1
_DAY = 1440


class Names:
    """Numbers of the names of one column, in the order in which they come."""

    def __init__(self, column: str, most: int, remedy: str) -> None:
        self.names: list[str] = []
        self._column, self._most, self._remedy = column, most, remedy
        self._codes: dict[str, int] = {}

    def codes(self, texts: Sequence[str]) -> list[int]:
        """The number of each text, NONE for empty ones. ValueError where there are too many or one is too long."""
        known = self._codes
        return [known[text] if text in known else self._code(text) for text in texts]

    def _code(self, text: str) -> int:
        clean = " ".join(printable(text).split())
        if not clean:
            return NONE
        if len(clean) > MAX_NAME:
            raise NameProblem(f"{self._column}が{MAX_NAME}文字を超えています", self._remedy, clean)
        code = self._codes.get(clean)
        if code is None:
            code = self._codes[clean] = self._new(clean)
        self._codes[text] = code
        return code

    def _new(self, clean: str) -> int:
        if len(self.names) >= self._most:
            raise NameProblem(f"{self._column}の種類が{self._most:,}を超えています", self._remedy, clean)
        self.names.append(clean)
        return len(self.names) - 1

    def forget(self) -> list[str]:
        """The names; the table that finds them is let go."""
        self._codes.clear()
        return self.names


class NameProblem(ValueError):
    """A name that cannot be taken: message, remedy and the name."""

    def __init__(self, message: str, remedy: str, value: str) -> None:
        super().__init__(message)
        self.remedy, self.value = remedy, value


@dataclass
class Gathered:
    """What came in so far. ``add`` takes a piece of all columns at once, with the rows of the file they stood in."""

    file: str
    pieces: dict[str, list[NDArray[Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    count: int = 0
    seen: int = 0
    left_out: dict[str, list[int]] = field(default_factory=dict)  # why → count, then the first rows

    def __post_init__(self) -> None:
        self.cases = Names("案件の番号", MAX_CASES, "期間を区切って書き出すか、案件の列を選び直してください")
        self.activities = Names("作業名", MAX_ACTIVITIES, "作業の列を選び直してください")
        self.resources = Names("担当者", MAX_RESOURCES, "担当者の列を選び直してください")

    def problem(self, problem: Problem) -> None:
        if len(self.problems) < SHOWN:
            self.problems.append(problem)
        else:
            self.more_problems += 1

    def leave_out(self, why: str, rows: Sequence[int] | NDArray[Any]) -> None:
        if len(rows):
            known = self.left_out.setdefault(why, [0])
            known[0] += len(rows)
            known += [int(row) for row in rows[: ROWS_SHOWN + 1 - len(known)]]

    def add(self, rows: NDArray[np.int64], **columns: NDArray[Any]) -> None:
        """Columns: case, activity, resource (int32), start, end (float64), perhaps transition (int8)."""
        self.seen += len(rows)
        keep = self._usable(rows, columns)
        self.count += int(keep.sum())
        if self.count > MAX_EVENTS:
            raise refusal(
                f"記録が上限の{MAX_EVENTS:,}件を超えています", "期間を区切って書き出し直してください", file=self.file
            )
        for name, values in (columns | {"row": rows.astype(np.int32)}).items():
            self.pieces.setdefault(name, []).append(values if keep.all() else values[keep])

    def _usable(self, rows: NDArray[np.int64], columns: dict[str, NDArray[Any]]) -> NDArray[np.bool_]:
        keep = np.ones(len(rows), dtype=bool)
        timeless = np.isnan(columns["start"]) & np.isnan(columns["end"])
        checks = (
            ("案件の番号がない行", columns["case"] == NONE),
            ("作業名がない行", columns["activity"] == NONE),
            ("日時がない行", timeless),
        )
        for why, is_bad in checks:
            self.leave_out(why, rows[keep & is_bad])
            keep &= ~is_bad
        return keep

    def column(self, name: str) -> NDArray[Any]:
        """One column as a whole; its pieces are let go."""
        pieces = self.pieces.pop(name)
        return np.concatenate(pieces) if len(pieces) > 1 else pieces[0]

    def check(self) -> None:
        """LogError where anything was wrong, or too much had to be left out."""
        if self.problems:
            raise LogError(self.problems, more=self.more_problems)
        if not self.count:
            raise refusal("使える記録が1件もありません", "案件・作業・日時の列を確かめてください", file=self.file)
        lost = self.seen - self.count
        if lost > LEFT_OUT_MOST * self.seen:
            reasons = "、".join(f"{why}{found[0]:,}" for why, found in self.left_out.items())
            raise refusal(
                f"{self.seen:,}件のうち{lost:,}件が使えません（{reasons}）",
                "列の選び方を確かめるか、書き出し直してください",
                file=self.file,
            )

    def notes(self) -> list[ReadNote]:
        return [
            ReadNote(text=f"{why}を除きました", count=found[0], rows=tuple(found[1:]))
            for why, found in self.left_out.items()
        ]


def event_log(
    gathered: Gathered, columns: dict[str, NDArray[Any]], notes: Sequence[ReadNote], *, rows: int
) -> EventLog:
    """The log of whole columns; minutes of rows that end before they start are left out."""
    start, end = columns["start"], columns["end"]
    is_backward = end < start
    found = list(notes)
    if is_backward.any():
        start[is_backward] = np.nan
        first = columns["row"][is_backward][:ROWS_SHOWN].tolist()
        text = "終了が開始より前の行の処理時間を除きました（順序と件数には数えました）"
        found.append(ReadNote(text=text, count=int(is_backward.sum()), rows=tuple(first)))
    again = np.sort(columns["row"][_repeats(columns, start, end)])
    if len(again):
        text = "案件・作業・日時・担当者の同じ行（どれも数えました。二重の書出しなら、除いて取り込み直してください）"
        found.append(ReadNote(text=text, count=len(again), rows=tuple(again[:ROWS_SHOWN].tolist()), is_left_out=False))
    return EventLog(
        case=_ints(columns["case"]), activity=_ints(columns["activity"]), start=_floats(start), end=_floats(end),
        resource=_ints(columns["resource"]), case_names=gathered.cases.forget(),
        activity_names=gathered.activities.forget(), resource_names=gathered.resources.forget(),
        source_name=gathered.file, rows=rows, notes=tuple(found),
    )  # fmt: skip


def _repeats(columns: dict[str, NDArray[Any]], start: Floats, end: Floats) -> NDArray[np.int64]:
    """Rows that say again what another one says, by a time of day. Dates alone come again on a usual day."""
    said = np.zeros(len(start), dtype=np.uint64)
    numbers = [columns[name].astype(np.int64) for name in ("case", "activity", "resource")]
    for values in (*numbers, start.view(np.int64), end.view(np.int64)):
        said = mixed(said ^ values.view(np.uint64), SEEDS[0])
    _found, first = np.unique(said, return_index=True)
    has_clock = (np.nan_to_num(start) % _DAY != 0) | (np.nan_to_num(end) % _DAY != 0)
    has_clock[first] = False
    return np.flatnonzero(has_clock)


def _ints(values: NDArray[Any]) -> Ints:
    return np.asarray(values, dtype=np.int32)


def _floats(values: NDArray[Any]) -> Floats:
    return np.asarray(values, dtype=np.float64)
