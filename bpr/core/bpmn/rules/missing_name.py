"""A step without a name says nothing to the reader."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words


def check(diagram: Checked) -> Iterator[Finding]:
    for node in diagram.model.nodes:
        if node.is_activity and not node.name.strip():
            number = node.values.number if node.values else ""
            yield Finding(
                rule="missing_name",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                ja=Words(
                    f"作業名のない作業があります（{f'作業番号{number}' if number else node.id}）",
                    "「何を、どうする」の形で作業名を書いてください（例：転入届を受け付ける）",
                ),
                en=Words(
                    f"A step has no name ({f'step {number}' if number else node.id})",
                    "Name it by what is done to what (for example: receive the moving-in notification).",
                ),
            )
