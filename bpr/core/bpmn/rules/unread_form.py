"""A form that somebody makes and nobody reads: is it needed at all, or is a step missing?

Left aside is what leaves the office (notices, certificates, what is posted or handed over) and what is kept by rule
(drafts for decision, ledgers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked, form_key
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence
from bpr.core.bpmn.model import Node
from bpr.core.values import FormUse, StepValues

_GIVEN_OUT = re.compile(
    r"(通知|証|証書|証明書?|許可証|案内|票券|控え?|領収書|納付書|督促状|催告書|回答書?|お知らせ|はがき)$"
)
_KEPT = re.compile(r"(起案|伺い?書?|決裁|台帳|原簿|簿冊|記録|データ|議事録|名簿)")
_HANDED_OVER = re.compile(r"(渡す|手渡|交付|郵送|送る|送付|送信|発送|返す|返却|届ける|提出|公告|公示|掲示)")


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
    if _GIVEN_OUT.search(name) or _KEPT.search(name) or _HANDED_OVER.search(node.name):
        return False
    following = diagram.steps_after(node)
    return not any(_HANDED_OVER.search(after.name) or _is_outside(values) for after, values in following)


def _is_outside(values: StepValues) -> bool:
    return values.performer_kind.has_own_pool
