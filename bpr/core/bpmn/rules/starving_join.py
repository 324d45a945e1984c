"""A parallel branch that may leave on its way to the join, which then waits for ever."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.branches import DECIDING_TAGS, TokenGraph, have_disjoint
from bpr.core.bpmn.checked import Checked
from bpr.core.bpmn.finding import Finding, Severity, Topic, Words, sentence
from bpr.core.bpmn.model import Node


def check(diagram: Checked) -> Iterator[Finding]:
    graph = diagram.graph
    parallel = [node for node in graph.splits if node.tag == "parallelGateway"]
    deciding = [node for node in graph.splits if node.tag in DECIDING_TAGS] if parallel else []
    for join in (node for node in graph.meetings if node.tag == "parallelGateway"):
        leaving = next((node for node in deciding if _leaves_between(graph, parallel, node, join)), None)
        if leaving is not None:
            yield _finding(diagram, leaving, join)


def _finding(diagram: Checked, leaving: Node, join: Node) -> Finding:
    before, after = diagram.named(leaving), diagram.named(join)
    return Finding(
        rule="starving_join",
        severity=Severity.WARNING,
        topic=Topic.STRUCTURE,
        element_id=join.id,
        related=(leaving.id,),
        ja=Words(
            f"{before.ja}から、{after.ja}に来ない枝があります",
            "並行する枝は、必ず合流に来るようにしてください。途中で終わる場合は、並行に分かれる前に分けてください",
        ),
        en=Words(
            sentence(f"{before.en} has a branch that does not come to {after.en}"),
            "Lead every parallel branch to the join. Decide about cases that end early before the parallel part.",
        ),
    )


def _leaves_between(graph: TokenGraph, splits: list[Node], deciding: Node, join: Node) -> bool:
    """True where ``deciding`` is on one of the branches that ``join`` puts together and can miss the join."""
    ways_on = graph.outgoing[deciding.id]
    comes = [edge.target == join.id or join.id in graph.reached_from(edge.target) for edge in ways_on]
    if all(comes) or not any(comes):
        return False
    return any(_is_within(graph, split.id, deciding.id, join.id) for split in splits if split.id != join.id)


def _is_within(graph: TokenGraph, split: str, inner: str, join: str) -> bool:
    ways_in = [way.branches for way in graph.branches_by_way_in(split, join)]
    return have_disjoint(ways_in) and inner in graph.reached_from(split, stop=join)
