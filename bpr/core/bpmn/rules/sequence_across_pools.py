"""A sequence flow stays in its pool; over the border the case goes by message flow."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words


def check(diagram: Checked) -> Iterator[Finding]:
    nodes, place = diagram.model.node_by_id, diagram.process_of
    for flow in diagram.model.sequence_flows():
        known = flow.source in nodes and flow.target in nodes
        if known and place[flow.source] != place[flow.target]:
            source, target = diagram.named(nodes[flow.source]), diagram.named(nodes[flow.target])
            yield Finding(
                rule="sequence_across_pools",
                severity=Severity.ERROR,
                topic=Topic.STRUCTURE,
                element_id=flow.id,
                related=(flow.source, flow.target),
                ja=Words(
                    f"{source.ja}から{target.ja}へのシーケンスフローが、プールの境を越えています",
                    "別のプールへは、メッセージフロー（破線）でつないでください",
                ),
                en=Words(
                    f"The sequence flow from {source.en} to {target.en} crosses the border of a pool",
                    "Connect different pools by a message flow (dashed line).",
                ),
            )
