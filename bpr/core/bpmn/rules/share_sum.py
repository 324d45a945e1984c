"""The shares of exclusive branches make 100 % in all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import ProcessModel

_EXCLUSIVE = frozenset({"exclusiveGateway", "eventBasedGateway", "complexGateway"})


def check(model: ProcessModel) -> Iterator[Finding]:
    for node in model.nodes:
        flows = model.outgoing.get(node.id, ()) if node.tag in _EXCLUSIVE else ()
        shares = [flow.share for flow in flows]
        total = sum((share for share in shares if share is not None), Decimal(0))
        if flows and (total > 1 or (None not in shares and total != 1)):
            yield Finding(
                rule="share_sum",
                severity=Severity.ERROR,
                element_id=node.id,
                message=f"{named(node)}の後の枝の割合が、合わせて{(total * 100).normalize():f}%です",
                remedy="枝の割合の合計が100%になるように直してください",
            )
