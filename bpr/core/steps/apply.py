"""Table → diagram: the rows of a process brought into the diagram that it was drawn as.

The rows of the diagram and the wanted rows are both sketched (``to_model.py``); what differs between the two sketches
is done to the drawing. So a change of one value touches one element, ids stay, and what rows cannot say (annotations,
data, boundary events, documentation, colours) stays as well. Where a drawing goes its own way so far that the rows
cannot be brought into it like that, the edit is tried on the lines of the drawing itself (``rewire.py``). Only then is
the flow drawn anew around the same steps, and only where nothing but plain gateways, starts and ends gives way to it;
otherwise the change is refused, naming what would be lost (``losses.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.steps.check import check_references
from bpr.core.steps.delta import RowDelta, redrawn
from bpr.core.steps.from_model import model_to_rows, steps_in_order
from bpr.core.steps.losses import lost_by, refusal
from bpr.core.steps.problems import StepTableError
from bpr.core.steps.rewire import retold, rewired, with_all_values
from bpr.core.steps.rows import StepRow
from bpr.core.steps.to_model import draw_rows, normalise_rows
from bpr.core.steps.trace import Trace


def apply_rows(document: BpmnDocument, rows: Sequence[StepRow], *, organisation: str) -> BpmnDocument:
    """A document with ``rows`` in it; ``document`` itself where it says them already.

    Raises StepTableError where no diagram could be drawn of the rows (see ``check_references``), and where something
    of the diagram that rows cannot say would be lost.
    """
    if errors := check_references(rows):
        raise StepTableError(errors)
    drawing = read_model(document)
    before, wanted = model_to_rows(drawing), normalise_rows(rows)
    if before == wanted:
        return document
    changed = _changed(drawing, before, wanted, organisation)
    edited = BpmnDocument.parse(document.serialise(), source_name=document.source_name)
    edited.apply_model(_drawn(drawing, changed))
    return edited


def _changed(
    drawing: ProcessModel, before: Sequence[StepRow], wanted: Sequence[StepRow], organisation: str
) -> ProcessModel:
    if told := retold(drawing, before, wanted):
        return told
    names = {"name": drawing.name, "own_name": organisation}
    old, new = draw_rows(before, **names), draw_rows(wanted, **names)
    steps = {f"Task_{row.values.key}": node.id for row, node in zip(before, steps_in_order(drawing), strict=True)}
    trace = Trace.of(old, drawing, steps)
    needs_lanes = not trace.lanes and {lane.id for lane in new.lanes} != {lane.id for lane in old.lanes}
    ways: list[Callable[[], ProcessModel | None]] = [
        *([] if needs_lanes else [lambda: RowDelta(trace, new).model()]),
        lambda: rewired(drawing, before, wanted),
        lambda: redrawn(trace, new),
    ]
    return _first_without_loss(ways, drawing, before, wanted)


def _first_without_loss(
    ways: Sequence[Callable[[], ProcessModel | None]],
    drawing: ProcessModel,
    before: Sequence[StepRow],
    wanted: Sequence[StepRow],
) -> ProcessModel:
    """What the first of ``ways`` makes that says the rows and loses nothing that rows cannot say."""
    losses: list[list[Node]] = []
    for way in ways:
        if (made := way()) is None:
            continue
        changed = with_all_values(made, wanted)
        if way is not ways[-1] and not _says(changed, wanted):
            continue
        if not (lost := lost_by(drawing, changed, before, wanted)):
            return changed
        losses.append(lost)
    raise StepTableError([refusal(min(losses, key=len), before, wanted)])


def _says(model: ProcessModel, rows: Sequence[StepRow]) -> bool:
    """Does the model read as these rows? Values that nobody said (steps of other tools) are not compared."""
    found = model_to_rows(model)
    return len(found) == len(rows) and all(
        (one.task, one.next, one.values.key) == (other.task, other.next, other.values.key)
        and (one.values.performer, one.values.performer_kind) == (other.values.performer, other.values.performer_kind)
        for one, other in zip(found, rows, strict=True)
    )


def _drawn(before: ProcessModel, changed: ProcessModel) -> ProcessModel:
    """Laid out around what stays where it is; not at all where no shape, line or band came or went."""
    if _places(before) == _places(changed):
        return changed
    has_places = any(node.bounds for node in before.nodes)
    return layout(changed, keep=before) if has_places else changed


def _places(model: ProcessModel) -> tuple[object, ...]:
    nodes = {(node.id, node.parent, node.attached_to) for node in model.nodes}
    flows = {(flow.id, flow.source, flow.target, flow.name) for flow in model.flows}
    lanes = {(lane.id, lane.name, lane.node_ids) for lane in model.lanes}
    return nodes, flows, lanes, {(pool.id, pool.name) for pool in model.pools}
