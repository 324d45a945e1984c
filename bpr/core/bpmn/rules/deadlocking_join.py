"""A parallel join behind a split that does not take all branches waits for one that is never taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.branches import DECIDING_TAGS, TokenGraph, have_disjoint
from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence
from bpr.core.bpmn.model import Node


def check(diagram: Checked) -> Iterator[Finding]:
    graph = diagram.graph
    splits = [node for node in graph.splits if node.tag in DECIDING_TAGS or _takes_some(graph, node)]
    for join in graph.meetings:
        split = next((split for split in splits if _starves(graph, split, join)), None) if _is_join(join) else None
        if split is not None:
            yield _finding(diagram, split, join)


def _finding(diagram: Checked, split: Node, join: Node) -> Finding:
    before, after = diagram.named(split), diagram.named(join)
    some = split.tag == "inclusiveGateway"
    which_ja, which_en = ("一部だけに進むことのある", "some only") if some else ("一つに決まる", "one only")
    return Finding(
        rule="deadlocking_join",
        severity=Severity.ERROR,
        topic=Topic.STRUCTURE,
        element_id=join.id,
        related=(split.id,),
        ja=Words(
            f"{before.ja}で{which_ja}枝を、{after.ja}で待ち合わせています",
            "すべての枝には進まない分岐の後は、待ち合わせずに合流させてください（複数選択の分岐は、複数選択の合流で）",
        ),
        en=Words(
            sentence(f"{after.en} waits for branches of which {before.en} takes {which_en}"),
            "Merge branches that are not all taken with a gateway of the same kind as the one that splits them.",
        ),
    )


def _is_join(node: Node) -> bool:
    return node.tag == "parallelGateway"


def _takes_some(graph: TokenGraph, node: Node) -> bool:
    """An inclusive gateway with a branch that is not always taken."""
    return node.tag == "inclusiveGateway" and any(edge.share not in (None, 1) for edge in graph.outgoing[node.id])


def _starves(graph: TokenGraph, split: Node, join: Node) -> bool:
    return have_disjoint([way.branches for way in graph.branches_by_way_in(split.id, join.id)])
