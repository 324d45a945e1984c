"""Where a case passes from one pool to another, and what the pool that it leaves does meanwhile.

A way from a row to a row of another pool is a *crossing*. While the case is away, the pool left behind waits if the
case surely comes back to it by one of some crossings, and comes by these to no pool that does not wait: then they
become catching events that the pool waits at (a lone one directly, several behind an event-based gateway). Otherwise
(the case may end elsewhere, begins there, or comes back by several ways at once) the pool is done for now: it ends,
and if the case does come back, a message start event begins it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bpr.core.steps.graph import RowEdge, RowGraph
from bpr.core.steps.joins import WAITING_KINDS


@dataclass(frozen=True, kw_only=True)
class Crossings:
    """All crossings of a table. ``processes`` holds the process of each row."""

    graph: RowGraph
    processes: Sequence[str]

    def crosses(self, edge: RowEdge) -> bool:
        return edge.target >= 0 and self.processes[edge.source] != self.processes[edge.target]

    @cached_property
    def waits(self) -> dict[RowEdge, tuple[RowEdge, ...]]:
        """For each crossing after which its pool waits: the crossings that it waits for."""
        alone = {edge: back for edge in self.graph.edges if self.crosses(edge) and (back := self._returns(edge))}
        while begun := frozenset(back for backs in alone.values() for back in backs if self._begins(back, alone)):
            alone = {edge: backs for edge, backs in alone.items() if not backs & begun}
        return {edge: self._shared(edge, alone) for edge in alone}

    @cached_property
    def caught(self) -> frozenset[RowEdge]:
        """Crossings that a waiting pool catches; the others begin their pool's work by a message start event."""
        return frozenset(back for backs in self.waits.values() for back in backs)

    def _returns(self, crossing: RowEdge) -> frozenset[RowEdge]:
        """The crossings by one of which the case first comes back; empty where it may not, or by several at once."""
        own = self.processes[crossing.source]
        found, seen, todo = set[RowEdge](), set[int](), [crossing.target]
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            for edge in self.graph.outgoing[at]:
                if edge.target < 0:
                    return frozenset()
                if self.processes[edge.target] == own:
                    found.add(edge)
                else:
                    todo.append(edge.target)
        several = any(self.graph.splits.get(at) in WAITING_KINDS for at in seen)
        return frozenset() if several and len(found) > 1 else frozenset(found)

    def _begins(self, back: RowEdge, alone: dict[RowEdge, frozenset[RowEdge]]) -> bool:
        """True where the case may come by ``back`` to a pool that does not wait: for the first time, or once more."""
        own = self.processes[back.target]
        seen, todo = set[int](), [back.source]
        while todo:
            at = todo.pop()
            if at == 0:
                return True
            seen.add(at)
            for edge in self.graph.incoming[at]:
                if self.processes[edge.source] == own and edge not in alone:
                    return True
                if self.processes[edge.source] != own and edge.source not in seen:
                    todo.append(edge.source)
        return False

    def _shared(self, crossing: RowEdge, alone: dict[RowEdge, frozenset[RowEdge]]) -> tuple[RowEdge, ...]:
        """Waits that overlap are one wait, so that each catching event has one place where it is waited for: behind
        an event-based gateway BPMN 2.0 allows it no other way in, and two events for one message would each go on."""
        together = set(alone[crossing])
        grown = True
        while grown:
            more = set[RowEdge]().union(*(backs for backs in alone.values() if backs & together))
            grown = not more <= together
            together |= more
        return tuple(edge for edge in self.graph.edges if edge in together)
