"""A step without a name says nothing to the reader."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.finding import Finding, Severity
from bpr.core.bpmn.model import ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    for node in model.nodes:
        if node.is_activity and not node.name.strip():
            number = node.values.number if node.values else ""
            yield Finding(
                rule="missing_name",
                severity=Severity.WARNING,
                element_id=node.id,
                message=f"作業名のない作業があります（{f'作業番号{number}' if number else node.id}）",
                remedy="「何を、どうする」の形で作業名を書いてください（例：転入届を受け付ける）",
            )
