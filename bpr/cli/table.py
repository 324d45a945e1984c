"""The workflow table as CSV that Excel opens: written in UTF-8 with BOM, read in that and in Shift_JIS (cp932).

Headings are those of the hearing sheet; columns that a table does not have are taken as empty, others are passed over.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from bpr.core.bpmn.errors import BpmnError
from bpr.core.steps import StepRow, format_next, parse_next
from bpr.core.steps.words import PERFORMER_KINDS, WORK_KINDS
from bpr.core.values import FormUse, PerformerKind, StepValues, ThreePoint, WorkKind, three_point

Value = TypeVar("Value")

_NUMBER, _TASK, _NEXT = "作業番号", "作業の内容", "次の作業"
_PERFORMER, _KIND, _WORK = "作業者", "作業者の区分", "作業区分"
_LOW, _LIKELY, _HIGH = "処理時間 最小（分）", "処理時間 標準（分）", "処理時間 最大（分）"
_READ, _MADE, _SYSTEM, _KEY = "見る帳票", "作る帳票", "使うシステム", "共通作業"
_AMOUNTS = {
    "待ち時間": "waiting_minutes",
    "来庁回数": "resident_visits",
    "移動時間（分）": "resident_travel_minutes",
    "住民の待ち（分）": "resident_waiting_minutes",
    "添付書類（点）": "attached_documents",
    "直接経費（円）": "direct_cost_yen",
}
HEADINGS = (
    _NUMBER, _PERFORMER, _KIND, _TASK, _LOW, _LIKELY, _HIGH, _NEXT, _WORK, _KEY, _READ, _MADE, _SYSTEM, *_AMOUNTS,
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FORM = re.compile(r"(?P<name>.+?)\s*(?P<sheets>[0-9.]+)枚")
_MAX_ROWS = 500
_MAX_AMOUNT = Decimal(10) ** 9


# writing


def write_table(rows: Sequence[StepRow]) -> bytes:
    """The rows as CSV. What Excel would take for a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in rows:
        cells = _cells(row)
        writer.writerow([harmless(cells.get(heading, "")) for heading in HEADINGS])
    return text.getvalue().encode("utf-8-sig", "replace")


def _cells(row: StepRow) -> dict[str, str]:
    values, minutes = row.values, row.values.handling_minutes
    points = (minutes.minimum, minutes.likely, minutes.maximum) if minutes else (None, None, None)
    times = dict(zip((_LOW, _LIKELY, _HIGH), map(_amount_text, points), strict=True))
    amounts = {heading: _amount_text(getattr(values, name) or None) for heading, name in _AMOUNTS.items()}
    texts = {_NUMBER: values.number, _PERFORMER: values.performer, _TASK: row.task, _NEXT: format_next(row.next)}
    texts |= {_KIND: _word(PERFORMER_KINDS, values.performer_kind), _WORK: _word(WORK_KINDS, values.work_kind)}
    texts |= {_READ: _forms_text(values.forms_read), _MADE: _forms_text(values.forms_made)}
    return texts | {_SYSTEM: values.system, _KEY: values.common_key} | times | amounts


def _word(words: Mapping[str, object], value: object) -> str:
    return next((word for word, meaning in words.items() if meaning is value), "")


def _amount_text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}"


def _forms_text(forms: Sequence[FormUse]) -> str:
    return "、".join(f"{form.name} {_amount_text(form.sheets)}枚" for form in forms)


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


# reading


def read_table(data: bytes) -> list[StepRow]:
    """The rows of a CSV file. BpmnError names line, heading and what to write instead."""
    lines = list(_lines(_decoded(data)))
    if not lines:
        raise BpmnError(
            "表が空です。見出しの行と、作業を1行以上入れてください",
            en="The table is empty. It needs a line of headings and at least one step.",
        )
    heading_line, headings = lines[0]
    missing = [heading for heading in (_PERFORMER, _TASK) if heading not in headings]
    if missing:
        english = f"There is no column headed {', '.join(missing)}."
        raise BpmnError(f"見出し「{'」「'.join(missing)}」の列がありません", en=english, line=heading_line)
    if len(lines) - 1 > _MAX_ROWS:
        english = f"A table has {_MAX_ROWS} rows at most. Divide the work."
        raise BpmnError(f"表は{_MAX_ROWS}行までです。業務を分けてください", en=english, line=lines[_MAX_ROWS + 1][0])
    readers = [_Cells(line, dict(zip(headings, cells, strict=False))) for line, cells in lines[1:]]
    return _rows(readers)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BpmnError(
        "文字コードを読めません。UTF-8かShift_JISのCSVで保存し直してください",
        en="The encoding cannot be read. Save it as CSV in UTF-8 or Shift_JIS.",
    )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, with their number in the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [_plain(cell) for cell in cells]
    except csv.Error:
        message = 'CSVとして読めません。引用符（"）の閉じ忘れがないか確かめてください'
        english = "This cannot be read as CSV. See whether a quotation mark was left open."
        raise BpmnError(message, en=english, line=reader.line_num) from None


