"""Every process with work in it needs a start."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.model import ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    for process_id in model.process_ids:
        inside = [node for node in model.nodes if node.parent == process_id and node.is_flow_node]
        if inside and not any(node.tag == "startEvent" for node in inside):
            pool = next((pool for pool in model.pools if pool.process == process_id), None)
            yield Finding(
                rule="missing_start",
                severity=Severity.WARNING,
                element_id=pool.id if pool else process_id,
                message=f"「{pool.name if pool else model.name or process_id}」に開始がありません",
                remedy="最初の作業の前に開始イベントを置いてください",
            )
