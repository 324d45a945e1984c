"""The records of a CSV file, decoded strictly and split strictly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

from bpr.core.logs.errors import printable, refusal
from bpr.core.logs.source import Source, opened

DELIMITERS = (",", "\t", ";")
HEAD_ROWS = 10  # a heading may stand below a title
_HEAD_CHARACTERS = 1 << 16
_SAMPLE_ROWS = 60
MAX_COLUMNS = 500
_MAX_CELL = 100_000


@contextmanager
def text_of(source: Source, encoding: str, name: str) -> Iterator[io.TextIOWrapper]:
    """The text of a file whose encoding is known."""
    with opened(source, name) as content:
        text = io.TextIOWrapper(io.BufferedReader(content, 1 << 20), encoding=encoding, newline="")  # type: ignore[type-var]
        try:
            yield text
        finally:
            text.detach().detach()  # the stream is the caller's


def records(text: io.TextIOWrapper, delimiter: str, name: str) -> Iterator[list[str]]:
    """Rows with line breaks inside quotes kept. LogError names the row of a quote that does not close."""
    csv.field_size_limit(_MAX_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    row = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise refusal(
                '引用符（"）の付け方が崩れているか、1つのセルが長すぎます',
                "表計算ソフトなどでCSV形式に保存し直してください",
                file=name,
                row=row + 1,
            ) from error
        if cells is None:
            return
        row += 1
        if len(cells) > MAX_COLUMNS:
            raise refusal(
                f"列が{len(cells):,}あり、上限の{MAX_COLUMNS}列を超えています",
                "要らない列を除いて書き出し直してください",
                file=name,
                row=row,
            )
        yield cells


def heading_of(cell: str) -> str:
    """A heading as it is shown and compared: one line, without signs that cannot be printed."""
    return " ".join(printable(cell).split())


def delimiter_of(source: Source, encoding: str, name: str) -> str:
    """The sign that splits the first rows into the most cells of the same number. LogError where none does."""
    with text_of(source, encoding, name) as text:
        head = text.read(_HEAD_CHARACTERS)
    found = max(DELIMITERS, key=lambda sign: _evenness(head, sign))
    if not _evenness(head, found):
        raise refusal(
            "列に分かれていません",
            "コンマ・タブ・セミコロンのどれかで区切ったCSV形式で保存し直してください",
            file=name,
            row=1,
        )
    return found


def _evenness(head: str, delimiter: str) -> int:
    """Rows of the commonest width above one, as the sign splits them."""
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    widths: dict[int, int] = {}
    try:
        for cells in islice(rows, _SAMPLE_ROWS):
            if len(cells) > 1:
                widths[len(cells)] = widths.get(len(cells), 0) + 1
    except csv.Error:
        return 0
    return max(widths.values(), default=0)


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """Index of the heading: the first row as wide as the widest of the head."""
    widths = [sum(bool(cell.strip()) for cell in row) for row in rows]
    return next((at for at, width in enumerate(widths) if width and width >= max(widths) - 1 and width > 1), 0)
