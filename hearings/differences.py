"""Which cells differ between two sheets: for the audit log and for a person who must choose between two versions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bpr.workflow.columns import Section, Sheet
from bpr.workflow.problems import cell_place
from hearings.columns import SECTIONS, rows_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One cell: ``path`` is "steps/s01/task", ``place`` the same in words."""

    path: str
    place: str
    old: str
    new: str


def cell_differences(old: Sheet, new: Sheet) -> list[Difference]:
    """Cells that differ, in the order of the sheet; a cell that one of them lacks counts as blank."""
    before, after = _cells(old), _cells(new)
    places = {path: place for path, (place, _text) in {**before, **after}.items()}
    texts = ((path, before.get(path, ("", ""))[1], after.get(path, ("", ""))[1]) for path in places)
    return [Difference(path=path, place=places[path], old=was, new=is_) for path, was, is_ in texts if was != is_]


def _cells(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """Place in words and text of every cell, by path."""
    found: dict[str, tuple[str, str]] = {}
    for section in SECTIONS:
        if section.key not in sheet:
            continue
        for index, row in enumerate(rows_of(section, sheet), start=1):
            found |= _row_cells(section, row, index)
    return found


def _row_cells(section: Section, row: dict[str, Any], index: int) -> dict[str, tuple[str, str]]:
    """Rows are known by their key where they have one, so that an inserted row does not shift all others."""
    name = f"{row.get('key') or index}/" if section.max_rows else ""
    line = index if section.max_rows else None
    return {
        f"{section.key}/{name}{column.key}": (
            cell_place(section=str(section.label), row=line, column=str(column.label)),
            row[column.key],
        )
        for column in section.columns
    }
