"""The head of a stored file, read again whenever it is shown: cells of a file are never kept in the database."""

from __future__ import annotations

from dataclasses import dataclass

from bpr.logs.sandboxed import HEAD_SECONDS, ask


@dataclass(frozen=True, kw_only=True)
class Head:
    """The first rows of a file. ``columns``: what each column was taken for (fields of LogColumns → heading)."""

    encoding: str
    delimiter: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: dict[str, str]
    notes: tuple[str, ...]


def head_of(stored: str, kind: str, name: str) -> Head:
    """The head of a file. LogUnreadable where it is no log."""
    found = ask({"do": "sniff", "stored": stored, "kind": kind, "name": name}, seconds=HEAD_SECONDS)
    return Head(
        encoding=found["encoding"],
        delimiter=found["delimiter"],
        header=tuple(found["header"]),
        rows=tuple(tuple(row) for row in found["rows"]),
        columns=found["columns"],
        notes=tuple(found["notes"]),
    )
