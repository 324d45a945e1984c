"""A branch without a share: expected visits cannot be calculated behind it. Events: see missing_event_share."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.control import ControlKind
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    edges = diagram.graph.edges
    unsaid = {edge.source for edge in edges if edge.share is None and edge.kind is not ControlKind.BOUNDARY}
    for node in diagram.model.nodes:
        if node.id in unsaid:
            name = diagram.named(node)
            yield Finding(
                rule="missing_share",
                severity=Severity.WARNING,
                topic=Topic.FIGURES,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}から出る枝に、割合のないものがあります",
                    "枝ごとに割合を書いてください（例：3（10% 不備あり）、5（90% 不備なし））",
                ),
                en=Words(
                    sentence(f"a branch after {name.en} has no share"),
                    "Give every branch its share of the cases (for example: 10% incomplete, 90% complete).",
                ),
            )
