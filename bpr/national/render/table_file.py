"""All municipalities as a file to take away: CSV (UTF-8 with BOM) or Excel. Nothing in it runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

Cell = str | int | Decimal | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (12, 10, 16, 14)


def harmless(text: str) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Sequence[str]) -> bytes:
    """The table, then the notes that belong to it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(text) for text in headings])
    writer.writerows([_text(cell) for cell in row] for row in rows)
    writer.writerow([])
    writer.writerows([harmless(note)] for note in notes)
    return out.getvalue().encode("utf-8-sig")


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def xlsx_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]], notes: Sequence[str], *, title: str) -> bytes:
    """The same as a workbook: the table on one sheet, the notes on another."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "D2"
    for at in range(1, len(headings) + 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS[min(at, len(_WIDTHS)) - 1]
    sheet.append([_bold(sheet, text) for text in headings])
    for row in rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    other = book.create_sheet("注記")
    other.column_dimensions["A"].width = 120
    for note in notes:
        other.append([_cell(other, note)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: object, value: Cell) -> object:
    """Text stays text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
    if isinstance(value, str):
        cell.data_type = "s"
    return cell


def _bold(sheet: object, text: str) -> object:
    cell = WriteOnlyCell(sheet, value=text)  # type: ignore[arg-type]
    cell.data_type = "s"
    cell.font = Font(bold=True)
    return cell
