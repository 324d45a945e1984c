"""The default flow is taken where no other branch's condition holds: it leaves the gateway and has no condition."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Name, Severity, Topic, Words, sentence

_LEAVES_ELSEWHERE = Name("が、ここから出ていません", "does not leave it")
_HAS_CONDITION = Name("に、条件がついています", "has a condition")


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        if not node.default_flow:
            continue
        flow = next((flow for flow in model.outgoing.get(node.id, ()) if flow.id == node.default_flow), None)
        if flow is None or flow.has_condition:
            name = diagram.named(node)
            wrong = _LEAVES_ELSEWHERE if flow is None else _HAS_CONDITION
            yield Finding(
                rule="wrong_default_flow",
                severity=Severity.WARNING,
                topic=Topic.STRUCTURE,
                element_id=node.id,
                related=(flow.id,) if flow else (),
                ja=Words(
                    f"{name.ja}の「どれでもない場合」の枝{wrong.ja}",
                    "「どれでもない場合」の枝は、ここから出る枝のうち条件のないものにしてください",
                ),
                en=Words(
                    sentence(f"the default flow of {name.en} {wrong.en}"),
                    "Make a branch that leaves it, and that has no condition, the default.",
                ),
            )
