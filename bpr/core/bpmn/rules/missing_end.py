"""Every process with work in it needs an end."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.model import ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    for process_id in model.process_ids:
        inside = [node for node in model.nodes if node.parent == process_id and node.is_flow_node]
        if inside and not any(node.tag == "endEvent" for node in inside):
            pool = next((pool for pool in model.pools if pool.process == process_id), None)
            yield Finding(
                rule="missing_end",
                severity=Severity.WARNING,
                element_id=pool.id if pool else process_id,
                message=f"「{pool.name if pool else model.name or process_id}」に終了がありません",
                remedy="最後の作業の後に終了イベントを置いてください",
            )
