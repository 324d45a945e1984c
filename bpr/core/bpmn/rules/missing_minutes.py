"""A step of staff without handling time adds nothing to the hours, which then come out too low."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.control import ControlKind, control_edges
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel


def check(model: ProcessModel) -> Iterator[Finding]:
    opened = {edge.source for edge in control_edges(model) if edge.kind is ControlKind.ENTER}
    for node in model.nodes:
        if node.is_activity and node.id not in opened and not _has_minutes(node):
            staff = node.values is None or node.values.performer_kind.is_staff
            yield Finding(
                rule="missing_minutes",
                severity=Severity.WARNING if staff else Severity.HINT,
                element_id=node.id,
                message=f"{named(node)}の処理時間が入っていません",
                remedy="1回あたりの処理時間（分）を入れてください。わからないときは推計でも構いません",
            )


def _has_minutes(node: Node) -> bool:
    return node.values is not None and node.values.handling_minutes is not None
