"""A form that is read although nobody makes it and no resident brings it: where does it come from?

Left aside are what is not made case by case (ledgers, screens, lists, manuals) and what may come with the documents
that a resident or another organisation sends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked, FormStep
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence
from bpr.core.bpmn.model import Node
from bpr.core.values import PerformerKind

_STANDING = re.compile(
    r"(台帳|原簿|簿|名簿|一覧|画面|システム|データ|DB|ファイル|マニュアル|手引|要領|要綱|基準|規程|地図|図面|単価表|早見表|カード|証)$"
)


def check(diagram: Checked) -> Iterator[Finding]:
    for key, readers in diagram.readers.items():
        if key not in diagram.makers and not _STANDING.search(key):
            reader = readers[0]
            if reader.values.performer_kind.is_staff and not _may_be_brought(diagram, reader.node):
                yield _finding(reader)


def _finding(reader: FormStep) -> Finding:
    step, form = named(reader.node), reader.form
    return Finding(
        rule="unmade_form",
        severity=Severity.HINT,
        topic=Topic.BPR,
        element_id=reader.node.id,
        ja=Words(
            f"{step.ja}で使う「{form}」を、作る作業も持ってくる人もいません",
            "どこから来るのかを確かめ、作る作業に「作る帳票」として書くか、添付書類の点数に入れてください",
        ),
        en=Words(
            sentence(f"{step.en} uses “{form}”, which nobody makes or brings"),
            "Find out where it comes from; write it into the step that makes it, or count it as an attached document.",
        ),
    )


def _may_be_brought(diagram: Checked, reader: Node) -> bool:
    """True where documents come in before: with a resident who attaches some, or from another organisation."""
    return any(
        reader.id == node.id or reader.id in diagram.graph.reached_from(node.id)
        for node, values in diagram.steps
        if values.attached_documents > 0 or values.performer_kind is PerformerKind.OTHER_ORGANISATION
    )
