"""Nothing leads into a start event and nothing out of an end event."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        into_start = node.tag == "startEvent" and node.id in model.incoming
        if into_start or (node.tag == "endEvent" and node.id in model.outgoing):
            name = diagram.named(node)
            yield Finding(
                rule="event_direction",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}に線が入っています" if into_start else f"{name.ja}から線が出ています",
                    "途中のイベントに変えるか、線をつなぎ直してください",
                ),
                en=Words(
                    sentence(f"a line {'leads into' if into_start else 'leaves'} {name.en}"),
                    "Make it an intermediate event, or connect the line elsewhere.",
                ),
            )
