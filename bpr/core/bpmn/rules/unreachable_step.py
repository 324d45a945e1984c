"""A step that no case comes to is never counted."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.bpmn.model import Node, ProcessModel


def check(diagram: Checked) -> Iterator[Finding]:
    reached = diagram.graph.reached
    for node in diagram.model.nodes:
        if node.is_activity and node.id not in reached and not _set_off_otherwise(diagram.model, node):
            name = named(node)
            yield Finding(
                rule="unreachable_step",
                severity=Severity.ERROR,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}には、どこからも来ません",
                    "前の作業の「次の作業」でこの作業を指すか、不要なら削除してください",
                ),
                en=Words(
                    f"Nothing leads to {name.en}",
                    "Name it as the next step of the step before it, or delete it if it is not needed.",
                ),
            )


def _set_off_otherwise(model: ProcessModel, node: Node | None) -> bool:
    """Event sub-processes and compensation are set off by events, not by the flow."""
    while node is not None:
        if node.triggered_by_event or node.is_for_compensation:
            return True
        node = model.node_by_id.get(node.parent)
    return False
