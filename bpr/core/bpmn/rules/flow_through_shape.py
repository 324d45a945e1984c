"""A line that runs through a shape seems to belong to it."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words
from bpr.core.bpmn.model import Flow, Node
from bpr.core.bpmn.shapes import ShapeMap


def check(diagram: Checked) -> Iterator[Finding]:
    shapes = ShapeMap(diagram.drawn)
    hosts = {event.id: event.attached_to for event in diagram.boundary_events}
    nodes = diagram.model.node_by_id
    for flow in diagram.model.sequence_flows():
        if flow.source not in nodes or flow.target not in nodes:
            continue
        for node in shapes.under(flow.waypoints).values():
            if node.parent == flow.parent and not _meets(flow, node, hosts):
                yield _finding(diagram, flow, node)


def _meets(flow: Flow, node: Node, hosts: dict[str, str]) -> bool:
    """True for shapes that the line starts or ends at: its ends, activities of its boundary events, and events on
    its ends."""
    ends = (flow.source, flow.target)
    return node.id in ends or hosts.get(node.id) in ends or node.id in (hosts.get(end) for end in ends)


def _finding(diagram: Checked, flow: Flow, node: Node) -> Finding:
    nodes = diagram.model.node_by_id
    source, target, under = diagram.named(nodes[flow.source]), diagram.named(nodes[flow.target]), diagram.named(node)
    return Finding(
        rule="flow_through_shape",
        severity=Severity.HINT,
        topic=Topic.DRAWING,
        element_id=flow.id,
        related=(node.id,),
        ja=Words(f"{source.ja}から{target.ja}への線が、{under.ja}の上を通っています", "線を図形の外に回してください"),
        en=Words(
            f"The line from {source.en} to {target.en} runs through {under.en}", "Lead the line around the shape."
        ),
    )
