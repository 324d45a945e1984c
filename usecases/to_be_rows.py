"""Reading the table of a to-be: rows of the core with what they come from, or every problem at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from bpr.core.steps import StepRow
from bpr.core.values import ChangeKind, StepValues
from bpr.workflow.cells import narrow
from bpr.workflow.columns import is_blank
from bpr.workflow.problems import CellProblem, SheetInvalid
from bpr.workflow.reading import Findings, RowReader
from bpr.workflow.step_rows import StepContext, read_steps
from usecases.models import Measure, UseCase
from usecases.selectors.common import CommonStep, common_steps_of
from usecases.to_be_table import CHANGES, REMOVED, TO_BE, Cells, ToBeTable, shaped

_SEPARATOR = re.compile(r"[、,，／/;；\n]+")
_NEEDS_ONE = (ChangeKind.KEPT, ChangeKind.CHANGED, ChangeKind.MOVED)
_KEEPS_VALUES = (ChangeKind.KEPT, ChangeKind.MOVED)
#: What the assessment takes from each organisation's as-is where a step is kept, so that typing it has no effect.
_INHERITED = {
    "minutes": ("handling_minutes",),
    "waiting": ("waiting_minutes",),
    "visits": ("resident_visits",),
    "travel": ("resident_travel_minutes",),
    "resident_waiting": ("resident_waiting_minutes",),
    "attached_documents": ("attached_documents",),
    "direct_cost": ("direct_cost_yen",),
    "forms_read": ("forms_read",),
    "forms_made": ("forms_made",),
}

Removed = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ToBeReading:
    """What could be read, and what must or should be mended."""

    rows: tuple[StepRow, ...]
    removed: tuple[Removed, ...]
    findings: Findings
    undecided: tuple[CommonStep, ...]  # common steps that are neither continued nor removed


def to_be_rows_parse(
    *, use_case: UseCase, steps: Sequence[Mapping[str, Any]], removed: Sequence[Mapping[str, Any]]
) -> tuple[list[StepRow], list[Removed]]:
    """The rows and the list of removed steps (``common_key, name, measure, reason``) of a to-be table.

    ``steps`` are raw rows (see ``to_be_table``). SheetInvalid with every problem at once.
    """
    reading = to_be_read(use_case=use_case, table=shaped({"steps": steps, "removed": removed}))
    if reading.findings.problems:
        raise SheetInvalid(reading.findings.problems)
    return list(reading.rows), list(reading.removed)


def to_be_read(*, use_case: UseCase, table: ToBeTable, known: Mapping[str, StepValues] | None = None) -> ToBeReading:
    """As much of the table as can be read, for an editor. ``known`` are values by row key whose evidence is kept
    where the figures are still the same."""
    return _Reader(use_case, table, known or {}).reading()


class _Reader:
    def __init__(self, use_case: UseCase, table: ToBeTable, known: Mapping[str, StepValues]) -> None:
        self.use_case, self.table, self.known = use_case, table, known
        self.common = {step.key: step for step in common_steps_of(use_case)}
        self.measures = set(Measure.objects.filter(use_case=use_case).values_list("code", flat=True))
        self.findings = Findings()
        self.places: dict[str, list[str]] = defaultdict(list)  # common key → where it went
        self.parts: dict[str, list[RowReader]] = defaultdict(list)  # common key → rows that it was split into
        self.names = {name: key for key, step in self.common.items() for name in _names_of(step)}

    def reading(self) -> ToBeReading:
        lines = self._lines()
        rows = read_steps({"steps": list(self.table.steps)}, self._context(), self.findings)
        rows = tuple(self._with_origin(row, line) for row, line in zip(rows, lines, strict=True))
        removed = tuple(self._removed())
        self._check_parts()
        undecided = tuple(step for key, step in self.common.items() if key not in self.places)
        self._check_undecided(undecided)
        self._name_sections()
        return ToBeReading(rows=rows, removed=removed, findings=self.findings, undecided=undecided)

    def _lines(self) -> list[RowReader]:
        return [
            RowReader(section=TO_BE, cells=cells, findings=self.findings, row=at)
            for at, cells in enumerate(self.table.steps, start=1)
            if not is_blank(cells)
        ]

    def _context(self) -> StepContext:
        own = {cells["common_key"]: cells["task"] for cells in self.table.steps if cells["common_key"]}
        names = {key: step.name for key, step in self.common.items()}
        return StepContext(common_names=own | names, reference=f"to_be:{self.use_case.pk}")

    def _name_sections(self) -> None:
        """Problems in the order of the table; those of the shared reading name our table, not the hearing sheet's."""
        ours = {TO_BE.key: str(TO_BE.label)}
        for noted in (self.findings.problems, self.findings.warnings):
            noted[:] = [replace(item, section=ours.get(item.section_key, item.section)) for item in noted]
            noted.sort(key=lambda item: (item.section_key != TO_BE.key, item.row or 0))

    # one row

    def _with_origin(self, row: StepRow, line: RowReader) -> StepRow:
        change = line.choice("change", CHANGES, ChangeKind.CHANGED)
        origins = self._origins(line, is_split=change is ChangeKind.SPLIT)
        self._check_origins(line, change, origins)
        common_key = row.values.common_key or (origins[0] if len(origins) == 1 else row.values.key)
        values = replace(
            row.values,
            change=change,
            origin_keys=origins,
            common_key=common_key,
            measure=self._measure(line, change),
            evidence=(replace(row.values.evidence[0], source=line.text("note") or row.values.evidence[0].source),),
        )
        if change in _KEEPS_VALUES:
            self._check_kept(line, values, origins)
        return replace(row, values=self._with_known_evidence(values))

    def _origins(self, line: RowReader, *, is_split: bool) -> tuple[str, ...]:
        text = line.text("origins")
        parts = [text] if narrow(text) in self.names else _SEPARATOR.split(text)
        found: list[str] = []
        for part in filter(None, (narrow(part) for part in parts)):
            key = self.names.get(part)
            if key is None:
                line.problem(
                    "origins",
                    _("「%(part)s」は共通の現行の作業にありません。作業番号で入れてください") % {"part": part},
                )
            elif key not in found:
                found.append(key)
        for key in found:
            self._place(key, line, "origins", _("%(row)s行目") % {"row": line.row}, is_part=is_split)
        return tuple(found)

    def _place(self, key: str, line: RowReader, field: str, place: str, *, is_part: bool = False) -> None:
        """Note where a common step went; it can go to one place only, or to several rows that it is split into."""
        if is_part:
            self.parts[key].append(line)
        if self.places[key] and not (is_part and len(self.parts[key]) == len(self.places[key]) + 1):
            message = _("共通の現行「%(step)s」は、すでに%(place)sにあります。どちらか一方にしてください")
            line.problem(field, message % {"step": self._label(key), "place": self.places[key][0]})
        self.places[key].append(place)

    def _label(self, key: str) -> str:
        step = self.common[key]
        return f"{step.number} {step.name}"

    def _check_origins(self, line: RowReader, change: ChangeKind, origins: tuple[str, ...]) -> None:
        if not line.cells["change"].strip():
            return  # already said
        if change is ChangeKind.ADDED and origins:
            line.problem("origins", _("「新設」の作業に元の作業はありません。空欄にするか、変更の種類を直してください"))
        if change is not ChangeKind.ADDED and not line.cells["origins"].strip():
            line.problem("origins", _("元の作業の番号を入れてください。元がない作業は「新設」にします"))
        if change is ChangeKind.MERGED and len(origins) == 1:
            line.problem("origins", _("「統合」は元の作業が2つ以上のときに使います"))
        if change in _NEEDS_ONE and len(origins) > 1:
            line.problem("change", _("元の作業が2つ以上あります。「統合」か「自動化」にしてください"))

    def _measure(self, line: RowReader, change: ChangeKind) -> str:
        code = line.text("measure")
        if code and code not in self.measures:
            line.problem("measure", _("この改革方策はありません。「改革方策と前提条件」で先に登録してください"))
        if not code and change is not ChangeKind.KEPT and line.cells["change"].strip():
            line.warn("measure", _("改革方策を選ぶと、効果を方策ごとに分けて示せます"))
        return code

    def _check_kept(self, line: RowReader, values: StepValues, origins: tuple[str, ...]) -> None:
        row = self.common[origins[0]].row if len(origins) == 1 else None
        for field, names in _INHERITED.items() if row else ():
            if row and any(getattr(values, name) != getattr(row.values, name) for name in names):
                message = _(
                    "「%(change)s」の作業は、団体ごとの現行の値で計算します。この値を使うなら「変更」にしてください"
                )
                line.warn(field, message % {"change": line.cells["change"].strip()})

    def _with_known_evidence(self, values: StepValues) -> StepValues:
        """A figure that nobody changed still comes from where it came from."""
        before = self.known.get(values.key)
        if before is None or not before.evidence or before.handling_minutes != values.handling_minutes:
            return values
        said, first = values.evidence[0], before.evidence[0]
        if (said.kind, said.confidence, said.source) != (first.kind, first.confidence, first.source or said.source):
            return values
        return replace(values, evidence=before.evidence)

    # what is removed, and what was forgotten

    def _removed(self) -> Iterator[Removed]:
        for at, cells in enumerate(self.table.removed, start=1):
            line = RowReader(section=REMOVED, cells=self._named(cells), findings=self.findings, row=at)
            key = cells["common_key"].strip()
            if key not in self.common:
                line.problem("common_key", _("共通の現行にない作業です。この行を消してください"))
                continue
            self._place(key, line, "common_key", _("廃止する作業"))
            code, reason = line.text("measure"), line.text("reason")
            if code and code not in self.measures:
                line.problem("measure", _("この改革方策はありません。「改革方策と前提条件」で先に登録してください"))
            yield {"common_key": key, "name": self.common[key].name, "measure": code, "reason": reason}

    def _named(self, cells: Cells) -> Cells:
        """The line with the step's name in place of its key, which people never see."""
        step = self.common.get(cells["common_key"].strip())
        return {**cells, "common_key": step.name if step else cells["common_key"]}

    def _check_parts(self) -> None:
        for lines in self.parts.values():
            if len(lines) == 1:
                lines[0].warn("change", _("「分割」は、1つの作業を2つ以上の行に分けるときに使います"))

    def _check_undecided(self, undecided: Iterable[CommonStep]) -> None:
        message = _("「%(step)s」がどうなるか決まっていません。どれかの行の「元の作業」に入れるか、廃止してください")
        for step in undecided:
            problem = CellProblem(
                section=_("共通の現行"),
                row=None,
                column="",
                value="",
                message=message % {"step": self._label(step.key)},
                section_key="common",
                field=step.key,
            )
            (self.findings.problems if step.row else self.findings.warnings).append(problem)


def _names_of(step: CommonStep) -> tuple[str, ...]:
    """What people may write for a common step."""
    return narrow(step.number), narrow(step.name), step.key
