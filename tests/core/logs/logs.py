"""Small logs for the tests, written as they are read aloud."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import numpy as np

from bpr.core.logs import EventLog, LogColumns, read_csv

HEADER = "案件番号,作業名,開始日時,終了日時,担当者"
COLUMNS = LogColumns(
    case="案件番号", activity="作業名", start="開始日時", end="終了日時", resource="担当者"
)  # fmt: skip


def stream(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([header, *rows, ""]).encode(encoding))


def read(*rows: str, header: str = HEADER, columns: LogColumns = COLUMNS) -> EventLog:
    return read_csv(stream(*rows, header=header), columns, source_name="a.csv")


def log_of(cases: Mapping[str, str] | Sequence[str], *, minutes: float = 5.0, gap: float = 10.0) -> EventLog:
    """Cases as words of activities, each ``minutes`` long, ``gap`` minutes apart."""
    named = cases if isinstance(cases, Mapping) else {f"c{at}": text for at, text in enumerate(cases)}
    rows = [(at, word, place) for at, text in enumerate(named.values()) for place, word in enumerate(text.split())]
    words = sorted({word for _at, word, _place in rows})
    start = np.array([29_583_900 + place * (minutes + gap) for _at, _word, place in rows])
    return EventLog(
        case=np.array([at for at, _word, _place in rows], dtype=np.int32),
        activity=np.array([words.index(word) for _at, word, _place in rows], dtype=np.int32),
        start=start, end=start + minutes, resource=np.full(len(rows), -1, dtype=np.int32),
        case_names=list(named), activity_names=words, resource_names=[], rows=len(rows),
    )  # fmt: skip
