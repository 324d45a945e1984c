"""Event logs as CSV, read piece by piece into columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bpr.core.logs.errors import Problem, refusal
from bpr.core.logs.gather import Gathered, NameProblem, event_log
from bpr.core.logs.model import EventLog, Floats, LogColumns, ReadNote, TimeFormat
from bpr.core.logs.pairing import OTHER, paired, transitions
from bpr.core.logs.source import Source, encoding_of, name_of
from bpr.core.logs.table import HEAD_ROWS, delimiter_of, heading_of, records, text_of
from bpr.core.logs.times import TimeError, TimeReader, format_of

_PIECE = 1 << 16
_SAMPLE = 200  # values that say how a column writes its times
_ROLES = {
    "case": "案件の番号",
    "activity": "作業",
    "start": "開始",
    "end": "終了",
    "resource": "担当者",
    "transition": "区分",
}
_TIME_REMEDY = "2026/4/1 9:05 や 令和8年4月1日 9時5分 のように、年から書いた日時に直してください"


def read_csv(source: Source, columns: LogColumns, *, source_name: str = "") -> EventLog:
    """All of a CSV file, or LogError with the first problems: all or nothing.

    ``source`` is a path or a seekable binary stream. Memory is about 100 bytes an event and 150 a case.
    """
    name = name_of(source, source_name)
    _check(columns, name)
    encoding = encoding_of(source, name)
    delimiter = delimiter_of(source, encoding, name)
    with text_of(source, encoding, name) as text:
        reader = _Reader(records(text, delimiter, name), columns, name)
        reader.read()
    return reader.log()


def _check(columns: LogColumns, name: str) -> None:
    needed = {"案件の番号": columns.case, "作業": columns.activity, "開始か終了の日時": columns.start or columns.end}
    if missing := [title for title, column in needed.items() if not column]:
        raise refusal(f"{'・'.join(missing)}の列が選ばれていません", "列を選んでください", file=name)
    chosen = [column for column in columns.to_json().values() if column]
    if len(set(chosen)) < len(chosen):
        raise refusal("同じ列が2つの役割に選ばれています", "役割ごとに別の列を選んでください", file=name)
    if columns.transition and columns.start and columns.end:
        raise refusal("開始・終了の区分の列があるとき、日時の列は1つです", "開始か終了の列を外してください", file=name)


@dataclass
class _Piece:
    rows: list[list[str]]
    numbers: np.ndarray  # rows of the file

    def cells(self, index: int) -> list[str]:
        return [row[index] for row in self.rows]


class _Reader:
    def __init__(self, rows: Iterator[list[str]], columns: LogColumns, name: str) -> None:
        self.rows, self.name, self.columns = rows, name, columns
        self.gathered = Gathered(file=name)
        self.times: dict[str, TimeReader] = {}
        self.place: dict[str, int] = {}
        self.width = 0

    def read(self) -> None:
        first = self._head()
        while rows := list(islice(self.rows, _PIECE)):
            self._add(self._piece(rows, first))
            first += len(rows)
        self.gathered.check()

    def _head(self) -> int:
        """Find the heading: the first row that has all chosen columns. Returns the number of the row after it."""
        wanted = {role: column for role, column in self.columns.to_json().items() if column}
        head: list[list[str]] = []
        for row in islice(self.rows, HEAD_ROWS):
            head.append(list(map(heading_of, row)))
            if all(column in head[-1] for column in wanted.values()):
                return self._use_header(head[-1], wanted, len(head) + 1)
        best = max(head, key=lambda cells: sum(column in cells for column in wanted.values()), default=[])
        missing = next(column for column in wanted.values() if column not in best)
        raise refusal("この見出しの列がファイルにありません", "列を選び直してください", file=self.name, column=missing)

    def _use_header(self, header: list[str], wanted: dict[str, str], after: int) -> int:
        for column in wanted.values():
            if header.count(column) > 1:
                raise refusal(
                    "同じ見出しの列が2つあります", "見出しを書き分けてください", file=self.name, column=column
                )
        self.width = len(header)
        self.place = {role: header.index(column) for role, column in wanted.items()}
        return after

    def _piece(self, rows: list[list[str]], first: int) -> _Piece:
        numbers = np.arange(first, first + len(rows))
        if all(len(row) == self.width for row in rows):
            return _Piece(rows, numbers)
        is_kept = [self._is_whole(row, first + at) for at, row in enumerate(rows)]
        return _Piece([row for row, kept in zip(rows, is_kept, strict=True) if kept], numbers[is_kept])

    def _is_whole(self, row: list[str], number: int) -> bool:
        """False for rows without content. A row of another width is a problem: its cells may have moved."""
        if not any(map(str.strip, row)):
            return False
        is_whole = len(row) >= self.width and not any(map(str.strip, row[self.width :]))
        if not is_whole:
            self._problem(
                number,
                "",
                "",
                f"列の数が見出し（{self.width}列）とちがいます（{len(row)}列）",
                "区切りと引用符を確かめてください",
            )
        return is_whole

    def _add(self, piece: _Piece) -> None:
        if not piece.rows:
            return
        start, end = self._times(piece, "start"), self._times(piece, "end")
        found = {
            "case": self._codes(piece, "case"), "activity": self._codes(piece, "activity"),
            "resource": self._codes(piece, "resource"), "start": start, "end": end,
        }  # fmt: skip
        if "transition" in self.place:
            found["end"] = np.where(np.isnan(end), start, end)
            found["transition"] = transitions(piece.cells(self.place["transition"]))
        self.gathered.add(piece.numbers, **found)

    def _codes(self, piece: _Piece, role: str) -> np.ndarray:
        gathered = self.gathered
        names = {"case": gathered.cases, "activity": gathered.activities, "resource": gathered.resources}[role]
        if role not in self.place:
            return np.full(len(piece.rows), -1, dtype=np.int32)
        cells = piece.cells(self.place[role])
        try:
            return np.array(names.codes(cells), dtype=np.int32)
        except NameProblem as error:
            at = next(at for at, cell in enumerate(cells) if heading_of(cell)[:50] == error.value[:50])
            number = int(piece.numbers[at])
            raise refusal(
                str(error), error.remedy, file=self.name, row=number, column=self._column(role), value=error.value
            ) from None

    def _times(self, piece: _Piece, role: str) -> Floats:
        if role not in self.place:
            return np.full(len(piece.rows), np.nan)
        cells = piece.cells(self.place[role])
        reader = self.times.get(role) or self._time_reader(role, cells)
        read = reader.minutes
        try:
            return np.array([read(cell) for cell in cells], dtype=np.float64)
        except TimeError:
            return np.array([self._time(read, cell, piece, at, role) for at, cell in enumerate(cells)])

    def _time_reader(self, role: str, cells: Sequence[str]) -> TimeReader:
        values = list(islice((cell for cell in cells if cell.strip()), _SAMPLE))
        reader = TimeReader(format_of(values) or TimeFormat.TEXT)
        if values:
            self.times[role] = reader
        return reader

    def _time(self, read: Callable[[str], float], cell: str, piece: _Piece, at: int, role: str) -> float:
        try:
            return read(cell)
        except TimeError as error:
            self._problem(int(piece.numbers[at]), self._column(role), cell, str(error), _TIME_REMEDY)
            return float("nan")

    def _column(self, role: str) -> str:
        return str(getattr(self.columns, role))

    def _problem(self, row: int, column: str, value: str, message: str, remedy: str) -> None:
        self.gathered.problem(
            Problem(message=message, remedy=remedy, file=self.name, row=row, column=column, value=value)
        )

    def log(self) -> EventLog:
        gathered = self.gathered
        columns = {name: gathered.column(name) for name in list(gathered.pieces)}
        notes = [*gathered.notes(), *zone_notes(self.times.values())]
        if "transition" in columns:
            notes += other_transitions(columns["transition"], columns["row"])
            columns = paired(columns)
        return event_log(gathered, columns, notes, rows=gathered.seen)


def zone_notes(readers: Iterable[TimeReader]) -> list[ReadNote]:
    """Times with and without zone in one file are doubtful."""
    found = list(readers)
    if any(item.is_zoned for item in found) and any(item.is_local for item in found):
        text = "時差の付いた日時と付かない日時が混じっています。付かない日時は日本時間としました"
        return [ReadNote(text=text, count=1, is_left_out=False)]
    return []


def other_transitions(kinds: np.ndarray, rows: np.ndarray) -> list[ReadNote]:
    """Rows that neither begin nor complete an execution."""
    others = rows[kinds == OTHER]
    if not len(others):
        return []
    text = "開始でも終了でもない行（割当・中断・再開など）を除きました。処理時間は中断を含みます"
    return [ReadNote(text=text, count=len(others), rows=tuple(others[:5].tolist()))]
