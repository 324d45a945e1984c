"""A lane in which nothing happens."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words
from bpr.core.bpmn.model import Lane


def check(diagram: Checked) -> Iterator[Finding]:
    holders = {lane.parent_lane for lane in diagram.model.lanes}
    for lane in diagram.model.lanes:
        if lane.id not in holders and not _has_steps(diagram, lane):
            name = lane.name.strip() or lane.id
            yield Finding(
                rule="empty_lane",
                severity=Severity.HINT,
                topic=Topic.STRUCTURE,
                element_id=lane.id,
                ja=Words(f"レーン「{name}」に作業がありません", "この作業者の作業を書くか、レーンを削除してください"),
                en=Words(f"Lane “{name}” has no steps", "Add what this performer does, or delete the lane."),
            )


def _has_steps(diagram: Checked, lane: Lane) -> bool:
    nodes = diagram.model.node_by_id
    return any(node_id in nodes and nodes[node_id].is_activity for node_id in lane.node_ids)
