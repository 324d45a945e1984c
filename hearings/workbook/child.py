"""What the sandbox runs: a workbook in, its cells as JSON out.

It imports nothing of ours, so that a hostile file meets a process without database, settings or secrets.
"""

from __future__ import annotations

import json
import sys

MAX_ROW = 3000
MAX_COLUMN = 60
MAX_CELLS = 100_000


def cells(data: bytes) -> bytes:
    """The worksheets of a workbook; any exception ends the process, and the parent says so."""
    from io import BytesIO

    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl can do without it, and starts twice as fast
    from openpyxl import load_workbook

    written = load_workbook(BytesIO(data), data_only=False, keep_links=False)
    cached = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    sheets = [_sheet(sheet, cached[sheet.title]) for sheet in written.worksheets]
    return json.dumps({"sheets": sheets}).encode()


def _sheet(written, cached) -> dict:  # type: ignore[no-untyped-def, type-arg]
    """Cells with their place; the library's own dictionary, because a stray cell far out makes its rows endless."""
    cells: list[list[object]] = []
    outside = 0
    for (row, column), cell in sorted(written._cells.items()):
        if cell.value is None:
            continue
        if row > MAX_ROW or column > MAX_COLUMN or len(cells) >= MAX_CELLS:
            outside += 1
            continue
        cells.append([row, column, *_text(cell, cached.cell(row, column).value)])
    merged = [list(area.bounds) for area in written.merged_cells.ranges]
    return {"name": written.title, "cells": cells, "outside": outside, "merged": merged}


def _text(cell, cached) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """The value as a person would type it, and what is wrong with it ("" where nothing is)."""
    if cell.data_type == "f":
        if cached is None:
            return str(getattr(cell.value, "text", cell.value)), "formula"
        return _plain(cached, cell.number_format), "error" if str(cached).startswith("#") else ""
    if cell.data_type == "e":
        return str(cell.value), "error"
    return _plain(cell.value, cell.number_format), ""


def _plain(value, number_format: str) -> str:  # type: ignore[no-untyped-def]
    import datetime

    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return f"{value * 100:.12g}%" if "%" in (number_format or "") else f"{value:.15g}"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d") if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M") if not value.second else value.isoformat("seconds")
    return str(value)
