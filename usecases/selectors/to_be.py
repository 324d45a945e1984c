"""What the pages of a to-be show: the table as it stands, where each common step went, the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.values import ChangeKind, StepValues
from usecases.models import ProcessSide, ProcessVersion, ToBeDraft, UseCase
from usecases.selectors.common import CommonStep, common_steps_of
from usecases.selectors.versions import version_latest, version_rows
from usecases.to_be_table import ToBeTable, shaped, table_of


@dataclass(frozen=True, kw_only=True)
class ToBeState:
    """The to-be as the editor finds it. ``revision`` is that of the draft, 0 where there is none."""

    table: ToBeTable
    latest: ProcessVersion | None
    draft: ToBeDraft | None

    @property
    def revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def base_number(self) -> int:
        """The version that the table was made from; another one that is newer is a conflict."""
        if self.draft:
            return self.draft.base_number
        return self.latest.number if self.latest else 0


def to_be_state(use_case: UseCase) -> ToBeState:
    """The draft where there is one, else the newest version."""
    latest = version_latest(use_case=use_case, side=ProcessSide.TO_BE)
    draft = ToBeDraft.objects.filter(use_case=use_case).select_related("saved_by").first()
    if draft:
        return ToBeState(table=shaped(draft.table), latest=latest, draft=draft)
    numbers = {step.key: step.number for step in common_steps_of(use_case)}
    table = table_of(version_rows(latest), latest.removed, numbers) if latest else ToBeTable(steps=())
    return ToBeState(table=table, latest=latest, draft=None)


def known_values(use_case: UseCase) -> dict[str, StepValues]:
    """Values by row key of the common as-is and the newest to-be: what the evidence of unchanged figures is."""
    found: dict[str, StepValues] = {}
    for side in (ProcessSide.COMMON, ProcessSide.TO_BE):
        version = version_latest(use_case=use_case, side=side)
        found |= {row.values.key: row.values for row in version_rows(version)} if version else {}
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """The diagram of rows that are being typed, and by row key the element that draws the row."""

    svg: str
    elements: dict[str, str]


def draw(rows: Sequence[StepRow], *, use_case: UseCase, organisation: str) -> Drawing:
    """Draw as much as can be drawn, with the changes marked; nothing where there are no rows."""
    if not rows:
        return Drawing(svg="", elements={})
    model = layout(rows_to_model(rows, name=use_case.name, organisation=organisation, tolerant=True))
    steps = {key: node for key, node in model.step_by_key.items() if node.values}
    marks = {
        node.id: Highlight(kind=node.values.change)
        for node in steps.values()
        if node.values and node.values.change not in (None, ChangeKind.KEPT)
    }
    svg = render_svg(model, title=use_case.name, highlights=marks, legend=False)
    return Drawing(svg=svg, elements={key: node.id for key, node in steps.items()})


@dataclass(frozen=True, kw_only=True, slots=True)
class Destination:
    """Where a common step went: ``state`` is kept in a row, removed, or still open."""

    step: CommonStep
    state: str  # "row" | "removed" | "open"
    numbers: str = ""  # of the to-be rows


def destinations(
    common: Sequence[CommonStep], rows: Sequence[StepRow], removed_keys: set[str]
) -> tuple[Destination, ...]:
    """What becomes of each common step (作業対応)."""
    return tuple(_destination(step, rows, removed_keys) for step in common)


def _destination(step: CommonStep, rows: Sequence[StepRow], removed_keys: set[str]) -> Destination:
    numbers = [row.values.number for row in rows if step.key in row.values.origin_keys]
    state = "row" if numbers else "removed" if step.key in removed_keys else "open"
    return Destination(step=step, state=state, numbers="、".join(numbers))
