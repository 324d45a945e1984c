"""Parallel branches that meet without waiting: everything behind would be done once per branch."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.branches import TokenGraph, have_disjoint
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel

_WAITING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


def check(model: ProcessModel) -> Iterator[Finding]:
    graph = TokenGraph(model)
    splits = [
        node for node in model.nodes if node.tag == "parallelGateway" and len(graph.outgoing.get(node.id, ())) > 1
    ]
    meetings = [
        node
        for node in model.nodes
        if node.tag not in _WAITING and node.tag != "endEvent" and len(graph.incoming.get(node.id, ())) > 1
    ]
    for node in meetings:
        split = next((split for split in splits if _doubles(graph, split, node)), None)
        if split is not None:
            yield Finding(
                rule="unsynchronised_merge",
                severity=Severity.WARNING,
                element_id=node.id,
                message=f"{named(split)}で並行に分かれた枝が、待ち合わせずに{named(node)}に来ています",
                remedy="並行の合流を置いて待ち合わせてください。そのままでは後の作業を枝の数だけ数えます",
            )


def _doubles(graph: TokenGraph, split: Node, node: Node) -> bool:
    """Loops back from behind the split are left aside: they bring the case a second time by intent."""
    behind = graph.reached_from(node.id)
    in_loop = split.id in behind
    ways_in = graph.branches_by_way_in(split.id, node.id)
    return have_disjoint([branches for edge, branches in ways_in if in_loop or edge.source not in behind])
