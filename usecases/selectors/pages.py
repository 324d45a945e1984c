"""A process as the lines of a table, and what people say of its elements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.steps import format_next, model_to_rows
from bpr.core.values import ChangeKind, StepValues
from usecases.selectors.overview import Thread


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """One line of the step list: the same content as the shape in the diagram."""

    element_id: str
    task: str
    values: StepValues
    next: str

    @property
    def minutes(self) -> Decimal | None:
        return self.values.handling_minutes.likely if self.values.handling_minutes else None


def step_lines(model: CoreModel) -> list[StepLine]:
    """The steps of a process in the order of its table."""
    nodes = model.step_by_key
    return [
        StepLine(
            element_id=nodes[row.values.key].id if row.values.key in nodes else "",
            task=row.task,
            values=row.values,
            next=format_next(row.next),
        )
        for row in model_to_rows(model)
    ]


def changes_of(model: CoreModel) -> dict[str, ChangeKind]:
    """What the steps of a to-be say of themselves, by element id."""
    return {node.id: node.values.change for node in model.steps() if node.values and node.values.change}


def open_comments(threads: Sequence[Thread]) -> dict[str, int]:
    """Number of open comments and replies by element id."""
    counts: dict[str, int] = {}
    for thread in threads:
        if thread.comment.element_id and not thread.comment.resolved_at:
            counts[thread.comment.element_id] = counts.get(thread.comment.element_id, 0) + 1 + len(thread.replies)
    return counts
