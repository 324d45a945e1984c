"""The data of every table and figure of a report as an Excel workbook, one sheet each, with a list in front."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.render.chart import chart_from_json

_FONT, _BOLD = Font(name="BIZ UDPGothic", size=10), Font(name="BIZ UDPGothic", size=10, bold=True)
_HEAD = PatternFill("solid", fgColor="E8EDF5")
_WRAP = Alignment(vertical="top", wrap_text=True)
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LIST = "一覧"


def report_workbook(content: Mapping[str, Any]) -> bytes:
    """The workbook; a text that a spreadsheet would take for a formula stays text."""
    book = Workbook()
    front = book.active
    if not isinstance(front, Worksheet):
        raise TypeError("a new workbook starts with a worksheet")
    front.title = _LIST
    _put_row(front, 1, ["番号", "名称", "章"], bold=True)
    for row, (block, chapter) in enumerate(_numbered(content), start=2):
        sheet = book.create_sheet(block["number"])
        _put_row(front, row, [block["number"], block["caption"], chapter])
        front.cell(row, 1).hyperlink = f"#'{block['number']}'!A1"
        _fill(sheet, block)
    _widen(front, [10, 70, 24])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _numbered(content: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for chapter in content["chapters"]:
        for block in chapter["blocks"]:
            if block["type"] in ("table", "chart"):
                yield block, f"第{chapter['number']}章 {chapter['title']}"


def _fill(sheet: Worksheet, block: Mapping[str, Any]) -> None:
    _put_row(sheet, 1, [f"{block['number']} {block['caption']}"], bold=True)
    labels, rows = _of_table(block) if block["type"] == "table" else _of_chart(block)
    _put_row(sheet, 3, labels, bold=True)
    for at, cells in enumerate(rows, start=4):
        _put_row(sheet, at, cells)
    if note := block.get("note"):
        _put(sheet.cell(len(rows) + 5, 1), note)
    sheet.freeze_panes = "A4"
    _widen(sheet, [30] + [16] * (len(labels) - 1))


def _of_table(block: Mapping[str, Any]) -> tuple[list[Any], Sequence[Sequence[Any]]]:
    return block["labels"], [*block["rows"], *block["foot"]]


def _of_chart(block: Mapping[str, Any]) -> tuple[list[Any], Sequence[Sequence[Any]]]:
    chart = chart_from_json(block["chart"])
    rows = [
        [name, *("" if series.values[at] is None else series.values[at] for series in chart.series)]
        for at, name in enumerate(chart.categories)
    ]
    return ["項目", *(f"{series.name}（{chart.unit}）" for series in chart.series)], rows


def _put_row(sheet: Worksheet, row: int, cells: Sequence[Any], *, bold: bool = False) -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column)
        _put(cell, value)
        cell.font = _BOLD if bold else _FONT
        if bold and row > 1:
            cell.fill = _HEAD


def _put(cell: Cell | MergedCell, value: Any) -> None:
    """A number as a number, anything else as text that is never taken for a formula."""
    number = value["value"] if isinstance(value, dict) else value
    if isinstance(value, dict | Decimal):
        cell.value = Decimal(number)
        cell.number_format = '#,##0.####;"△"#,##0.####'
        return
    text = _CONTROL.sub("", str(value))
    cell.value = text
    cell.alignment = _WRAP
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA_START)


def _widen(sheet: Worksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
