"""Where cases part, the reader has to see by what: each branch says its case, but for one that is "otherwise"."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence

_DECIDING = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        flows = model.outgoing.get(node.id, ()) if node.tag in _DECIDING else ()
        unlabelled = [flow.id for flow in flows if not flow.name.strip() and flow.id != node.default_flow]
        if len(flows) > 1 and len(unlabelled) > 1:
            name = diagram.named(node)
            yield Finding(
                rule="unlabelled_branch",
                severity=Severity.HINT,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                related=tuple(unlabelled),
                ja=Words(
                    f"{name.ja}から出る枝のうち{len(unlabelled)}本に、どの場合に進むかが書いてありません",
                    "枝に場合を書いてください（例：不備あり、不備なし）",
                ),
                en=Words(
                    sentence(f"{len(unlabelled)} branches after {name.en} do not say in which case they are taken"),
                    "Label the branches (for example: incomplete, complete).",
                ),
            )
