"""Which steps stand before and after which, whatever gateways, events and messages lie between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bpr.core.bpmn.control import ControlEdge, control_edges
from bpr.core.bpmn.model import Node, ProcessModel

START, END = "", "\x00end"  # what stands before the first step and after the last
BoolMatrix = NDArray[np.bool_]


@dataclass(frozen=True)
class Surroundings:
    """The steps (activities) of one model in document order, and how they follow one another."""

    model: ProcessModel

    @cached_property
    def steps(self) -> tuple[Node, ...]:
        return tuple(node for node in self.model.nodes if node.is_activity)

    @cached_property
    def place(self) -> dict[str, int]:
        return {node.id: at for at, node in enumerate(self.steps)}

    @cached_property
    def _edges(self) -> list[ControlEdge]:
        known = self.model.node_by_id
        return [edge for edge in control_edges(self.model) if edge.source in known and edge.target in known]

    @cached_property
    def _ahead(self) -> dict[str, list[str]]:
        return _grouped((edge.source, edge.target) for edge in self._edges)

    @cached_property
    def _behind(self) -> dict[str, list[str]]:
        return _grouped((edge.target, edge.source) for edge in self._edges)

    @property
    def has_flow(self) -> bool:
        return bool(self._edges)

    def next_steps(self, node_id: str) -> frozenset[str]:
        """Ids of the next steps on every way from a node; END where a way ends."""
        return self._nearest(node_id, self._ahead, END)

    def earlier_steps(self, node_id: str) -> frozenset[str]:
        """Ids of the steps just before a node; START where a way begins."""
        return self._nearest(node_id, self._behind, START)

    def _nearest(self, node_id: str, ways: Mapping[str, list[str]], border: str) -> frozenset[str]:
        found, seen, todo = set[str](), {node_id}, list(ways.get(node_id, ()))
        if not todo:
            return frozenset({border})
        while todo:
            here = todo.pop()
            if here in self.place:
                found.add(here)
            elif here not in seen:
                seen.add(here)
                todo += ways.get(here) or ()
                if not ways.get(here):
                    found.add(border)
        return frozenset(found)

    def adjacency(self, around: Callable[[str], frozenset[str]]) -> NDArray[np.float64]:
        """Steps × (steps and the border): 1 where the second stands in ``around`` of the first."""
        matrix = np.zeros((len(self.steps), len(self.steps) + 1))
        for row, node in enumerate(self.steps):
            for other in around(node.id):
                matrix[row, self.place.get(other, len(self.steps))] = 1.0
        return matrix

    @cached_property
    def positions(self) -> NDArray[np.float64]:
        """Where in the process each step stands, 0..1, by document order."""
        return np.linspace(0.0, 1.0, len(self.steps)) if len(self.steps) > 1 else np.zeros(len(self.steps))

    @cached_property
    def precedes(self) -> BoolMatrix:
        """Whether one step comes before another on some way, ways back left out. By document order where nothing
        flows."""
        size = len(self.steps)
        if not self.has_flow:
            return np.triu(np.ones((size, size), dtype=bool), 1)
        matrix = np.zeros((size, size), dtype=bool)
        for source, reached in self._reached_forward().items():
            matrix[self.place[source], [self.place[target] for target in reached]] = True
        return matrix

    def _reached_forward(self) -> dict[str, set[str]]:
        """Steps reached from each step without a way back."""
        order, back = _finished(self.model, self._ahead)
        reached: dict[str, set[str]] = {}
        for node_id in order:  # what comes later is finished first
            later: set[str] = set()
            for target in self._ahead.get(node_id, ()):
                if (node_id, target) not in back:
                    later |= reached[target] | ({target} if target in self.place else set())
            reached[node_id] = later
        return {node_id: later for node_id, later in reached.items() if node_id in self.place}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _finished(model: ProcessModel, ahead: Mapping[str, Sequence[str]]) -> tuple[list[str], set[tuple[str, str]]]:
    """Nodes in the order in which a walk in depth finishes them, and the edges that lead back."""
    targets = {target for group in ahead.values() for target in group}
    ids = [node.id for node in model.nodes if node.is_flow_node]
    order: list[str] = []
    state: dict[str, int] = {}  # 1: on the way, 2: finished
    back: set[tuple[str, str]] = set()
    for start in (*(node_id for node_id in ids if node_id not in targets), *ids):
        _walk(start, ahead, state, order, back)
    return order, back


def _walk(
    start: str,
    ahead: Mapping[str, Sequence[str]],
    state: dict[str, int],
    order: list[str],
    back: set[tuple[str, str]],
) -> None:
    todo = [(start, iter(ahead.get(start, ())))] if start not in state else []
    if todo:
        state[start] = 1
    while todo:
        here, ways = todo[-1]
        target = next(ways, None)
        if target is None:
            state[here] = 2
            order.append(here)
            todo.pop()
        elif state.get(target) == 1:
            back.add((here, target))
        elif target not in state:
            state[target] = 1
            todo.append((target, iter(ahead.get(target, ()))))
