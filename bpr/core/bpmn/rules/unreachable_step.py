"""A step that no case comes to is never counted."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.control import control_edges, entry_ids, reached_ids
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    reached = reached_ids(control_edges(model), entry_ids(model))
    for node in model.nodes:
        if node.is_activity and node.id not in reached and not _set_off_otherwise(model, node):
            yield Finding(
                rule="unreachable_step",
                severity=Severity.ERROR,
                element_id=node.id,
                message=f"{named(node)}には、どこからも来ません",
                remedy="前の作業の「次の作業」でこの作業を指すか、不要なら削除してください",
            )


def _set_off_otherwise(model: ProcessModel, node: Node | None) -> bool:
    """Event sub-processes and compensation are set off by events, not by the flow."""
    while node is not None:
        if node.triggered_by_event or node.is_for_compensation:
            return True
        node = model.node_by_id.get(node.parent)
    return False
