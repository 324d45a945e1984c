"""Which branches of a gateway lead to which way into a node: the base of the checks of splits and joins."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from bpr.core.bpmn.control import ControlEdge, called_ids, control_edges, entry_ids, reached_ids
from bpr.core.bpmn.model import Node, ProcessModel

DECIDING_TAGS = frozenset({"exclusiveGateway", "eventBasedGateway"})


class WayIn(NamedTuple):
    """One way into a node, and the branches of a split (by number) that lead to it."""

    edge: ControlEdge
    branches: frozenset[int]


class TokenGraph:
    """The way of one case with quick answers about splits and meetings."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.edges = control_edges(model)
        self._behind: dict[tuple[str, str], frozenset[str]] = {}

    @cached_property
    def outgoing(self) -> dict[str, list[ControlEdge]]:
        found = defaultdict(list)
        for edge in self.edges:
            found[edge.source].append(edge)
        return dict(found)

    @cached_property
    def incoming(self) -> dict[str, list[ControlEdge]]:
        found = defaultdict(list)
        for edge in self.edges:
            found[edge.target].append(edge)
        return dict(found)

    @cached_property
    def reached(self) -> set[str]:
        """Nodes that a case can come to."""
        return reached_ids(self.edges, [*entry_ids(self.model, self.edges), *called_ids(self.model)])

    @cached_property
    def splits(self) -> tuple[Node, ...]:
        """Gateways with more than one way on, in document order."""
        return tuple(node for node in self.model.nodes if node.is_gateway and len(self.outgoing.get(node.id, ())) > 1)

    @cached_property
    def meetings(self) -> tuple[Node, ...]:
        """Nodes with more than one way in, in document order."""
        return tuple(node for node in self.model.nodes if len(self.incoming.get(node.id, ())) > 1)

    def reached_from(self, node_id: str, *, stop: str = "") -> frozenset[str]:
        """Nodes behind ``node_id`` (itself only by a loop), not going past ``stop``."""
        known = self._behind.get((node_id, stop))
        if known is None:
            known = self._behind[node_id, stop] = self._walk(node_id, stop)
        return known

    def _walk(self, node_id: str, stop: str) -> frozenset[str]:
        found: set[str] = set()
        todo = [edge.target for edge in self.outgoing.get(node_id, ())]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                if at != stop:
                    todo += [edge.target for edge in self.outgoing.get(at, ())]
        return frozenset(found)

    def branches_by_way_in(self, split: str, at: str) -> list[WayIn]:
        """For each way into ``at`` the branches of ``split`` that lead to it without passing ``at`` before."""
        behind = [
            {edge.target} | (self.reached_from(edge.target, stop=at) if edge.target != at else set())
            for edge in self.outgoing.get(split, ())
        ]
        return [WayIn(edge, self._branches_to(edge, split, at, behind)) for edge in self.incoming.get(at, ())]

    def _branches_to(self, way_in: ControlEdge, split: str, at: str, behind: list[set[str]]) -> frozenset[int]:
        branches = self.outgoing.get(split, [])
        return frozenset(
            index
            for index, reached in enumerate(behind)
            if (branches[index] == way_in if way_in.source == split else way_in.source in reached - {at})
        )


def have_disjoint(branches: list[frozenset[int]]) -> bool:
    """True where two ways in come from branches that have nothing in common."""
    known = [branch for branch in branches if branch]
    return any(not one & other for at, one in enumerate(known) for other in known[at + 1 :])
