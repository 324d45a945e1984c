"""A line that runs through a shape seems to belong to it."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.bpmn.model import Flow
from bpr.core.bpmn.shapes import ShapeMap


def check(diagram: Checked) -> Iterator[Finding]:
    nodes = diagram.model.node_by_id
    shapes = ShapeMap(diagram.drawn)
    for flow in diagram.model.sequence_flows():
        if flow.source not in nodes or flow.target not in nodes:
            continue
        for node in shapes.under(flow.waypoints).values():
            if node.parent == flow.parent and node.id not in _own(diagram, flow):
                source, target, under = named(nodes[flow.source]), named(nodes[flow.target]), named(node)
                yield Finding(
                    rule="flow_through_shape",
                    severity=Severity.HINT,
                    topic=Topic.DRAWING,
                    element_id=flow.id,
                    related=(node.id,),
                    ja=Words(
                        f"{source.ja}から{target.ja}への線が、{under.ja}の上を通っています",
                        "線を図形の外に回してください",
                    ),
                    en=Words(
                        f"The line from {source.en} to {target.en} runs through {under.en}",
                        "Lead the line around the shape.",
                    ),
                )


def _own(diagram: Checked, flow: Flow) -> set[str]:
    """Shapes that the line starts or ends at: its ends, the activity of a boundary event, and events on its ends."""
    nodes = diagram.model.node_by_id
    ends = {flow.source, flow.target}
    hosts = {nodes[end].attached_to for end in ends}
    return ends | hosts | {event.id for event in diagram.boundary_events if event.attached_to in ends}
