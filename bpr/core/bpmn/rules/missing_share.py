"""A branch without a share: expected visits cannot be calculated behind it."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.control import ControlKind
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    unsaid = {edge.source: edge.kind for edge in diagram.graph.edges if edge.share is None}
    for node in diagram.model.nodes:
        if node.id in unsaid:
            boundary = unsaid[node.id] is ControlKind.BOUNDARY
            name = diagram.named(node)
            yield Finding(
                rule="missing_share",
                severity=Severity.WARNING,
                topic=Topic.FIGURES,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}{'の途中で分かれる' if boundary else 'から出る'}枝に、割合のないものがあります",
                    "枝ごとに割合を書いてください（例：3（10% 不備あり）、5（90% 不備なし））",
                ),
                en=Words(
                    sentence(f"a branch {'on' if boundary else 'after'} {name.en} has no share"),
                    "Give every branch its share of the cases (for example: 10% incomplete, 90% complete).",
                ),
            )
