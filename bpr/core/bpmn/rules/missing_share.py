"""A branch without a share: expected visits cannot be calculated behind it."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.control import ControlKind, control_edges
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    unsaid = {edge.source: edge.kind for edge in control_edges(model) if edge.share is None}
    for node in model.nodes:
        if node.id in unsaid:
            boundary = unsaid[node.id] is ControlKind.BOUNDARY
            yield Finding(
                rule="missing_share",
                severity=Severity.WARNING,
                element_id=node.id,
                message=f"{named(node)}の{'途中で分かれる' if boundary else '後の'}枝に、割合のないものがあります",
                remedy="枝ごとに割合を書いてください（例：3（10% 不備あり）、5（90% 不備なし））",
            )
