"""The table of a to-be as it is typed: the columns of the workflow table, and what became of the as-is steps.

A raw table is ``{"steps": [row, …], "removed": [{"common_key", "measure", "reason"}, …]}``, every cell text. In the
cell ``origins`` people name common steps by number or name; data files may give ``origin_keys`` (a list) instead.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.core.steps import StepRow, format_next
from bpr.core.values import ChangeKind, FormUse, StepValues
from bpr.workflow import vocabulary
from bpr.workflow.columns import LINE, STEPS, Column, Section
from bpr.workflow.mynumber import contains_mynumber
from bpr.workflow.problems import CellProblem, SheetMalformed, SheetRefused

T = TypeVar("T")
Cells = dict[str, str]

MAX_CELL = 4000
KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
CHANGES: Mapping[str, ChangeKind] = MappingProxyType(
    {
        "維持": ChangeKind.KEPT,
        "変更": ChangeKind.CHANGED,
        "統合": ChangeKind.MERGED,
        "分割": ChangeKind.SPLIT,
        "自動化": ChangeKind.AUTOMATED,
        "移管": ChangeKind.MOVED,
        "新設": ChangeKind.ADDED,
    }
)  # 廃止 is not a row: what is removed stands in a list of its own
_CHANGE_COLUMNS = (
    Column(
        key="change",
        label=gettext_lazy("変更"),
        hint=gettext_lazy("元の作業がどうなるか。なくなる作業は、行を選んで「廃止する」を押します。"),
        width=9,
        choices=tuple(CHANGES),
        required=True,
    ),
    Column(
        key="origins",
        label=gettext_lazy("元の作業"),
        hint=gettext_lazy("共通の現行の作業番号。2つ以上は「3、4」のように。新設は空欄に。"),
        example="3、4",
        width=10,
        limit=1000,
    ),
    Column(
        key="measure", label=gettext_lazy("改革方策"), hint=gettext_lazy("変える理由になる方策。"), width=12, limit=20
    ),
)
_NOTE = Column(
    key="note",
    label=gettext_lazy("根拠の説明"),
    hint=gettext_lazy("この値をどう見込んだか。"),
    example="4割が郵送を希望すると置いた",
    width=24,
    limit=LINE,
)
TO_BE = Section(
    key="steps",
    label=gettext_lazy("改革案"),
    max_rows=STEPS.max_rows,
    columns=(
        STEPS.column("number"),
        *_CHANGE_COLUMNS,
        *(column for column in STEPS.columns if column.key not in ("number", "common_key", "note")),
        _NOTE,
    ),
)
REMOVED = Section(
    key="removed",
    label=gettext_lazy("廃止する作業"),
    max_rows=STEPS.max_rows,
    columns=(
        Column(key="common_key", label=gettext_lazy("元の作業"), required=True),
        Column(key="measure", label=gettext_lazy("改革方策"), limit=20),
        Column(key="reason", label=gettext_lazy("理由"), limit=LINE),
    ),
)
_HIDDEN = ("key", "common_key")


@dataclass(frozen=True, kw_only=True)
class ToBeTable:
    """A raw table of the known shape."""

    steps: tuple[Cells, ...]
    removed: tuple[Cells, ...] = ()

    def json(self) -> dict[str, list[Cells]]:
        return {"steps": list(self.steps), "removed": list(self.removed)}


def shaped(raw: object) -> ToBeTable:
    """The table with exactly the known cells, every row with a key of its own.

    SheetMalformed where the data is something else; SheetRefused where it must not be kept (個人番号, too long).
    """
    if not isinstance(raw, Mapping):
        raise SheetMalformed(_("改革案の表のデータではありません"))
    steps = [_step_cells(row) for row in _rows(TO_BE, raw.get("steps"))]
    removed = [_cells(row, [column.key for column in REMOVED.columns]) for row in _rows(REMOVED, raw.get("removed"))]
    if problems := [*_refused(TO_BE, steps), *_refused(REMOVED, removed)]:
        raise SheetRefused(problems)
    return ToBeTable(steps=tuple(_with_keys(steps)), removed=tuple(removed))


def new_key() -> str:
    """A key for a new row, unique for all practical purposes."""
    return f"t{secrets.token_hex(6)}"


def _rows(section: Section, raw: object) -> Sequence[Mapping[str, Any]]:
    rows = [] if raw is None else raw
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise SheetMalformed(_("「%(section)s」の形が違います") % {"section": section.label})
    if len(rows) > section.max_rows:
        message = _("「%(section)s」は%(limit)s行までです（%(count)s行あります）")
        raise SheetMalformed(message % {"section": section.label, "limit": section.max_rows, "count": len(rows)})
    return rows


def _step_cells(row: Mapping[str, Any]) -> Cells:
    cells = _cells(row, [*_HIDDEN, *(column.key for column in TO_BE.columns)])
    if not any(text.strip() for key, text in cells.items() if key not in _HIDDEN):
        cells["common_key"] = ""  # nobody typed into the row
    keys = row.get("origin_keys")
    if isinstance(keys, list | tuple) and not cells["origins"]:
        cells["origins"] = "、".join(_text(key) for key in keys)
    return cells


def _cells(row: Mapping[str, Any], keys: Iterable[str]) -> Cells:
    return {key: _text(row.get(key)) for key in keys}


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise SheetMalformed(_("セルの値は文字か数で送ってください"))
    return str(value).replace("\x00", "")


def _with_keys(rows: Iterable[Cells]) -> Iterator[Cells]:
    """A missing, odd or doubled key (a copied row) gets a new one."""
    seen: set[str] = set()
    for row in rows:
        key = row["key"] if KEY.fullmatch(row["key"]) and row["key"] not in seen else new_key()
        seen.add(key)
        yield {**row, "key": key}


def _refused(section: Section, rows: Sequence[Cells]) -> Iterator[CellProblem]:
    for at, row in enumerate(rows, start=1):
        for column in section.columns:
            if message := _refusal(row[column.key]):
                yield CellProblem(
                    section=str(section.label), row=at, column=str(column.label), value="",  # never a 個人番号
                    message=message, section_key=section.key, field=column.key,
                )  # fmt: skip


def _refusal(text: str) -> str:
    if len(text) > MAX_CELL:
        return _("%(count)s文字あります。%(limit)s文字までにしてください") % {"count": len(text), "limit": MAX_CELL}
    if contains_mynumber(text):
        return _("個人番号と思われる12桁の数字があります。個人番号は保存できないため、削除してください")
    return ""


# from rows back to text


def table_of(rows: Iterable[StepRow], removed: Iterable[Mapping[str, Any]], numbers: Mapping[str, str]) -> ToBeTable:
    """The table as people would type it; ``numbers`` are those of the common steps by key."""
    return ToBeTable(
        steps=tuple(cells_of(row, numbers) for row in rows),
        removed=tuple(_cells(item, [column.key for column in REMOVED.columns]) for item in removed),
    )


def cells_of(row: StepRow, numbers: Mapping[str, str]) -> Cells:
    """One row as text."""
    values = row.values
    words = {
        "performer_kind": _word(vocabulary.PERFORMER_KINDS, values.performer_kind),
        "work_kind": _word(vocabulary.WORK_KINDS, values.work_kind),
        "change": _word(CHANGES, values.change) if values.change else "",
        "origins": "、".join(numbers.get(key, key) for key in values.origin_keys),
        "next": format_next(row.next),
        "forms_read": forms_text(values.forms_read),
        "forms_made": forms_text(values.forms_made),
    }
    texts = {name: getattr(values, name) for name in ("key", "number", "common_key", "performer", "system", "measure")}
    return {**texts, **words, **_amounts(values), **_evidence(values), "task": row.task}


def _word(words: Mapping[str, T], value: T) -> str:
    return next((word for word, meaning in words.items() if meaning is value), "")


def _amounts(values: StepValues) -> Cells:
    time = values.handling_minutes
    return {
        "minutes_min": plain(time.minimum if time else None),
        "minutes": plain(time.likely if time else None),
        "minutes_max": plain(time.maximum if time else None),
        "waiting": elapsed(values.waiting_minutes),
        "visits": plain(values.resident_visits or None),
        "travel": plain(values.resident_travel_minutes or None),
        "resident_waiting": plain(values.resident_waiting_minutes or None),
        "attached_documents": plain(values.attached_documents or None),
        "direct_cost": plain(values.direct_cost_yen or None),
    }


def _evidence(values: StepValues) -> Cells:
    if not values.evidence:
        return {"evidence_kind": "", "confidence": "", "note": ""}
    first = values.evidence[0]
    return {
        "evidence_kind": _word(vocabulary.EVIDENCE_KINDS, first.kind),
        "confidence": _word(vocabulary.CONFIDENCES, first.confidence),
        "note": first.source,
    }


def plain(value: Decimal | None) -> str:
    """A figure without superfluous zeros; "" for none."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def elapsed(minutes: Decimal) -> str:
    """Elapsed minutes as the cell 「待ち時間」 takes them: 3日, 2時間, 15分; "" for none."""
    for size, unit in ((1440, "日"), (60, "時間"), (1, "分")):
        if minutes and minutes % size == 0:
            return f"{plain(minutes / size)}{unit}"
    return f"{plain(minutes)}分" if minutes else ""


def forms_text(forms: Iterable[FormUse]) -> str:
    """「転入届 1枚、転出証明書 2枚」."""
    return "、".join(f"{form.name} {plain(form.sheets)}枚" for form in forms)


def kept(row: StepRow, key: str) -> StepRow:
    """A row of the common as-is as it stands in a to-be that has not touched it yet."""
    return replace(row, values=replace(row.values, change=ChangeKind.KEPT, origin_keys=(key,)))
