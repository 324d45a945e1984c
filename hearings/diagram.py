"""The swimlane diagram of a workflow table, finished or half-typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.render import render_svg
from bpr.core.steps import StepRow, rows_to_model


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawing:
    """``svg`` and, by row key, the element that draws the row."""

    svg: SafeString
    elements: dict[str, str]


def draw(rows: Sequence[StepRow], *, name: str, organisation: str) -> Drawing:
    """Draw the rows as far as they can be drawn; nothing where there are no rows."""
    if not rows:
        return Drawing(svg=SafeString(""), elements={})
    model = layout(rows_to_model(rows, name=name, organisation=organisation, tolerant=True))
    elements = {key: node.id for key, node in model.step_by_key.items()}
    svg = mark_safe(render_svg(model, title=name))  # noqa: S308 (the drawing escapes every text)
    return Drawing(svg=svg, elements=elements)
