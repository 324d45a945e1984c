"""Two steps of one name one after the other: one may be drawn twice, or the names do not say what differs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, quoted


def check(diagram: Checked) -> Iterator[Finding]:
    for first, second in (pair for chain in diagram.chains for pair in pairwise(chain)):
        if first.name.strip() and first.name.strip() == second.name.strip():
            name = quoted(first.name.strip())
            yield Finding(
                rule="repeated_name",
                severity=Severity.HINT,
                topic=Topic.STRUCTURE,
                element_id=second.id,
                related=(first.id,),
                ja=Words(
                    f"作業{name.ja}が2つ続いています",
                    "同じ作業なら1つにし、違う作業なら違いがわかる名前にしてください",
                ),
                en=Words(
                    f"Two steps {name.en} follow each other",
                    "Keep one if they are the same; otherwise name what is different.",
                ),
            )
