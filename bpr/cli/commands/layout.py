"""``layout``: the diagrams of the file laid out anew; all that is not drawing stays as it is."""

from __future__ import annotations

from bpr.cli.commands.reading import read, sum_of_counts
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import Orientation, layout
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model


def arrange(order: Order) -> Outcome:
    """The diagram asked for, or all but those that draw the inside of a sub-process."""
    document = read(order)
    drawn = [item.id for item in document.diagrams() if item.is_drawn and not item.inside]
    asked = order.options.get("diagram")
    orientation: Orientation = "vertical" if order.options.get("vertical") else "horizontal"
    chosen: list[str | None] = [asked] if asked else [*drawn] or [None]
    arranged = [_arranged(document, diagram, orientation) for diagram in chosen]
    if len(arranged) > 1:
        for diagram in reversed(drawn):
            document.put_first(diagram)
    return Outcome(report={"counts": sum_of_counts(arranged)}, files={".bpmn": document.serialise()})


def _arranged(document: BpmnDocument, diagram: str | None, orientation: Orientation) -> ProcessModel:
    if diagram is not None:
        document.put_first(diagram)
    model = layout(read_model(document), orientation=orientation)
    document.apply_model(model)
    return model
