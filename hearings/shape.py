"""From whatever JSON arrives to a raw sheet of the one known shape, all cells text; and what may not be kept."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bpr.workflow.columns import STEPS, Section, Sheet
from bpr.workflow.mynumber import contains_mynumber
from bpr.workflow.problems import CellProblem, SheetMalformed, SheetRefused
from hearings.columns import SECTIONS, VOLUMES, cells_of

MAX_CELL = 4000
MONTHS = 12
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


def shaped(raw: object) -> Sheet:
    """The sheet with exactly the known sections and cells, as text; every step row has a key of its own.

    SheetMalformed where the data is something else; SheetRefused where it must not be kept even as a draft.
    """
    if not isinstance(raw, dict):
        raise SheetMalformed(_("ヒアリングシートのデータではありません"))
    sheet = {section.key: _section(section, raw.get(section.key)) for section in SECTIONS}
    _give_keys(sheet[STEPS.key])
    if problems := tuple(_refused(sheet)):
        raise SheetRefused(problems)
    return sheet


def new_key() -> str:
    """A key for a new step row, unique for all practical purposes."""
    return f"s{secrets.token_hex(6)}"


def _section(section: Section, raw: object) -> Any:
    if section.max_rows:
        return _rows(section, raw)
    part = {} if raw is None else raw
    if not isinstance(part, dict):
        raise SheetMalformed(_("「%(section)s」の形が違います") % {"section": section.label})
    return _volumes(part) if section is VOLUMES else _row(section, part)


def _rows(section: Section, raw: object) -> list[dict[str, str]]:
    rows = [] if raw is None else raw
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SheetMalformed(_("「%(section)s」の形が違います") % {"section": section.label})
    if len(rows) > section.max_rows:
        message = _("「%(section)s」は%(limit)s行までです（%(count)s行あります）")
        raise SheetMalformed(message % {"section": section.label, "limit": section.max_rows, "count": len(rows)})
    return [_row(section, row) for row in rows]


def _row(section: Section, raw: dict[str, Any]) -> dict[str, str]:
    row = {column.key: _text(raw.get(column.key)) for column in section.columns}
    return {"key": _text(raw.get("key")), **row} if section is STEPS else row


def _volumes(raw: dict[str, Any]) -> dict[str, Any]:
    months = raw.get("months") or []
    if not isinstance(months, list) or len(months) > MONTHS:
        raise SheetMalformed(_("月別の件数は4月から3月までの12個です"))
    cells = [_text(month) for month in months]
    part: dict[str, Any] = {key: _text(raw.get(key)) for key in ("year", "annual")}
    part["months"] = cells + [""] * (MONTHS - len(cells))
    return part | {key: _text(raw.get(key)) for key in ("evidence_kind", "source")}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SheetMalformed(_("セルの値は文字か数で送ってください"))
    return str(value).replace("\x00", "")


def _give_keys(rows: list[dict[str, str]]) -> None:
    """A missing, odd or doubled key (a copied row) gets a new one."""
    seen: set[str] = set()
    for row in rows:
        if row["key"] in seen or not KEY.fullmatch(row["key"]):
            row["key"] = new_key()
        seen.add(row["key"])


def _refused(sheet: Sheet) -> Iterator[CellProblem]:
    for cell in cells_of(sheet):
        message = _refusal(cell.text)
        if message:
            yield CellProblem(
                section=str(cell.section.label),
                row=cell.row,
                column=str(cell.column.label),
                value="",  # never repeat a 個人番号
                message=message,
                section_key=cell.section.key,
                field=cell.column.key,
            )


def _refusal(text: str) -> str:
    if len(text) > MAX_CELL:
        return _("%(count)s文字あります。%(limit)s文字までにしてください") % {"count": len(text), "limit": MAX_CELL}
    if contains_mynumber(text):
        return _("個人番号と思われる12桁の数字があります。個人番号は保存できないため、削除してください")
    return ""
