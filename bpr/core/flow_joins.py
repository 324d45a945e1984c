"""Joins of several tokens: which splits they wait for, and whether what they wait for ever comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from bpr.core.flow_errors import FlowError, label
from bpr.core.flow_expand import element_of
from bpr.core.flow_graph import SplitKind, TokenGraph, with_generic_shares
from bpr.core.flow_solve import reachable

_AWAITING_TAGS = frozenset({"inclusiveGateway", "complexGateway"})
Visits = Mapping[str, Fraction]


def splits_awaited(graph: TokenGraph, node: str) -> list[str]:
    """The splits whose tokens an inclusive join waits for; none where it is an ordinary merge."""
    if not graph.is_join(node) or graph.model.node_by_id[node].tag not in _AWAITING_TAGS:
        return []
    several = {
        split for split, kind in graph.splits.items() if kind is not SplitKind.EXCLUSIVE and split in graph.reached
    }
    closed = {split for split in several if graph.postdominators.get(split) == node}
    outer = [split for split in closed if not any(graph.dominates(other, split) for other in closed - {split})]
    inside = reachable(graph.successors, outer, frozenset({node}))
    if all(edge.source in inside for edge in graph.incoming[node]):
        return sorted(outer)
    split = graph.dominators[node]
    if split not in several:
        return []
    raise FlowError(
        f"合流{label(graph.model, node)}が、分岐{label(graph.model, split)}の枝をすべては受けていません。"
        "分岐したすべての枝を同じ合流へ集めてください",
        element_id=element_of(node),
    )


def check_joins(graph: TokenGraph, visits: Visits, solve: Callable[[TokenGraph], Visits]) -> None:
    """FlowError at a parallel join that waits for ever."""
    joins = [node.id for node in graph.model.nodes if node.id in graph.reached and graph.waits_for_all(node.id)]
    if not joins:
        return
    generic = with_generic_shares(graph)
    generic_visits = solve(generic)
    for node in joins:
        _check_join(graph, visits, node)
        _check_join(generic, generic_visits, node)


def _check_join(graph: TokenGraph, visits: Visits, node: str) -> None:
    """As many tokens must come by each way, and none of them may need the join to have run before.

    Shares that happen to be equal (50 % and 50 %) say nothing: the caller also asks with arbitrary other shares.
    """
    edges = graph.incoming[node]
    arriving = {edge.share * visits.get(edge.source, Fraction(0)) for edge in edges}
    if len(arriving) == 1 and not any(graph.dominates(node, edge.source) for edge in edges):
        return
    raise FlowError(
        f"並行の合流{label(graph.model, node)}で、そろわない枝を待ち続けます。"
        "並行の分岐と合流を対にするか、合流を排他の合流に直してください",
        element_id=element_of(node),
    )


def endings_in_parallel(graph: TokenGraph) -> list[str]:
    """Sentences about terminating ends that other branches may still be under way at: those count in full."""
    ends = [
        node.id
        for node in graph.model.nodes
        if "terminateEventDefinition" in node.event_definitions and node.id in graph.reached
    ]
    splits = [split for split, kind in graph.splits.items() if kind is not SplitKind.EXCLUSIVE]
    open_splits = [split for split in splits if split in graph.successors]
    return [
        f"すべてを終わらせる終了{label(graph.model, end)}のときも、並行するほかの枝は最後まで行うものとしました"
        for end in ends
        if any(end in _before_meeting(graph, split) for split in open_splits)
    ]


def _before_meeting(graph: TokenGraph, split: str) -> set[str]:
    meeting = frozenset({graph.postdominators.get(split, split)})
    return reachable(graph.successors, graph.successors[split], meeting)
