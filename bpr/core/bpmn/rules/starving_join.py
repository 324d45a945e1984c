"""A parallel branch that may leave on its way to the join, which then waits for ever."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.branches import TokenGraph, have_disjoint
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel

_EXCLUSIVE = frozenset({"exclusiveGateway", "eventBasedGateway"})


def check(model: ProcessModel) -> Iterator[Finding]:
    graph = TokenGraph(model)
    gateways = [node for node in model.nodes if node.tag == "parallelGateway"]
    deciding = [node for node in model.nodes if node.tag in _EXCLUSIVE and len(graph.outgoing.get(node.id, ())) > 1]
    for join in (node for node in gateways if len(graph.incoming.get(node.id, ())) > 1):
        leaving = next((node for node in deciding if _leaves_between(graph, gateways, node, join)), None)
        if leaving is not None:
            yield Finding(
                rule="starving_join",
                severity=Severity.WARNING,
                element_id=join.id,
                message=f"{named(leaving)}から、並行の合流「{join.name or join.id}」に来ない枝があります",
                remedy="並行する枝は、必ず合流に来るようにしてください。途中で終わる場合は、並行に分かれる前に分けてください",
            )


def _leaves_between(graph: TokenGraph, splits: list[Node], deciding: Node, join: Node) -> bool:
    """True where ``deciding`` is on one of the branches that ``join`` puts together and can miss the join."""
    ways_on = graph.outgoing[deciding.id]
    comes = [edge.target == join.id or join.id in graph.reached_from(edge.target) for edge in ways_on]
    if all(comes) or not any(comes):
        return False
    return any(_is_within(graph, split.id, deciding.id, join.id) for split in splits if split.id != join.id)


def _is_within(graph: TokenGraph, split: str, inner: str, join: str) -> bool:
    ways_in = [branches for _, branches in graph.branches_by_way_in(split, join)]
    return have_disjoint(ways_in) and inner in graph.reached_from(split, stop=join)
