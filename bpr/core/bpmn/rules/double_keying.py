"""What stands on one form is typed into two systems by hand: they could pass it on to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from bpr.core.bpmn.checked import Checked, form_key
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.bpmn.model import Node
from bpr.core.values import StepValues, WorkKind

_TYPING = re.compile(r"(入力|登録|転記|打ち込|打込|入れる|記録)")


def check(diagram: Checked) -> Iterator[Finding]:
    typing = [(node, values) for node, values in diagram.steps if _types(node, values)]
    for (first, before), (second, after) in combinations(typing, 2):
        form = _same_source(before, after)
        if form and form_key(before.system) != form_key(after.system) and _in_one_case(diagram, first, second):
            yield _finding(first, second, form)


def _types(node: Node, values: StepValues) -> bool:
    by_hand = values.performer_kind.is_staff and values.work_kind is WorkKind.USER
    return by_hand and bool(form_key(values.system)) and _TYPING.search(node.name) is not None


def _same_source(before: StepValues, after: StepValues) -> str:
    known = {form_key(form.name) for form in before.forms_read}
    return next((form.name for form in after.forms_read if form_key(form.name) in known), "")


def _in_one_case(diagram: Checked, first: Node, second: Node) -> bool:
    return diagram.both_done(first, second) or diagram.at_once(first, second)


def _finding(first: Node, second: Node, form: str) -> Finding:
    one, other = named(first), named(second)
    systems = [node.values.system if node.values else "" for node in (first, second)]
    return Finding(
        rule="double_keying",
        severity=Severity.WARNING,
        topic=Topic.BPR,
        element_id=second.id,
        related=(first.id,),
        ja=Words(
            f"「{form}」の内容を、{one.ja}で{systems[0]}に、{other.ja}で{systems[1]}に、手で2回入力しています",
            "入力を1回にし、もう一方へはデータで渡せないか検討してください",
        ),
        en=Words(
            f"“{form}” is typed twice: into {systems[0]} at {one.en} and into {systems[1]} at {other.en}",
            "Consider typing it once and passing the data on to the other system.",
        ),
    )
