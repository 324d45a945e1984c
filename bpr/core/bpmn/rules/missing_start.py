"""Every process with work in it needs a start."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, quoted


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for process_id in model.process_ids:
        inside = [node for node in model.nodes if node.parent == process_id and node.is_flow_node]
        if inside and not any(node.begins for node in inside):
            pool = next((pool for pool in model.pools if pool.process == process_id), None)
            name = quoted((pool.name if pool else model.name) or process_id)
            yield Finding(
                rule="missing_start",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=pool.id if pool else process_id,
                ja=Words(f"{name.ja}に開始がありません", "最初の作業の前に開始イベントを置いてください"),
                en=Words(f"{name.en} has no start", "Put a start event before the first step."),
            )
