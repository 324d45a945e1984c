"""Rows that say "start" and "complete" (lifecycle:transition of XES) made into executions.

In each case the k-th start of an activity belongs to the k-th complete after it. A complete without a start says only
when the activity ended, a start without a complete only when it began. Other transitions (schedule, suspend, resume …)
are left out and counted; minutes therefore include interruptions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

START, COMPLETE, OTHER = 0, 1, 2
_WORDS = {
    "start": START, "begin": START, "開始": START, "着手": START,
    "complete": COMPLETE, "end": COMPLETE, "completed": COMPLETE, "終了": COMPLETE, "完了": COMPLETE, "": COMPLETE,
}  # fmt: skip
Columns = dict[str, NDArray[Any]]


def transitions(texts: Sequence[str]) -> NDArray[np.int8]:
    """START, COMPLETE or OTHER of each text; a row without one is a complete, as XES has it."""
    words = _WORDS
    return np.array([words.get(text.strip().lower(), OTHER) for text in texts], dtype=np.int8)


def paired(columns: Columns) -> Columns:
    """Executions of rows with ``transition`` and their time in ``end``; ``row`` is that of the complete."""
    kind, time = columns.pop("transition"), columns["end"]
    order = np.lexsort((kind, time, columns["activity"], columns["case"]))
    kind = kind[order]
    group = _groups(columns["case"][order], columns["activity"][order])
    partner = _partners(kind, group)
    is_kept = (kind == COMPLETE) | ((kind == START) & (partner < 0))
    kept = np.flatnonzero(is_kept)
    rows, begun = order[kept], partner[kept]
    found = {name: values[rows] for name, values in columns.items() if name not in ("start", "end")}
    is_start = kind[kept] == START
    found["end"] = np.where(is_start, np.nan, time[rows])
    found["start"] = np.where(is_start, time[rows], np.where(begun >= 0, time[order[begun]], np.nan))
    return found


def _groups(case: NDArray[Any], activity: NDArray[Any]) -> NDArray[np.int64]:
    """Number of the case and activity of each row of sorted columns."""
    is_new = np.ones(len(case), dtype=bool)
    is_new[1:] = (case[1:] != case[:-1]) | (activity[1:] != activity[:-1])
    return np.cumsum(is_new) - 1


def _partners(kind: NDArray[np.int8], group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of each row the place of the other half of its execution, −1 where there is none."""
    partner = np.full(len(kind), -1, dtype=np.int64)
    follows = np.zeros(len(kind), dtype=bool)  # a complete right after a start of the same group
    follows[1:] = (kind[1:] == COMPLETE) & (kind[:-1] == START) & (group[1:] == group[:-1])
    ends = np.flatnonzero(follows)
    partner[ends], partner[ends - 1] = ends - 1, ends
    is_alone = (kind != OTHER) & (partner < 0)
    mixed = np.unique(group[is_alone])
    for number in mixed:
        first, last = np.searchsorted(group, (number, number + 1))
        _queue(kind, partner, int(first), int(last))
    return partner


def _queue(kind: NDArray[np.int8], partner: NDArray[np.int64], first: int, last: int) -> None:
    waiting: deque[int] = deque()
    partner[first:last] = -1
    for place in range(first, last):
        if kind[place] == START:
            waiting.append(place)
        elif kind[place] == COMPLETE and waiting:
            begun = waiting.popleft()
            partner[place], partner[begun] = begun, place
