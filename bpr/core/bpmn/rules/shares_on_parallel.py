"""Branches of a parallel gateway are all taken: shares on them are not used, so somebody meant a decision."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        flows = model.outgoing.get(node.id, ()) if node.tag == "parallelGateway" else ()
        shared = [flow.id for flow in flows if flow.share not in (None, 1)]
        if shared:
            name = diagram.named(node)
            yield Finding(
                rule="shares_on_parallel",
                severity=Severity.WARNING,
                topic=Topic.FIGURES,
                element_id=node.id,
                related=tuple(shared),
                ja=Words(
                    f"{name.ja}はすべての枝に進みますが、枝に割合が書いてあります",
                    "一つに分かれるなら排他の分岐に、一部に進むなら複数選択の分岐に変えてください。そうでなければ割合を消してください",
                ),
                en=Words(
                    sentence(f"{name.en} takes all its branches, yet shares are written on them"),
                    "Make it an exclusive or inclusive gateway if not all are taken; otherwise delete the shares.",
                ),
            )
