"""A filled workbook → a raw sheet, with the Excel address of every cell so that messages can name it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from bpr.workflow.cells import narrow
from bpr.workflow.columns import STEPS, Section, Sheet
from bpr.workflow.problems import CellProblem, SheetMalformed, SheetRefused
from hearings.columns import MONTH_LABELS, RESPONDENTS, VOLUMES
from hearings.shape import shaped
from hearings.sheet import SheetContext, sheet_findings
from hearings.workbook.archive import FileRefused
from hearings.workbook.identity import Identity, read_identity
from hearings.workbook.layout import IDENTITY_SHEET, KEY_HEADING, META_SHEET, QUESTIONS, SHEET_OF, TABLES, Table
from hearings.workbook.problems import WorkbookInvalid, WorkbookProblem
from hearings.workbook.unpacking import XlCell, XlSheet, unpack

HEADING_ROWS = 10  # headings are looked for in the first rows
Place = tuple[str, int | None, str]  # section key, row of the raw sheet, column key


@dataclass(kw_only=True)
class WorkbookContent:
    """What stands in the workbook: the raw sheet, where each cell came from, and what was wrong already."""

    file: str
    identity: Identity | None = None
    raw: dict[str, Any] = field(default_factory=dict)
    places: dict[Place, XlCell] = field(default_factory=dict)
    faults: list[WorkbookProblem] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        return shaped(self.raw)

    def problems(self, context: SheetContext) -> list[WorkbookProblem]:
        """Everything that must be mended before the workbook can be taken."""
        if self.faults:
            return self.faults
        try:
            found: Iterable[CellProblem] = sheet_findings(self.raw, context).problems
        except SheetRefused as refused:
            found = refused.problems
        except SheetMalformed as malformed:
            return [WorkbookProblem(file=self.file, message=str(malformed))]
        return [self._located(problem) for problem in found]

    def _located(self, problem: CellProblem) -> WorkbookProblem:
        place = (problem.section_key, problem.row, problem.field)
        cell = self.places.get(place)
        return WorkbookProblem(
            file=self.file,
            sheet=SHEET_OF[problem.section_key],
            cell=cell.address if cell else "",
            row=cell.row if cell else None,
            column=problem.column,
            value=problem.shown_value,
            message=problem.message,
        )

    def fault(self, message: str, *, sheet: str = "", cell: XlCell | None = None, column: str = "") -> None:
        self.faults.append(
            WorkbookProblem(
                file=self.file,
                sheet=sheet,
                cell=cell.address if cell else "",
                row=cell.row if cell else None,
                column=column,
                value=cell.text if cell else "",
                message=message,
            )
        )


@translation.override("ja")  # the language of the headings
def read_workbook(data: bytes, *, filename: str, common_steps: Iterable[dict[str, str]] = ()) -> WorkbookContent:
    """Read a workbook that was made from our template; WorkbookInvalid where it cannot be opened at all.

    Faults of its build (missing sheets, merged cells …) and of its cells are in ``content.problems()``, all at once.
    """
    content = WorkbookContent(file=filename)
    try:
        sheets = {narrow(sheet.name): sheet for sheet in unpack(data)}
    except FileRefused as refused:
        raise WorkbookInvalid([WorkbookProblem(file=filename, message=str(refused))]) from refused
    content.identity = read_identity(sheets.get(narrow(IDENTITY_SHEET)))
    for name in dict.fromkeys(SHEET_OF.values()):
        if narrow(name) not in sheets:
            there = "、".join(sheet.name for sheet in sheets.values())
            content.fault(
                _("シートがありません。名前を元に戻してください（あるシート：%(there)s）") % {"there": there},
                sheet=name,
            )
    _read_questions(content, sheets)
    for table in TABLES:
        if sheet := sheets.get(narrow(table.sheet)):
            _read_table(content, sheet, table)
    _name_to_key(content, common_steps)
    return content


def _read_questions(content: WorkbookContent, sheets: dict[str, XlSheet]) -> None:
    for name, sections in QUESTIONS:
        sheet = sheets.get(narrow(name))
        if sheet is None:
            continue
        end = _respondents_heading(sheet) if name == META_SHEET else None
        for section in sections:
            content.raw[section.key] = _answers(content, sheet, section, before=end)
        if name == META_SHEET:
            _read_respondents(content, sheet, end)
    months = content.raw.get(VOLUMES.key, {})
    months["months"] = [months.pop(f"month{index}", "") for index in range(len(MONTH_LABELS))]


def _answers(content: WorkbookContent, sheet: XlSheet, section: Section, *, before: int | None) -> dict[str, str]:
    """Answers in column B beside the labels in column A; the label is looked for, wherever rows were inserted."""
    rows = {narrow(sheet.text(row, 1)): row for row in reversed(sheet.rows) if before is None or row < before}
    answers = {}
    for column in section.columns:
        row = rows.get(narrow(str(column.label)))
        if row is None:
            content.fault(
                _("A列の見出し「%(label)s」がありません。元に戻してください") % {"label": column.label},
                sheet=sheet.name,
            )
            continue
        answers[column.key] = _take(content, sheet, (section.key, None, column.key), row, 2, str(column.label))
    return answers


def _respondents_heading(sheet: XlSheet) -> int | None:
    labels = [narrow(str(column.label)) for column in RESPONDENTS.columns]
    return next((row for row in sheet.rows if [narrow(sheet.text(row, i)) for i in (1, 2, 3)] == labels), None)


def _read_respondents(content: WorkbookContent, sheet: XlSheet, heading: int | None) -> None:
    if heading is None:
        content.fault(_("回答者の見出し「所属・職名・氏名」がありません。元に戻してください"), sheet=sheet.name)
        return
    columns = {column.key: index for index, column in enumerate(RESPONDENTS.columns, start=1)}
    content.raw[RESPONDENTS.key] = _entries(content, sheet, RESPONDENTS, columns, heading)


def _read_table(content: WorkbookContent, sheet: XlSheet, table: Table) -> None:
    labels = {narrow(str(column.label)): column.key for column in table.section.columns}
    if table.has_key:
        labels[KEY_HEADING] = "key"
    heading, columns = _heading(sheet, labels)
    missing = [column.label for column in table.section.columns if column.key not in columns]
    if missing:
        names = "、".join(str(label) for label in missing)
        content.fault(
            _("見出しがありません：%(names)s。見出しの行を元に戻してください") % {"names": names}, sheet=sheet.name
        )
        return
    if sheet.outside:
        content.fault(
            _("読み取れる範囲（3,000行、60列）の外に値があります。不要な値を消してください"), sheet=sheet.name
        )
    _refuse_merged(content, sheet, heading, columns)
    content.raw[table.section.key] = _entries(content, sheet, table.section, columns, heading)


def _heading(sheet: XlSheet, labels: dict[str, str]) -> tuple[int, dict[str, int]]:
    """The row that holds most of the headings, and the column of each."""
    best: tuple[int, dict[str, int]] = (0, {})
    for row in sheet.rows[:HEADING_ROWS]:
        cells = (cell for (at, _column), cell in sheet.cells.items() if at == row)
        columns = {labels[narrow(cell.text)]: cell.column for cell in cells if narrow(cell.text) in labels}
        if len(columns) > len(best[1]):
            best = (row, columns)
    return best


def _refuse_merged(content: WorkbookContent, sheet: XlSheet, heading: int, columns: dict[str, int]) -> None:
    used = set(columns.values())
    for first_column, first_row, last_column, last_row in sheet.merged:
        if last_row > heading and used.intersection(range(first_column, last_column + 1)):
            area = f"{get_column_letter(first_column)}{first_row}:{get_column_letter(last_column)}{last_row}"
            message = _("セルが結合されています（%(area)s）。結合を解除し、それぞれの行に値を入れてください")
            content.fault(message % {"area": area}, sheet=sheet.name)


def _entries(
    content: WorkbookContent, sheet: XlSheet, section: Section, columns: dict[str, int], heading: int
) -> list[dict[str, str]]:
    """Rows below the heading in which something stands in one of our columns."""
    entries: list[dict[str, str]] = []
    for row in (row for row in sheet.rows if row > heading):
        if any(sheet.text(row, index) for key, index in columns.items() if key != "key"):
            entries.append(_entry(content, sheet, section, columns, row, len(entries) + 1))
    return entries


def _entry(
    content: WorkbookContent, sheet: XlSheet, section: Section, columns: dict[str, int], row: int, number: int
) -> dict[str, str]:
    labels = {column.key: str(column.label) for column in section.columns}
    return {
        key: _take(content, sheet, (section.key, number, key), row, index, labels.get(key, KEY_HEADING))
        for key, index in columns.items()
    }


def _take(content: WorkbookContent, sheet: XlSheet, place: Place, row: int, column: int, label: str) -> str:
    cell = sheet.cells.get((row, column)) or XlCell(row=row, column=column, text="")
    content.places[place] = cell
    if cell.fault == "formula":
        content.fault(_("計算式の結果がありません。値を入れてください"), sheet=sheet.name, cell=cell, column=label)
    elif cell.fault == "error":
        content.fault(_("計算式がエラーになっています。値を入れてください"), sheet=sheet.name, cell=cell, column=label)
    return cell.text.strip()


def _name_to_key(content: WorkbookContent, common_steps: Iterable[dict[str, str]]) -> None:
    """In Excel people choose the name of a common step; the sheet holds its key."""
    keys = {narrow(step["name"]): step["key"] for step in common_steps}
    for row in content.raw.get(STEPS.key, ()):
        row["common_key"] = keys.get(narrow(row["common_key"]), row["common_key"])
