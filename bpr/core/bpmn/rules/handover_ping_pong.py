"""A case that two performers of one organisation hand to and fro: each handover waits in a tray."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.bpmn.model import Node

_TURNS = 4  # A, B, A, B: three handovers


def check(diagram: Checked) -> Iterator[Finding]:
    for chain in diagram.chains:
        turns = [(performer, tuple(steps)) for performer, steps in groupby(chain, key=_staff)]
        at = 0
        while at < len(turns):
            length = _alternating(turns[at:])
            if length >= _TURNS:
                yield _finding([step for _, steps in turns[at : at + length] for step in steps], length - 1)
            at += max(length - 1, 1)


def _staff(node: Node) -> str:
    """The performer, "" for those outside the organisation and for systems, whose handovers are another matter."""
    values = node.values
    return values.performer.strip() if values is not None and values.performer_kind.is_staff else ""


def _alternating(turns: Sequence[tuple[str, tuple[Node, ...]]]) -> int:
    """How many turns from the first on belong to two performers only."""
    two = {performer for performer, _ in turns[:2]}
    if "" in two:
        return 0
    return next((at for at, (performer, _) in enumerate(turns) if performer not in two), len(turns))


def _finding(steps: list[Node], handovers: int) -> Finding:
    first, last = named(steps[0]), named(steps[-1])
    two = list(dict.fromkeys(_staff(step) for step in steps))
    return Finding(
        rule="handover_ping_pong",
        severity=Severity.HINT,
        topic=Topic.BPR,
        element_id=steps[0].id,
        related=tuple(step.id for step in steps[1:]),
        ja=Words(
            f"{first.ja}から{last.ja}まで、{two[0]}と{two[1]}の間で{handovers}回受け渡しています",
            "作業の順序や担当を入れ替えて、受け渡しを減らせないか検討してください",
        ),
        en=Words(
            f"From {first.en} to {last.en} the case changes hands {handovers} times between {two[0]} and {two[1]}",
            "Consider another order or another performer, so that it changes hands less often.",
        ),
    )
