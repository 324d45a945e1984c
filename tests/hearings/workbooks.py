"""Workbooks for tests, made by the application's own template and then changed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook

from bpr.access.models import Organisation
from bpr.workflow.columns import STEPS
from hearings.models import Hearing
from hearings.shape import shaped
from hearings.workbook.writing import write_workbook
from usecases.models import UseCase

COMMON_STEPS = [{"key": "uketsuke", "name": "受付"}, {"key": "shinsa", "name": "審査"}]


def unsaved_hearing(sheet: dict[str, Any]) -> Hearing:
    """A hearing that no database knows."""
    use_case = UseCase(code="U1", name="転入", common_steps=COMMON_STEPS)
    return Hearing(use_case=use_case, organisation=Organisation(name="試験市"), sheet=shaped(sheet))


def workbook_for(hearing: Hearing, sheet: dict[str, Any], change: Callable[[Workbook], None] | None = None) -> bytes:
    """The template of a stored hearing, as if ``sheet`` were its draft."""
    filled = Hearing(
        use_case=hearing.use_case, organisation=hearing.organisation, sheet=shaped(sheet), revision=hearing.revision
    )
    return _changed(write_workbook(filled, with_contacts=True), change)


def workbook_of(sheet: dict[str, Any], change: Callable[[Workbook], None] | None = None) -> bytes:
    """The template filled with ``sheet``, after ``change`` has had its way with it."""
    return _changed(write_workbook(unsaved_hearing(sheet), with_contacts=True), change)


def _changed(data: bytes, change: Callable[[Workbook], None] | None) -> bytes:
    if change is None:
        return data
    book = load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def step_cell(key: str, row: int = 1) -> str:
    """Address of a cell of the workflow table: ``row`` counts entries from 1."""
    index = [column.key for column in STEPS.columns].index(key)
    return f"{chr(ord('B') + index)}{row + 1}"
