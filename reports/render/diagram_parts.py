"""A diagram on the pages of the report: one where it stays readable, else several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.render import Highlight
from bpr.core.bpmn.render.tiles import Sheet, best_sheet, tiles_on

#: Room on the report's pages, smallest first: within the text, on a page of its own, on a folded A3.
_SHEETS = (Sheet("portrait", 627, 700), Sheet("a4", 1009, 590), Sheet("a3", 1474, 930))


def diagram_parts(
    model: ProcessModel, *, title: str, highlights: Mapping[str, Highlight] | None = None
) -> list[dict[str, Any]]:
    """``[{"page", "svg"}]``: the pages of one diagram, drawn from its coordinates."""
    sheet = best_sheet(_SHEETS, model, highlights)
    return [{"page": sheet.name, "svg": svg} for svg in tiles_on(model, sheet, title=title, highlights=highlights)]
