"""Shapes that lie over each other hide what is written in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence
from bpr.core.bpmn.model import Node
from bpr.core.bpmn.shapes import overlapping


def check(diagram: Checked) -> Iterator[Finding]:
    for nodes in _planes(diagram):
        for first, second in overlapping(nodes):
            one, other = diagram.named(first), diagram.named(second)
            yield Finding(
                rule="overlapping_shapes",
                severity=Severity.WARNING,
                topic=Topic.DRAWING,
                element_id=second.id,
                related=(first.id,),
                ja=Words(f"{other.ja}が{one.ja}と重なっています", "重ならないように離してください"),
                en=Words(sentence(f"{other.en} lies over {one.en}"), "Move them apart."),
            )


def _planes(diagram: Checked) -> Iterable[list[Node]]:
    """Shapes that share a surface: those of all pools, and those inside one sub-process. Boundary events lie on
    their activity by intent."""
    found = defaultdict(list)
    nodes = diagram.model.node_by_id
    for node in diagram.drawn:
        if node.tag != "boundaryEvent":
            found[node.parent if node.parent in nodes else ""].append(node)
    return found.values()
