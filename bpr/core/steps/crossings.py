"""Where a case passes from one pool to another, and what the pool that it leaves does meanwhile.

A way from a row to a row of another pool is a *crossing*. While the case is away, the pool left behind waits if the
case surely comes back to it: then the crossings by which it first comes back become catching events that the pool
waits at (a lone one directly, several behind an event-based gateway). If the case may end elsewhere, or never comes
back, the pool is done for now: it ends, and if the case does come back, a message start event begins it anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bpr.core.steps.graph import RowEdge, RowGraph


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
        return {edge: self._shared(edge, alone) for edge in alone}

    @cached_property
    def caught(self) -> frozenset[RowEdge]:
        """Crossings that a waiting pool catches; the others begin their pool's work by a message start event."""
        return frozenset(back for backs in self.waits.values() for back in backs)

    def _returns(self, crossing: RowEdge) -> frozenset[RowEdge]:
        """The crossings by which the case first comes back; empty where it may not come back."""
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
        return frozenset(found)

    def _shared(self, crossing: RowEdge, alone: dict[RowEdge, frozenset[RowEdge]]) -> tuple[RowEdge, ...]:
        """Waits that overlap are one wait, so that each catching event has one place where it is waited for."""
        together = set(alone[crossing])
        grown = True
        while grown:
            more = set[RowEdge]().union(*(backs for backs in alone.values() if backs & together))
            grown = not more <= together
            together |= more
        return tuple(edge for edge in self.graph.edges if edge in together)
