"""A gateway with one way in and one way on decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        if node.is_gateway and len(model.incoming.get(node.id, ())) == len(model.outgoing.get(node.id, ())) == 1:
            name = diagram.named(node)
            yield Finding(
                rule="idle_gateway",
                severity=Severity.HINT,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}は、入る線も出る線も1本です",
                    "分岐を削除するか、書き漏れた枝を足してください",
                ),
                en=Words(
                    sentence(f"{name.en} has one way in and one way on"),
                    "Delete the gateway, or add the branch that is missing.",
                ),
            )
