"""The same form written by hand at two steps of one case: the second could take over what the first wrote."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from bpr.core.bpmn.checked import Checked, FormStep
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.values import WorkKind


def check(diagram: Checked) -> Iterator[Finding]:
    for makers in diagram.makers.values():
        writers = [maker for maker in makers if _writes(maker)]
        pairs = combinations(writers, 2)
        pair = next((pair for pair in pairs if diagram.both_done(pair[0].node, pair[1].node)), None)
        if pair is not None:
            yield _finding(*pair)


def _writes(maker: FormStep) -> bool:
    return maker.values.performer_kind.is_staff and maker.values.work_kind is WorkKind.MANUAL


def _finding(first: FormStep, second: FormStep) -> Finding:
    one, other, form = named(first.node), named(second.node), second.form
    return Finding(
        rule="double_writing",
        severity=Severity.WARNING,
        topic=Topic.BPR,
        element_id=second.node.id,
        related=(first.node.id,),
        ja=Words(
            f"「{form}」を、{one.ja}と{other.ja}の2回、手で書いています",
            "先に書いたものを写すか引き継いで、書くのを1回にできないか検討してください",
        ),
        en=Words(
            f"“{form}” is written by hand twice: at {one.en} and at {other.en}",
            "Consider writing it once and taking over what was written first.",
        ),
    )
