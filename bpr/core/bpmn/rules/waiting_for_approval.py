"""A case that lies a working day or longer before an approval, which itself takes minutes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bpr.core.bpmn.approvals import is_approval
from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence

_LONG = Decimal(24 * 60)  # minutes that pass, not minutes of work


def check(diagram: Checked) -> Iterator[Finding]:
    for node, values in diagram.steps:
        if values.waiting_minutes >= _LONG and is_approval(node):
            name, days = named(node), f"{(values.waiting_minutes / _LONG).quantize(Decimal('0.1')).normalize():f}"
            yield Finding(
                rule="waiting_for_approval",
                severity=Severity.HINT,
                topic=Topic.BPR,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}の前で、{days}日待っています",
                    "電子決裁にする、専決にする、決裁の日を決めておくなどして、待ち時間を減らせないか検討してください",
                ),
                en=Words(
                    sentence(f"the case waits {days} day{'' if days == '1' else 's'} before {name.en}"),
                    "Consider electronic approval, delegation, or fixed times for approvals.",
                ),
            )
