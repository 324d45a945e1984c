"""個人番号 in a log: the file is refused with the place.

Among numbers of twelve digits that mean something else, such as numbers of receipts, one in eleven has a right check
digit by chance. So a column of such numbers is refused only where most of its twelve-digit values are valid; wherever
twelve digits are the exception, one valid number is enough.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from lxml import etree

from bpr.core.bpmn.names import line_of
from bpr.core.logs import FileKind, LogError, Problem, Sniffed
from bpr.workflow.mynumber import contains_mynumber

_DIGITS = 12
_COMMON = 20  # so many twelve-digit values make a column one of numbers
_GZIP = b"\x1f\x8b"
_MESSAGE = "個人番号（12桁）と思われる番号があります"
_REMEDY = "個人番号は取り込めません。その列を消すか、別の番号に置き換えてから、もう一度取り込んでください"


@dataclass
class _Tally:
    """Twelve-digit values of one column, and the row of the first that is a valid number."""

    candidates: int = 0
    valid: int = 0
    first_row: int = 0

    def add(self, text: str, row: int) -> None:
        digits = sum(map(str.isdigit, text))
        if digits < _DIGITS:
            return
        is_valid = contains_mynumber(text)
        self.candidates += is_valid or digits == _DIGITS
        self.valid += is_valid
        if is_valid:
            self.first_row = self.first_row or row

    @property
    def is_refused(self) -> bool:
        by_chance = self.candidates >= _COMMON and self.valid * 2 < self.candidates
        return self.valid > 0 and not by_chance


@dataclass
class _Columns:
    tallies: dict[str, _Tally] = field(default_factory=dict)

    def add(self, column: str, text: str, row: int) -> None:
        self.tallies.setdefault(column, _Tally()).add(text, row)

    def refuse(self, source_name: str) -> None:
        problems = [
            Problem(message=_MESSAGE, remedy=_REMEDY, file=source_name, row=tally.first_row, column=column)
            for column, tally in self.tallies.items()
            if tally.is_refused
        ]
        if problems:
            raise LogError(problems)


def refuse_mynumbers(path: Path, sniffed: Sniffed, *, source_name: str, times: Container[str] = ()) -> None:
    """LogError with row and column where any column of the file holds 個人番号, whether it is read or not.

    ``times`` are the columns that were read as times: all of their values are.
    """
    columns = _Columns()
    for column, text, row in _xes_values(path) if sniffed.kind is FileKind.XES else _csv_values(path, sniffed):
        if len(text) >= _DIGITS and column not in times:
            columns.add(column, text, row)
    columns.refuse(source_name)


Value = tuple[str, str, int]  # column, text, row


def _csv_values(path: Path, sniffed: Sniffed) -> Iterator[Value]:
    with _unpacked(path) as content:
        stream = io.TextIOWrapper(content, encoding=sniffed.encoding or "utf-8", errors="replace", newline="")
        for number, row in enumerate(csv.reader(stream, delimiter=sniffed.delimiter), start=1):
            for column, text in zip(sniffed.header, row, strict=False):
                yield column, text, number


def _xes_values(path: Path) -> Iterator[Value]:
    """All attributes of all elements, however they are written; the file was read as XES before, so it is sound."""
    with _unpacked(path) as content:
        for _event, element in etree.iterparse(content, load_dtd=False, no_network=True, resolve_entities=False):
            for name, text in element.attrib.items():
                yield element.get("key") or str(name), str(text), line_of(element)
            element.clear()


def _unpacked(path: Path) -> BinaryIO:
    with path.open("rb") as head:
        is_gzip = head.read(2) == _GZIP
    return cast("BinaryIO", gzip.open(path, "rb") if is_gzip else path.open("rb"))
