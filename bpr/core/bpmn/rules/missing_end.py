"""Every process with work in it needs an end."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, quoted


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for process_id in model.process_ids:
        inside = [node for node in model.nodes if node.parent == process_id and node.is_flow_node]
        if inside and not any(node.tag == "endEvent" for node in inside):
            pool = next((pool for pool in model.pools if pool.process == process_id), None)
            name = quoted((pool.name if pool else model.name) or process_id)
            yield Finding(
                rule="missing_end",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=pool.id if pool else process_id,
                ja=Words(f"{name.ja}に終了がありません", "最後の作業の後に終了イベントを置いてください"),
                en=Words(f"{name.en} has no end", "Put an end event after the last step."),
            )
