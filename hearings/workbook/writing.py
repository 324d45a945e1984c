"""The hearing sheet → an Excel workbook to fill in, with what was entered so far."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import cast

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bpr.workflow.columns import STEPS, Column, Section, Sheet
from hearings.columns import RESPONDENTS, rows_of
from hearings.models import Hearing
from hearings.selectors import sheet_of
from hearings.workbook.guide import write_guide
from hearings.workbook.identity import identity_lines
from hearings.workbook.layout import (
    ENTRY_SHEETS,
    GUIDE_SHEET,
    IDENTITY_SHEET,
    KEY_HEADING,
    META_SHEET,
    MIN_BLANK_ROWS,
    QUESTIONS,
    RESPONDENT_ROWS,
    TABLES,
    Table,
)

HEAD_FILL = PatternFill("solid", fgColor="E8F1FE")
ENTRY_FILL = PatternFill("solid", fgColor="FFFFFF")
LINE = Side(style="thin", color="B3B3B3")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HINT_FONT = Font(name="BIZ UDPGothic", size=9, color="595959")
HEAD_FONT = Font(name="BIZ UDPGothic", size=10, bold=True)
TEXT_FONT = Font(name="BIZ UDPGothic", size=10)
TITLE_FONT = Font(name="BIZ UDPGothic", size=14, bold=True)
WRAP = Alignment(wrap_text=True, vertical="top")
PLAIN_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")
FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
COMMON_STEPS_NAME = "common_steps"


@translation.override("ja")
def write_workbook(hearing: Hearing, *, with_contacts: bool) -> bytes:
    """The workbook of a hearing. Without ``with_contacts`` the names of respondents stay blank.

    It is in Japanese whatever the language of the page: its headings are what the reader looks for.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    write_guide(book.create_sheet(GUIDE_SHEET), hearing)
    sheet = sheet_of(hearing) if with_contacts else _without_names(sheet_of(hearing))
    names = {step["key"]: step["name"] for step in hearing.use_case.common_steps}
    questions = dict(QUESTIONS)
    tables = {table.sheet: table for table in TABLES}
    for name in ENTRY_SHEETS:
        if name in questions:
            _write_questions(book.create_sheet(name), questions[name], sheet, title=f"{name}　{hearing}")
        else:
            _write_table(book.create_sheet(name), tables[name], sheet, names)
    _write_identity(book.create_sheet(IDENTITY_SHEET), hearing)
    _name_common_steps(book, len(names))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _without_names(sheet: Sheet) -> Sheet:
    return {**sheet, RESPONDENTS.key: [{**person, "name": ""} for person in sheet[RESPONDENTS.key]]}


def _at(sheet: Worksheet, row: int, column: int) -> Cell:
    """A cell of a sheet that we make ourselves, so never a merged one."""
    return cast("Cell", sheet.cell(row, column))


def put(cell: Cell, text: str, *, numeric: bool = False) -> None:
    """Write text so that it stays text: nothing that a person typed becomes a formula."""
    clean = CONTROL.sub("", text)
    if numeric and PLAIN_NUMBER.fullmatch(clean):
        cell.value = float(clean) if "." in clean else int(clean)
        return
    cell.value = clean
    if clean:
        cell.data_type = "s"
        cell.number_format = "General" if numeric else "@"
        cell.quotePrefix = clean.startswith(FORMULA_START)


def _write_identity(sheet: Worksheet, hearing: Hearing) -> None:
    """Hidden: which hearing the workbook was made for, and the common steps for the drop-down list."""
    sheet.sheet_state = "hidden"
    for row, line in enumerate(identity_lines(hearing), start=1):
        put(_at(sheet, row, 1), line)
    for row, step in enumerate(hearing.use_case.common_steps, start=1):
        put(_at(sheet, row, 2), step["name"])


def _name_common_steps(book: Workbook, count: int) -> None:
    area = f"{quote_sheetname(IDENTITY_SHEET)}!$B$1:$B${max(count, 1)}"
    book.defined_names[COMMON_STEPS_NAME] = DefinedName(COMMON_STEPS_NAME, attr_text=area)


