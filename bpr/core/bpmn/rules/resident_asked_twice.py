"""A resident who is asked twice in one case: to fill in the same form, or to bring documents (ワンスオンリー)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from bpr.core.bpmn.checked import Checked, form_key
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named
from bpr.core.bpmn.model import Node
from bpr.core.values import StepValues


def check(diagram: Checked) -> Iterator[Finding]:
    for (first, before), (second, after) in combinations(diagram.residents, 2):
        form = _same_form(before, after)
        twice = form or (before.attached_documents > 0 and after.attached_documents > 0)
        if twice and diagram.both_done(first, second):
            yield _finding(first, second, form)


def _same_form(before: StepValues, after: StepValues) -> str:
    known = {form_key(form.name) for form in before.forms_made}
    return next((form.name for form in after.forms_made if form_key(form.name) in known), "")


def _finding(first: Node, second: Node, form: str) -> Finding:
    one, other = named(first), named(second)
    what_ja, what_en = (f"「{form}」", f"“{form}”") if form else ("添付書類", "documents")
    return Finding(
        rule="resident_asked_twice",
        severity=Severity.WARNING,
        topic=Topic.BPR,
        element_id=second.id,
        related=(first.id,),
        ja=Words(
            f"住民に{what_ja}を、{one.ja}と{other.ja}の2回求めています",
            "1回目に受け取ったもので済ませるか、情報連携で確かめられないか検討してください",
        ),
        en=Words(
            f"The resident is asked for {what_en} twice: at {one.en} and at {other.en}",
            "Consider using what was received first, or looking it up through the information network.",
        ),
    )
