"""Several approvals one after the other: each waits in a tray, and the last decides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bpr.core.bpmn.approvals import is_approval
from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.bpmn.model import Node


def check(diagram: Checked) -> Iterator[Finding]:
    for chain in diagram.chains:
        for approving, steps in groupby(chain, key=is_approval):
            row = tuple(steps)
            if approving and len(row) > 1:
                yield _finding(row)


def _finding(row: tuple[Node, ...]) -> Finding:
    first, last = named(row[0]), named(row[-1])
    return Finding(
        rule="approval_chain",
        severity=Severity.HINT,
        topic=Topic.BPR,
        element_id=row[0].id,
        related=tuple(node.id for node in row[1:]),
        ja=Words(
            f"{first.ja}から{last.ja}まで、承認・決裁が{len(row)}回続いています",
            "専決の範囲を広げる、電子決裁で同時に回すなどして、回数を減らせないか検討してください",
        ),
        en=Words(
            f"{len(row)} approvals follow each other, from {first.en} to {last.en}",
            "Consider delegating the decision, or approving at the same time by electronic approval.",
        ),
    )
