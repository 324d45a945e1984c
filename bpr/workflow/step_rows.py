"""The workflow table of a raw sheet as rows of the core."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from bpr.core.steps import Next, StepRow, check_rows, parse_next, row_number
from bpr.core.values import (
    Confidence,
    Evidence,
    EvidenceKind,
    FormUse,
    PerformerKind,
    StepValues,
    ThreePoint,
    WorkKind,
    three_point,
)
from bpr.workflow.cells import narrow, read_choice, read_forms, read_minutes
from bpr.workflow.columns import STEPS, Sheet, is_blank
from bpr.workflow.problems import CellError
from bpr.workflow.reading import Findings, RowReader
from bpr.workflow.vocabulary import CONFIDENCES, EVIDENCE_KINDS, PERFORMER_KINDS, WORK_KINDS

T = TypeVar("T")

NO_FORMS: tuple[FormUse, ...] = ()
# Headings of the core's checks → our columns.
_COLUMN_OF = {"作業": "task", "作業番号": "number", "次の作業": "next"}


@dataclass(frozen=True, kw_only=True)
class StepContext:
    """What the rows' evidence says besides the cells, and the names of the common steps."""

    common_names: dict[str, str]  # key → name
    source: str = ""
    reference: str = ""  # "hearing:12"; the row adds "/step:<key>"
    respondent_post: str = ""
    obtained_on: str = ""


def read_steps(sheet: Sheet, context: StepContext, findings: Findings) -> tuple[StepRow, ...]:
    """The rows that carry something; what cannot be read is left at its default and noted in ``findings``."""
    readers = [
        RowReader(section=STEPS, cells=cells, findings=findings, row=index)
        for index, cells in enumerate(sheet[STEPS.key], start=1)
        if not is_blank(cells)
    ]
    kinds = _performer_kinds(readers)
    rows = tuple(_row(reader, kinds, context, order) for order, reader in enumerate(readers, start=1))
    _check(rows, readers, findings)
    return rows


def _performer_kinds(readers: Sequence[RowReader]) -> dict[str, PerformerKind]:
    """Kind of each performer, said at least once; a word of the list that is used as a name says its own kind."""
    kinds: dict[str, PerformerKind] = {}
    for reader in readers:
        name, text = narrow(reader.cells["performer"]), narrow(reader.cells["performer_kind"])
        if not text:
            continue
        kind = reader.choice("performer_kind", PERFORMER_KINDS, PerformerKind.SECTION)
        if kinds.setdefault(name, kind) is not kind:
            message = _("同じ作業者が別の行では「%(kind)s」です。どちらかにそろえてください")
            reader.problem("performer_kind", message % {"kind": _word(PERFORMER_KINDS, kinds[name])})
    return {**PERFORMER_KINDS, **kinds}


def _word(words: Mapping[str, T], value: T) -> str:
    return next(word for word, meaning in words.items() if meaning is value)


def _row(reader: RowReader, kinds: dict[str, PerformerKind], context: StepContext, order: int) -> StepRow:
    performer = reader.text("performer")
    kind = kinds.get(narrow(performer))
    if performer and kind is None:
        reader.problem("performer_kind", _("この作業者の区分を、どれか1行で選んでください"))
    kind = kind or PerformerKind.SECTION
    reader.text("note")
    values = StepValues(
        key=reader.cells["key"],
        number=row_number(reader.text("number")) or str(order),
        common_key=reader.read("common_key", lambda text: _common_key(text, context.common_names), ""),
        performer=performer,
        performer_kind=kind,
        work_kind=reader.choice("work_kind", WORK_KINDS, _usual_work_kind(kind, reader.cells["system"])),
        handling_minutes=_handling(reader, kind),
        waiting_minutes=reader.read("waiting", lambda text: read_minutes(text, days=True), Decimal(0)),
        resident_visits=reader.number("visits", ("回",)),
        resident_travel_minutes=reader.read("travel", read_minutes, Decimal(0)),
        resident_waiting_minutes=reader.read("resident_waiting", read_minutes, Decimal(0)),
        direct_cost_yen=reader.number("direct_cost", ("円",)),
        attached_documents=reader.number("attached_documents", ("点", "枚", "通", "部")),
        system=reader.text("system"),
        forms_read=reader.read("forms_read", read_forms, NO_FORMS),
        forms_made=reader.read("forms_made", read_forms, NO_FORMS),
        evidence=(_evidence(reader, context),),
    )
    return StepRow(task=reader.text("task"), values=values, next=reader.read("next", _next, Next()))


def _next(text: str) -> Next:
    try:
        return parse_next(text)
    except ValueError as error:
        raise CellError(str(error)) from error


def _common_key(text: str, names: dict[str, str]) -> str:
    """People choose a name (in Excel: type it); the page sends the key."""
    return text if text in names else read_choice(text, {narrow(name): key for key, name in names.items()})


def _usual_work_kind(kind: PerformerKind, system: str) -> WorkKind:
    if kind is PerformerKind.SYSTEM:
        return WorkKind.SYSTEM
    return WorkKind.USER if system.strip() else WorkKind.MANUAL


def _handling(reader: RowReader, kind: PerformerKind) -> ThreePoint | None:
    """Three points of the handling time; required where staff do the work, because their hours are counted."""
    low, likely, high = (_minutes(reader, key) for key in ("minutes_min", "minutes", "minutes_max"))
    if likely is None:
        _ask_for_minutes(reader, kind, has_bounds=low is not None or high is not None)
        return None
    try:
        return three_point(likely, low, high)
    except ValueError as error:
        reader.problem("minutes", str(error))
    return None


def _minutes(reader: RowReader, key: str) -> Decimal | None:
    return reader.read(key, read_minutes, None)


def _ask_for_minutes(reader: RowReader, kind: PerformerKind, *, has_bounds: bool) -> None:
    if reader.cells["minutes"].strip():
        return  # typed, but not understood: already said
    if has_bounds:
        reader.problem("minutes", _("最小・最大だけでなく、ふだんの時間（標準）を入れてください"))
    elif kind.is_staff:
        message = _(
            "1件の処理時間を入れてください。分からなければ見込みを入れ、根拠を「推計」、確からしさを「低」にしてください"
        )
        reader.problem("minutes", message)


def _evidence(reader: RowReader, context: StepContext) -> Evidence:
    return Evidence(
        kind=reader.choice("evidence_kind", EVIDENCE_KINDS, EvidenceKind.ESTIMATED),
        confidence=reader.choice("confidence", CONFIDENCES, Confidence.MIDDLE),
        source=context.source,
        reference=f"{context.reference}/step:{reader.cells['key']}" if context.reference else "",
        respondent_post=context.respondent_post,
        obtained_on=context.obtained_on,
    )


def _check(rows: tuple[StepRow, ...], readers: Sequence[RowReader], findings: Findings) -> None:
    """The core's checks of the whole table, brought back to our cells."""
    if not rows:
        blank = {column.key: "" for column in STEPS.columns}
        RowReader(section=STEPS, cells=blank, findings=findings, row=1).problem(
            "task", _("作業が1行もありません。最初の作業から入れてください")
        )
        return
    for found in check_rows(rows):
        note = readers[found.row - 1].warn if found.is_warning else readers[found.row - 1].problem
        note(_COLUMN_OF[found.column], found.message)
