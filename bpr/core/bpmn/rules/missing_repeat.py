"""A repetition without a count: the step is calculated as carried out once."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, named, sentence


def check(diagram: Checked) -> Iterator[Finding]:
    for node in diagram.model.nodes:
        if node.is_activity and node.loop and node.repeat is None:
            name = named(node)
            yield Finding(
                rule="missing_repeat",
                severity=Severity.WARNING,
                topic=Topic.FIGURES,
                element_id=node.id,
                ja=Words(
                    f"{name.ja}に繰返しの印がありますが、回数が入っていません",
                    "1回とみなしています。1件あたりの平均の回数を入れてください（例：2.5）",
                ),
                en=Words(
                    sentence(f"{name.en} is marked as repeated, but has no count"),
                    "It is taken as carried out once. Enter the mean number of times per case (for example: 2.5).",
                ),
            )
