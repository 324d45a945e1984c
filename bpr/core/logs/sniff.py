"""What the head of a file says: enough for a person to confirm the columns before all of it is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from bpr.core.logs.columns import guess_columns
from bpr.core.logs.errors import refusal
from bpr.core.logs.model import FileKind, LogColumns, Sniffed, TimeFormat
from bpr.core.logs.source import Source, encoding_of, is_xml, name_of
from bpr.core.logs.table import HEAD_ROWS, delimiter_of, header_at, heading_of, records, text_of
from bpr.core.logs.times import format_of

SHOWN_ROWS = 20
_TITLES = {"case": "案件の番号", "activity": "作業", "end": "終了日時"}


def sniff(source: Source, *, source_name: str = "") -> Sniffed:
    """Kind, encoding, delimiter, headings and guessed columns of a file; LogError where it can be no log."""
    name = name_of(source, source_name)
    if is_xml(source, name):
        return Sniffed(kind=FileKind.XES)
    encoding = encoding_of(source, name)
    delimiter = delimiter_of(source, encoding, name)
    with text_of(source, encoding, name) as text:
        head = list(islice(records(text, delimiter, name), HEAD_ROWS + SHOWN_ROWS))
    return _sniffed(head, encoding, delimiter, name)


def _sniffed(head: Sequence[Sequence[str]], encoding: str, delimiter: str, name: str) -> Sniffed:
    at = header_at(head[:HEAD_ROWS])
    header = tuple(map(heading_of, head[at]))
    rows = [tuple(row) for row in head[at + 1 :] if any(row)]
    if not rows:
        raise refusal("見出しの下に行がありません", "見出しと1行以上の記録のあるファイルを選んでください", file=name)
    formats = dict(_formats(header, rows))
    columns = guess_columns(header, formats)
    return Sniffed(
        kind=FileKind.CSV, encoding=encoding, delimiter=delimiter, header=header, rows=tuple(rows[:SHOWN_ROWS]),
        columns=columns, formats=formats, notes=tuple(_notes(columns, at)),
    )  # fmt: skip


def _formats(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[tuple[str, TimeFormat]]:
    for index, heading in enumerate(header):
        found = format_of(row[index] for row in rows if len(row) > index)
        if heading and found:
            yield heading, found


def _notes(columns: LogColumns, header_index: int) -> Iterator[str]:
    if header_index:
        yield f"{header_index + 1}行目を見出しとしました"
    for role, title in _TITLES.items():
        if not getattr(columns, role) and not (role == "end" and columns.start):
            yield f"{title}の列が分かりません。列を選んでください"
    if columns.end and not columns.start and not columns.transition:
        yield "日時の列が1つなので、待ち時間・割合・件数は測れますが、処理時間は測れません"
