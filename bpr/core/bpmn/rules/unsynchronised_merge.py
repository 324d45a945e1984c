"""Branches that run at once and meet without waiting: everything behind would be done once per branch."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.branches import TokenGraph, have_disjoint
from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence
from bpr.core.bpmn.model import Node

_WAITING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
_SPLITTING = frozenset({"parallelGateway", "inclusiveGateway"})


def check(diagram: Checked) -> Iterator[Finding]:
    graph = diagram.graph
    splits = [node for node in graph.splits if node.tag in _SPLITTING]
    meetings = [node for node in graph.meetings if node.tag not in _WAITING and node.tag != "endEvent"]
    for node in meetings if splits else ():
        split = next((split for split in splits if _doubles(graph, split, node)), None)
        if split is not None:
            yield _finding(diagram, split, node)


def _finding(diagram: Checked, split: Node, node: Node) -> Finding:
    before, name = diagram.named(split), diagram.named(node)
    return Finding(
        rule="unsynchronised_merge",
        severity=Severity.WARNING,
        topic=Topic.STRUCTURE,
        element_id=node.id,
        related=(split.id,),
        ja=Words(
            f"{before.ja}で同時に進む枝が、待ち合わせずに{name.ja}に来ています",
            "分かれたときと同じ種類の合流を置いて待ち合わせてください。そのままでは後の作業を枝の数だけ数えます",
        ),
        en=Words(
            sentence(f"branches of {before.en} meet at {name.en} without waiting for each other"),
            "Join them with a gateway of the kind that splits them; otherwise later steps count once per branch.",
        ),
    )


def _doubles(graph: TokenGraph, split: Node, node: Node) -> bool:
    """Loops back from behind the split are left aside: they bring the case a second time by intent."""
    behind = graph.reached_from(node.id)
    in_loop = split.id in behind
    ways_in = graph.branches_by_way_in(split.id, node.id)
    return have_disjoint([way.branches for way in ways_in if in_loop or way.edge.source not in behind])
