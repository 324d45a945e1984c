"""A parallel join behind an exclusive split waits for a branch that is never taken."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.branches import TokenGraph, have_disjoint
from bpr.core.bpmn.finding import Finding, Severity, named
from bpr.core.bpmn.model import Node, ProcessModel

_EXCLUSIVE = frozenset({"exclusiveGateway", "eventBasedGateway"})


def check(model: ProcessModel) -> Iterator[Finding]:
    graph = TokenGraph(model)
    splits = [node for node in model.nodes if node.tag in _EXCLUSIVE and len(graph.outgoing.get(node.id, ())) > 1]
    joins = [node for node in model.nodes if node.tag == "parallelGateway" and len(graph.incoming.get(node.id, ())) > 1]
    for join in joins:
        split = next((split for split in splits if _starves(graph, split, join)), None)
        if split is not None:
            yield Finding(
                rule="deadlocking_join",
                severity=Severity.ERROR,
                element_id=join.id,
                message=f"{named(split)}で一つに決まる枝を、並行の合流「{join.name or join.id}」で待ち合わせています",
                remedy="どれか一つに分かれた枝は、待ち合わせずに合流させてください",
            )


def _starves(graph: TokenGraph, split: Node, join: Node) -> bool:
    return have_disjoint([branches for _, branches in graph.branches_by_way_in(split.id, join.id)])
