"""A step of staff without handling time adds nothing to the hours, which then come out too low."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence
from bpr.core.bpmn.model import Node


def check(diagram: Checked) -> Iterator[Finding]:
    for node in diagram.model.nodes:
        if node.is_activity and node.id not in diagram.opened and not _has_minutes(node):
            staff = node.values is None or node.values.performer_kind.is_staff
            name = named(node)
            yield Finding(
                rule="missing_minutes",
                severity=Severity.WARNING if staff else Severity.HINT,
                topic=Topic.FIGURES,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}の処理時間が入っていません",
                    "1回あたりの処理時間（分）を入れてください。わからないときは推計でも構いません",
                ),
                en=Words(
                    sentence(f"{name.en} has no handling time"),
                    "Enter the minutes of one execution; an estimate will do where nothing is known.",
                ),
            )


def _has_minutes(node: Node) -> bool:
    return node.values is not None and node.values.handling_minutes is not None
