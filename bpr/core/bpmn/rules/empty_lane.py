"""A lane in which nothing happens."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.model import ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    holders = {lane.parent_lane for lane in model.lanes}
    for lane in model.lanes:
        steps = [node_id for node_id in lane.node_ids if model.node_by_id[node_id].is_activity]
        if not steps and lane.id not in holders:
            yield Finding(
                rule="empty_lane",
                severity=Severity.HINT,
                element_id=lane.id,
                message=f"レーン「{lane.name or lane.id}」に作業がありません",
                remedy="この作業者の作業を書くか、レーンを削除してください",
            )
