"""The shares of exclusive branches make 100 % in all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence

_EXCLUSIVE = frozenset({"exclusiveGateway", "eventBasedGateway", "complexGateway"})


def check(diagram: Checked) -> Iterator[Finding]:
    model = diagram.model
    for node in model.nodes:
        flows = model.outgoing.get(node.id, ()) if node.tag in _EXCLUSIVE else ()
        shares = [flow.share for flow in flows]
        total = sum((share for share in shares if share is not None), Decimal(0))
        if flows and (total > 1 or (None not in shares and total != 1)):
            name, percent = diagram.named(node), f"{(total * 100).normalize():f}%"
            yield Finding(
                rule="share_sum",
                severity=Severity.ERROR,
                topic=Topic.FIGURES,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}から出る枝の割合が、合わせて{percent}です",
                    "枝の割合の合計が100%になるように直してください",
                ),
                en=Words(
                    sentence(f"the branches after {name.en} make {percent} in all"),
                    "Correct the shares so that they add up to 100%.",
                ),
            )