def _write_questions(sheet: Worksheet, sections: Sequence[Section], values: Sheet, *, title: str) -> None:
    put(_at(sheet, 1, 1), title)
    _at(sheet, 1, 1).font = TITLE_FONT
    row = 3
    for section in sections:
        answers = rows_of(section, values)[0]
        for column in section.columns:
            _write_question(sheet, row, column, answers[column.key])
            row += 1
    for letter, width in (("A", 20), ("B", 60), ("C", 50)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "B3"
    _print_setup(sheet, landscape=False)
    if sheet.title == META_SHEET:
        _write_respondents(sheet, row + 1, values)


def _write_question(sheet: Worksheet, row: int, column: Column, answer: str) -> None:
    label, entry, hint = (_at(sheet, row, index) for index in (1, 2, 3))
    _head(label, str(column.label))
    put(entry, answer, numeric=column.numeric)
    _entry_style(entry, column)
    put(hint, _hint(column))
    hint.font, hint.alignment = HINT_FONT, WRAP
    if column.multiline:
        sheet.row_dimensions[row].height = 60
    _validate(sheet, column, f"B{row}")


def _write_respondents(sheet: Worksheet, row: int, values: Sheet) -> None:
    put(_at(sheet, row, 1), _("回答者"))
    _at(sheet, row, 1).font = HEAD_FONT
    people = list(values[RESPONDENTS.key])
    people += [dict.fromkeys(("section", "post", "name"), "")] * max(0, RESPONDENT_ROWS - len(people))
    for index, column in enumerate(RESPONDENTS.columns, start=1):
        _head(_at(sheet, row + 1, index), str(column.label))
        for offset, person in enumerate(people, start=2):
            put(_at(sheet, row + offset, index), person[column.key])
            _entry_style(_at(sheet, row + offset, index), column)


def _write_table(sheet: Worksheet, table: Table, values: Sheet, common_names: dict[str, str]) -> None:
    """Row 1: headings; row 2 on: entries. Hints stand in notes of the headings and on the guide."""
    columns = table.section.columns
    entries = values[table.section.key]
    first = 1 + table.has_key
    last_row = 1 + max(len(entries) + MIN_BLANK_ROWS // 2, MIN_BLANK_ROWS)
    for index, column in enumerate(columns, start=first):
        letter = get_column_letter(index)
        _head(_at(sheet, 1, index), str(column.label))
        sheet.column_dimensions[letter].width = max(column.width * 1.3, 9)
        for row in range(2, last_row + 1):
            text = entries[row - 2][column.key] if row - 2 < len(entries) else ""
            put(_at(sheet, row, index), common_names.get(text, text), numeric=column.numeric)
            _entry_style(_at(sheet, row, index), column)
        _validate(sheet, column, f"{letter}2:{letter}{last_row}", has_common=bool(common_names))
    if table.has_key:
        _write_keys(sheet, [entry["key"] for entry in entries])
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = _frozen(table)
    _print_setup(sheet, landscape=True)


def _frozen(table: Table) -> str:
    """Heads stay, and in the workflow the columns up to the task, so that one sees which row one is in."""
    keys = [column.key for column in table.section.columns]
    return f"{get_column_letter(keys.index('task') + 3)}2" if table.section is STEPS else "B2"


def _write_keys(sheet: Worksheet, keys: list[str]) -> None:
    put(_at(sheet, 1, 1), KEY_HEADING)
    sheet.column_dimensions["A"].hidden = True
    for row, key in enumerate(keys, start=2):
        put(_at(sheet, row, 1), key)


def _head(cell: Cell, text: str) -> None:
    put(cell, text)
    cell.font, cell.fill, cell.border = HEAD_FONT, HEAD_FILL, BOX
    cell.alignment = Alignment(wrap_text=True, vertical="center")


def _entry_style(cell: Cell, column: Column) -> None:
    cell.font, cell.fill, cell.border = TEXT_FONT, ENTRY_FILL, BOX
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="right" if column.numeric else "left")
    if not column.numeric:
        cell.number_format = "@"


def _hint(column: Column) -> str:
    example = _("例：%(example)s") % {"example": column.example} if column.example else ""
    return "　".join(part for part in (str(column.hint), example) if part)


def _validate(sheet: Worksheet, column: Column, area: str, *, has_common: bool = False) -> None:
    """A drop-down list where there is one, and the hint when the cell is chosen. Other text is let through: the
    application says what is wrong with it, in its own words."""
    formula = None
    if column.choices:
        formula = '"' + ",".join(column.choices) + '"'
    elif column.key == "common_key" and has_common:
        formula = f"={COMMON_STEPS_NAME}"
    hint = _hint(column)
    if formula is None and not hint:
        return
    rule = DataValidation(type="list" if formula else None, formula1=formula, allow_blank=True, showErrorMessage=False)
    if hint:
        rule.promptTitle, rule.prompt, rule.showInputMessage = str(column.label)[:32], hint[:255], True
    rule.add(area)
    sheet.add_data_validation(rule)


def _print_setup(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
