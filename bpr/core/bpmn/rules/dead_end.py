"""A way that stops without an end event: a next step was forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence
from bpr.core.bpmn.model import Node, ProcessModel


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        if node.id not in diagram.graph.outgoing and node.id not in model.outgoing and _needs_way_on(model, node):
            name = diagram.named(node)
            yield Finding(
                rule="dead_end",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                ja=Words(f"{name.ja}の次がありません", "次の作業へつなぐか、ここで終わるなら終了へつないでください"),
                en=Words(
                    sentence(f"{name.en} leads nowhere"),
                    "Connect it to the next step, or to an end event if the case ends here.",
                ),
            )


def _needs_way_on(model: ProcessModel, node: Node) -> bool:
    if not node.is_flow_node or node.tag == "endEvent":
        return False
    parent = model.node_by_id.get(node.parent)
    free = parent is not None and parent.tag == "adHocSubProcess"
    apart = node.triggered_by_event or node.is_for_compensation or "compensateEventDefinition" in node.event_definitions
    link = node.tag == "intermediateThrowEvent" and "linkEventDefinition" in node.event_definitions
    return not (free or apart or link)
