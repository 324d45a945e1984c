"""Which branches of a gateway lead to which way into a node: the base of the checks of splits and joins."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from bpr.core.bpmn.control import ControlEdge, control_edges
from bpr.core.bpmn.model import ProcessModel


class TokenGraph:
    """The way of one case with quick answers about splits and meetings."""

    def __init__(self, model: ProcessModel) -> None:
        self.edges = control_edges(model)

    @cached_property
    def outgoing(self) -> dict[str, list[ControlEdge]]:
        found = defaultdict(list)
        for edge in self.edges:
            found[edge.source].append(edge)
        return found

    @cached_property
    def incoming(self) -> dict[str, list[ControlEdge]]:
        found = defaultdict(list)
        for edge in self.edges:
            found[edge.target].append(edge)
        return found

    def reached_from(self, node_id: str, *, stop: str = "") -> set[str]:
        """Nodes behind ``node_id`` (itself only by a loop), not going past ``stop``."""
        found: set[str] = set()
        todo = [edge.target for edge in self.outgoing.get(node_id, ())]
        while todo:
            at = todo.pop()
            if at not in found:
                found.add(at)
                todo += [edge.target for edge in self.outgoing.get(at, ()) if at != stop]
        return found

    def branches_by_way_in(self, split: str, at: str) -> list[tuple[ControlEdge, frozenset[int]]]:
        """For each way into ``at`` the branches of ``split`` that lead to it without passing ``at`` before."""
        behind = [
            {edge.target} | (self.reached_from(edge.target, stop=at) if edge.target != at else set())
            for edge in self.outgoing.get(split, ())
        ]
        return [(edge, self._branches_to(edge, split, at, behind)) for edge in self.incoming.get(at, ())]

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
