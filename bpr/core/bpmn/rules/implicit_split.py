"""Several lines out of a step are all taken: a decision that was meant needs a gateway."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        flows = () if node.is_gateway else model.outgoing.get(node.id, ())
        free = [
            flow for flow in flows if flow.share is None and not flow.has_condition and flow.id != node.default_flow
        ]
        if len(free) > 1:
            name = diagram.named(node)
            yield Finding(
                rule="implicit_split",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                related=tuple(flow.target for flow in free),
                ja=Words(
                    f"{name.ja}から線が{len(free)}本出ていて、すべてに同時に進む意味になります",
                    "どれか一つに進むなら排他の分岐を、同時に進むなら並行の分岐を間に置いてください",
                ),
                en=Words(
                    sentence(f"{len(free)} lines leave {name.en}, which means that all are taken at once"),
                    "Put an exclusive gateway in between if one is taken, a parallel one if all are.",
                ),
            )
