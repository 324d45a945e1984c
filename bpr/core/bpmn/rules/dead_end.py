"""A way that stops without an end event: a next step was forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.control import control_edges
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    leaving = {edge.source for edge in control_edges(model)} | set(model.outgoing)
    for node in model.nodes:
        if node.id not in leaving and _needs_way_on(model, node):
            yield Finding(
                rule="dead_end",
                severity=Severity.WARNING,
                element_id=node.id,
                message=f"{named(node)}の次がありません",
                remedy="次の作業へつなぐか、ここで終わるなら終了へつないでください",
            )


def _needs_way_on(model: ProcessModel, node: Node) -> bool:
    parent = model.node_by_id.get(node.parent)
    free = parent is not None and parent.tag == "adHocSubProcess"
    apart = node.triggered_by_event or node.is_for_compensation or "compensateEventDefinition" in node.event_definitions
    link = node.tag == "intermediateThrowEvent" and "linkEventDefinition" in node.event_definitions
    return node.is_flow_node and node.tag != "endEvent" and not (free or apart or link)