def _plain(cell: str) -> str:
    """The cell as it was before :func:`write_table` made it harmless."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _rows(readers: Sequence[_Cells]) -> list[StepRow]:
    kinds: dict[str, PerformerKind] = dict(PERFORMER_KINDS)
    for cells in readers:
        if cells.text(_KIND):
            kinds.setdefault(cells.text(_PERFORMER), cells.choice(_KIND, PERFORMER_KINDS, PerformerKind.SECTION))
    return [_row(cells, at, kinds) for at, cells in enumerate(readers, start=1)]


def _row(cells: _Cells, at: int, kinds: Mapping[str, PerformerKind]) -> StepRow:
    kind = kinds.get(cells.text(_PERFORMER), PerformerKind.SECTION)
    amounts = {name: cells.amount(heading) or Decimal(0) for heading, name in _AMOUNTS.items()}
    values = StepValues(
        key=f"s{at}",
        number=cells.text(_NUMBER) or str(at),
        common_key=cells.text(_KEY),
        performer=cells.text(_PERFORMER),
        performer_kind=kind,
        work_kind=cells.choice(_WORK, WORK_KINDS, _usual_work(kind, cells.text(_SYSTEM))),
        handling_minutes=cells.minutes(),
        system=cells.text(_SYSTEM),
        forms_read=cells.forms(_READ),
        forms_made=cells.forms(_MADE),
        **amounts,  # type: ignore[arg-type]  # a mapping of one type says nothing about its keys
    )
    return StepRow(task=cells.text(_TASK), values=values, next=cells.read(_NEXT, parse_next))


def _usual_work(kind: PerformerKind, system: str) -> WorkKind:
    if kind is PerformerKind.SYSTEM:
        return WorkKind.SYSTEM
    return WorkKind.USER if system else WorkKind.MANUAL


class _Cells:
    """One line by heading; what cannot be read is told with line and heading."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self._line, self._cells = line, cells

    def text(self, heading: str) -> str:
        return self._cells.get(heading, "")

    def read(self, heading: str, reader: Callable[[str], Value]) -> Value:
        try:
            return reader(self.text(heading))
        except ValueError as error:
            raise BpmnError(str(error), element=heading, line=self._line) from None

    def choice(self, heading: str, words: Mapping[str, Value], default: Value) -> Value:
        text = self.text(heading)
        if text and text not in words:
            raise BpmnError(
                f"「{text}」は選べません。{'・'.join(words)}から選んでください",
                en=f"“{text}” is no choice. Choose one of {', '.join(words)}.",
                element=heading,
                line=self._line,
            )
        return words.get(text, default)

    def amount(self, heading: str) -> Decimal | None:
        return self.read(heading, _amount) if self.text(heading) else None

    def minutes(self) -> ThreePoint | None:
        low, likely, high = (self.amount(heading) for heading in (_LOW, _LIKELY, _HIGH))
        return self.read(_LIKELY, lambda _text: three_point(likely, low, high)) if likely is not None else None

    def forms(self, heading: str) -> tuple[FormUse, ...]:
        parts = re.split(r"[、;；\n]+", self.text(heading))
        return tuple(self.read(heading, lambda _text, part=part: _form(part)) for part in parts if part.strip())  # type: ignore[misc]


def _amount(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"「{text[:20]}」は数として読めません。数字だけを入れてください") from None
    if not amount.is_finite() or not 0 <= amount <= _MAX_AMOUNT:
        raise ValueError(f"「{text[:20]}」は使えません。0以上の数を入れてください")
    return amount


def _form(part: str) -> FormUse:
    found = _FORM.fullmatch(unicodedata.normalize("NFKC", part).strip())
    return FormUse(name=found["name"], sheets=_amount(found["sheets"])) if found else FormUse(name=part.strip())
