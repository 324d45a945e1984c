"""A form that somebody makes and nobody reads: is it needed at all, or is a step missing?

Left aside are what leaves the office (notices, certificates, what is posted or handed over), applications, which are
read by whoever receives them, and what is kept by rule (drafts for decision, ledgers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked, form_key
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence
from bpr.core.bpmn.model import Node
from bpr.core.values import FormUse

_GIVEN_OUT = re.compile(
    r"(通知書?|証|証書|証明書?|写し|案内|票券|控え?|領収書|納付書|督促状|催告書|回答書?|お知らせ|はがき)$"
)
_HANDED_IN = re.compile(r"(申請書?|届書?|請求書|申告書|申込書|同意書|委任状)$")  # read where they are received
_KEPT = re.compile(r"(起案|伺い?書?|決裁|台帳|簿|記録|データ|議事録)")
_HANDED_OVER = re.compile(
    r"(渡[すしさ]|交付|郵送|送[るりっ付信]|発送|返[すし]|返却|届け[るて]|提出|納品|公告|公示|掲示|連絡[すし])"
)


def check(diagram: Checked) -> Iterator[Finding]:
    for node, values in diagram.steps:
        for form in values.forms_made if values.performer_kind.is_staff else ():
            key = form_key(form.name)
            if (
                key
                and key not in diagram.readers
                and diagram.makers[key][0].node is node
                and _stays(diagram, node, form)
            ):
                yield _finding(node, form)


def _finding(node: Node, form: FormUse) -> Finding:
    step = named(node)
    return Finding(
        rule="unread_form",
        severity=Severity.HINT,
        topic=Topic.BPR,
        element_id=node.id,
        ja=Words(
            f"{step.ja}で作る「{form.name}」を、読む作業がありません",
            "使われていない帳票なら、やめられないか検討してください。使っているなら、読む作業に「使う帳票」として書いてください",
        ),
        en=Words(
            sentence(f"no step reads “{form.name}”, which {step.en} makes"),
            "Consider doing without the form; if it is used, write it into the step that reads it.",
        ),
    )


def _stays(diagram: Checked, node: Node, form: FormUse) -> bool:
    """True where the form is neither kept by rule nor goes out: by its name, by what the step does, or by being made
    just before another's step."""
    name = form_key(form.name)
    if any(pattern.search(name) for pattern in (_GIVEN_OUT, _HANDED_IN, _KEPT)) or _HANDED_OVER.search(node.name):
        return False
    following = diagram.steps_after(node)
    return not any(values.performer_kind.has_own_pool or _HANDED_OVER.search(after.name) for after, values in following)
