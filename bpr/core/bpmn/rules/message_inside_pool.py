"""A message flow joins two pools; inside one pool the work goes on by sequence flow."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Name, Severity, Topic, Words, quoted
from bpr.core.bpmn.model import Flow, FlowKind


def check(diagram: Checked) -> Iterator[Finding]:
    for flow in diagram.model.flows:
        if flow.kind is FlowKind.MESSAGE:
            place = _place(diagram, flow.source)
            if place and place == _place(diagram, flow.target):
                yield _finding(diagram, flow)


def _finding(diagram: Checked, flow: Flow) -> Finding:
    source, target = _name(diagram, flow.source), _name(diagram, flow.target)
    return Finding(
        rule="message_inside_pool",
        severity=Severity.ERROR,
        topic=Topic.STRUCTURE,
        element_id=flow.id,
        related=(flow.source, flow.target),
        ja=Words(
            f"{source.ja}から{target.ja}へのメッセージフローが、一つのプールの中にあります",
            "同じプールの中は、シーケンスフロー（実線）でつないでください",
        ),
        en=Words(
            f"The message flow from {source.en} to {target.en} stays inside one pool",
            "Inside one pool, connect them by a sequence flow (solid line).",
        ),
    )


def _place(diagram: Checked, end: str) -> str:
    """The process that an end belongs to; a black-box pool is a place of its own; "" where the end is unknown."""
    pool = diagram.pools.get(end)
    return (pool.process or pool.id) if pool else diagram.process_of.get(end, "")


def _name(diagram: Checked, end: str) -> Name:
    pool = diagram.pools.get(end)
    return quoted(pool.name.strip() or pool.id) if pool else diagram.named(diagram.model.node_by_id[end])
