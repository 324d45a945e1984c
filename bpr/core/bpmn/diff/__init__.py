"""Two models against each other: what was kept, changed, merged, split, moved, automated, removed or added.

Steps are matched by what people said, by keys and ids, then by structure and wording (:mod:`.matching`), so that a
to-be drawn anew, or the as-is of two organisations, still compare. What a to-be step says of itself
(``StepValues.change``) goes before what is found by comparing. All other elements follow the steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bpr.core.bpmn.diff.elements import element_entries
from bpr.core.bpmn.diff.entries import DiffSide, ElementDiff, ElementKind, FieldChange, ModelDiff, StepDiff
from bpr.core.bpmn.diff.matching import BY_HAND, match_steps
from bpr.core.bpmn.diff.steps import step_entries
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.render.highlight import Highlight
from bpr.core.values import ChangeKind

__all__ = [
    "BY_HAND",
    "DiffSide",
    "ElementDiff",
    "ElementKind",
    "FieldChange",
    "ModelDiff",
    "StepDiff",
    "compare",
    "highlights_for",
]


def compare(
    before: ProcessModel,
    after: ProcessModel,
    *,
    mapping: Mapping[str, Sequence[str]] | None = None,
    without_partner: Collection[str] = (),
    other_organisation: bool = False,
) -> ModelDiff:
    """Match the elements of two models.

    ``mapping`` gives, by element id of a step after, the element ids of the steps before that it comes from; it decides
    where it speaks (an empty list: new). ``without_partner`` are steps before that have none after. With
    ``other_organisation`` a performer that only has another name there is no difference.
    """
    matches = match_steps(before, after, mapping=mapping, without_partner=without_partner)
    return ModelDiff(
        entries=step_entries(before, after, matches, other_organisation=other_organisation),
        elements=element_entries(before, after, matches),
    )


def highlights_for(diff: ModelDiff, side: DiffSide) -> dict[str, Highlight]:
    """Highlights of one side's diagram, by element id (steps, events, gateways, data, flows); what is kept has none."""
    marks = {
        element_id: Highlight(kind=entry.kind)
        for entry in diff.entries
        if entry.kind is not ChangeKind.KEPT
        for element_id in (entry.before_ids if side is DiffSide.BEFORE else entry.after_ids)
    }
    return marks | {
        element_id: Highlight(kind=element.kind)
        for element in diff.elements
        if _is_marked(element) and (element_id := element.before_id if side is DiffSide.BEFORE else element.after_id)
    }


def _is_marked(element: ElementDiff) -> bool:
    """Bands are not marked; a flow is, unless its coming or going follows from its ends."""
    is_band = element.kind_of in (ElementKind.LANE, ElementKind.POOL)
    return element.kind is not ChangeKind.KEPT and not is_band and element.is_own
