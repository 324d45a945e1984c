"""The workflow table beside a diagram: its rows as cells, and typed cells back to rows without losing a digit.

A cell that nobody changed keeps the value behind it as it is: rounding, evidence and its references stay. A blank
that the hearing sheet would ask for is no obstacle here: the findings of the diagram name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.steps import StepRow, StepTableError, model_to_rows
from bpr.core.values import Evidence, StepValues
from bpr.workflow.cells import narrow
from bpr.workflow.columns import STEPS, Section, is_blank
from bpr.workflow.problems import CellProblem, SheetInvalid
from bpr.workflow.reading import Findings
from bpr.workflow.step_rows import StepContext, read_steps
from usecases.models import ProcessModel, ProcessSide
from usecases.selectors.common import common_steps_of
from usecases.to_be_rows import to_be_read
from usecases.to_be_table import TO_BE, Cells, ToBeTable, cells_of, shaped

#: The table of an as-is: that of the hearing, with the source of the figures in place of the remarks.
AS_IS = Section(
    key=STEPS.key,
    label=STEPS.label,
    max_rows=STEPS.max_rows,
    columns=(*(column for column in STEPS.columns if column.key != "note"), TO_BE.column("note")),
)
_VALUES_OF = {
    "number": "number",
    "performer": "performer",
    "performer_kind": "performer_kind",
    "work_kind": "work_kind",
    "minutes_min": "handling_minutes",
    "minutes": "handling_minutes",
    "minutes_max": "handling_minutes",
    "common_key": "common_key",
    "waiting": "waiting_minutes",
    "forms_read": "forms_read",
    "forms_made": "forms_made",
    "system": "system",
    "visits": "resident_visits",
    "travel": "resident_travel_minutes",
    "resident_waiting": "resident_waiting_minutes",
    "attached_documents": "attached_documents",
    "direct_cost": "direct_cost_yen",
    "change": "change",
    "origins": "origin_keys",
    "measure": "measure",
}
_EVIDENCE = ("evidence_kind", "confidence", "note")
_BOUNDS = ("minutes_min", "minutes_max")
_FIELD_OF = {"作業": "task", "作業番号": "number", "次の作業": "next"}  # headings of the core's checks → our columns


def section_of(process_model: ProcessModel) -> Section:
    """The table that a process is edited in."""
    return TO_BE if process_model.side == ProcessSide.TO_BE else AS_IS


def diagram_cells(process_model: ProcessModel, model: CoreModel) -> list[Cells]:
    """The rows of a diagram as people would type them, each with its hidden ``key``."""
    numbers = _common_numbers(process_model)
    keys = ["key", "common_key", *(column.key for column in section_of(process_model).columns)]
    return [{key: cells[key] for key in keys} for cells in (cells_of(row, numbers) for row in model_to_rows(model))]


def _common_numbers(process_model: ProcessModel) -> dict[str, str]:
    if process_model.side != ProcessSide.TO_BE:
        return {}
    return {step.key: step.number for step in common_steps_of(process_model.use_case)}


def diagram_rows_read(*, process_model: ProcessModel, model: CoreModel, raw: object) -> list[StepRow]:
    """The rows that typed cells say, beside the diagram ``model`` that they were shown with.

    SheetMalformed where the data is something else; SheetInvalid with every cell that cannot be understood.
    """
    return _Reading(process_model, model).rows(shaped({"steps": raw}))


class _Reading:
    def __init__(self, process_model: ProcessModel, model: CoreModel) -> None:
        self.process_model = process_model
        self.section = section_of(process_model)
        self.before = {row.values.key: row for row in model_to_rows(model)}
        numbers = _common_numbers(process_model)
        self.cells_before = {key: cells_of(row, numbers) for key, row in self.before.items()}

    def rows(self, table: ToBeTable) -> list[StepRow]:
        table = replace(table, steps=tuple(self._with_kinds(table.steps)))
        rows, findings = self._read(table)
        if problems := [problem for problem in findings.problems if self._blocks(problem, table.steps)]:
            raise SheetInvalid(problems)
        typed = [cells for cells in table.steps if not is_blank(cells)]
        return [self._kept(row, cells) for row, cells in zip(rows, typed, strict=True)]

    def _read(self, table: ToBeTable) -> tuple[Sequence[StepRow], Findings]:
        use_case = self.process_model.use_case
        if self.section is TO_BE:
            reading = to_be_read(use_case=use_case, table=table)
            return reading.rows, reading.findings
        findings = Findings()
        names = {step["key"]: step["name"] for step in use_case.common_steps}
        own = {cells["common_key"]: cells["task"] for cells in self.cells_before.values() if cells["common_key"]}
        context = StepContext(common_names=own | names)
        return read_steps({"steps": list(table.steps)}, context, findings), findings

    # what was typed

    def _changed(self, cells: Cells, *keys: str) -> bool:
        """True where one of the cells differs from what the page showed; every cell of a new row does."""
        before = self.cells_before.get(cells["key"])
        return before is None or any(cells[key] != before[key] for key in keys)

    def _with_kinds(self, steps: Sequence[Cells]) -> Iterator[Cells]:
        """The kind belongs to the performer: typed in one row it holds in all, and a row that goes to another
        performer takes on that one's kind."""
        typed = {
            narrow(cells["performer"]): cells["performer_kind"]
            for cells in steps
            if cells["performer_kind"].strip() and self._changed(cells, "performer_kind")
        }
        standing = {narrow(cells["performer"]) for cells in steps if not self._changed(cells, "performer")}
        for cells in steps:
            name = narrow(cells["performer"])
            if self._changed(cells, "performer_kind"):
                yield cells
            elif name in typed:
                yield {**cells, "performer_kind": typed[name]}
            else:
                joins = name in standing and self._changed(cells, "performer")
                yield {**cells, "performer_kind": "" if joins else cells["performer_kind"]}

    def _blocks(self, problem: CellProblem, steps: Sequence[Cells]) -> bool:
        """Only what would be lost: text that cannot be understood in a cell that was changed.

        What the rows mean together (numbers, ways on) is checked by the core when the diagram is made.
        """
        if problem.section_key != STEPS.key or problem.row is None or problem.field in ("task", "performer"):
            return problem.field in ("task", "performer") and bool(problem.value)  # too long
        cells = steps[problem.row - 1]
        if problem.field == "minutes" and any(cells[key].strip() for key in _BOUNDS):
            return self._changed(cells, "minutes", *_BOUNDS)
        return bool(problem.value) and self._changed(cells, problem.field)

    # what it becomes

    def _kept(self, row: StepRow, cells: Cells) -> StepRow:
        """The row with the values of unchanged cells as they were."""
        before = self.before.get(row.values.key)
        if before is None:
            return row
        changed = {
            name for key, name in _VALUES_OF.items() if key in cells and self._changed(cells, key)
        }  # fmt: skip
        values = replace(before.values, **{name: getattr(row.values, name) for name in changed})
        if self._changed(cells, *_EVIDENCE):
            values = replace(values, evidence=_said(before.values, row.values.evidence[0], cells["note"].strip()))
        return StepRow(task=row.task, values=values, next=row.next)


def _said(before: StepValues, typed: Evidence, note: str) -> tuple[Evidence, ...]:
    """What was typed about the source; of the same kind, it is still the same source and keeps its references."""
    first = before.evidence[0] if before.evidence else None
    if first is None or first.kind is not typed.kind:
        return (Evidence(kind=typed.kind, confidence=typed.confidence, source=note),)
    return (replace(first, confidence=typed.confidence, source=note), *before.evidence[1:])


def problems_json(problems: Iterable[CellProblem]) -> list[dict[str, Any]]:
    """Problems for the page; ``row`` counts from 0 as the grid does, -1 for none."""
    return [
        {
            "row": problem.row - 1 if problem.row else -1,
            "field": problem.field,
            "place": problem.place,
            "message": problem.message,
        }
        for problem in problems
    ]


def table_problems_json(error: StepTableError) -> list[dict[str, Any]]:
    """What is wrong with the rows together, in the same shape."""
    fields: Mapping[str, str] = _FIELD_OF
    return [
        {"row": found.row - 1, "field": fields[found.column], "place": str(found), "message": found.message}
        for found in error.problems
        if not found.is_warning
    ]
