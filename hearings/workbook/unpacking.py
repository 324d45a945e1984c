"""The cells of an uploaded workbook, read in a process of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from bpr.sandbox import Sandbox, SandboxError
from hearings.workbook.archive import FileRefused, inspect

MEMORY_BYTES = 1024 * 1024 * 1024
SECONDS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class XlCell:
    """Text of one cell, and "formula" or "error" where Excel itself has no value for it."""

    row: int
    column: int
    text: str
    fault: str = ""

    @property
    def address(self) -> str:
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, kw_only=True)
class XlSheet:
    """One worksheet: cells that hold something, by row and column."""

    name: str
    cells: dict[tuple[int, int], XlCell]
    outside: int = 0  # cells beyond the rows and columns that are read
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first column, row, last column, row

    def text(self, row: int, column: int) -> str:
        cell = self.cells.get((row, column))
        return cell.text.strip() if cell else ""

    @property
    def rows(self) -> list[int]:
        """Rows that hold something, in order."""
        return sorted({row for row, _column in self.cells})


def unpack(data: bytes) -> list[XlSheet]:
    """The worksheets of a workbook; FileRefused where it cannot or must not be opened."""
    inspect(data)
    try:
        with Sandbox("hearings.workbook.child:cells", memory_bytes=MEMORY_BYTES, seconds=SECONDS) as sandbox:
            found = json.loads(sandbox.call(data))
    except SandboxError as error:
        message = _(
            "Excelブックとして開けませんでした（壊れているか、大きすぎます）。Excelで開いて保存し直してください"
        )
        raise FileRefused(message) from error
    return [_sheet(item) for item in found["sheets"]]


def _sheet(item: dict) -> XlSheet:  # type: ignore[type-arg]
    cells = (XlCell(row=row, column=column, text=text, fault=fault) for row, column, text, fault in item["cells"])
    return XlSheet(
        name=item["name"],
        cells={(cell.row, cell.column): cell for cell in cells},
        outside=item["outside"],
        merged=[tuple(area) for area in item["merged"]],
    )
