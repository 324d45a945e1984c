"""The rows of a workflow table as a graph: which row follows which, by position in the table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from bpr.core.steps.next_text import row_number
from bpr.core.steps.rows import Branch, Next, NextKind, StepRow

END = -1  # position of "the case ends here"
UNKNOWN = -2  # position of a row that is named but not there


@dataclass(frozen=True, kw_only=True, slots=True)
class RowEdge:
    """One way on from a row. ``branch`` counts the row's ways on from 0; ``target`` is a position or END."""

    source: int
    branch: int
    target: int
    share: Decimal | None = None
    label: str = ""
    share_range: tuple[Decimal, Decimal] | None = None
    share_of: int | None = None


@dataclass(frozen=True, kw_only=True)
class RowGraph:
    """Rows with their ways on. ``splits`` are the rows that need a gateway after them, with the kind of it."""

    rows: tuple[StepRow, ...]
    edges: tuple[RowEdge, ...]
    splits: dict[int, NextKind]

    @cached_property
    def outgoing(self) -> dict[int, tuple[RowEdge, ...]]:
        return {at: tuple(edge for edge in self.edges if edge.source == at) for at in range(len(self.rows))}

    @cached_property
    def incoming(self) -> dict[int, tuple[RowEdge, ...]]:
        return {at: tuple(edge for edge in self.edges if edge.target == at) for at in range(len(self.rows))}

    @cached_property
    def loop_edges(self) -> frozenset[RowEdge]:
        """Edges that lead back to a row which the case is still on its way from (found walking in branch order)."""
        found: set[RowEdge] = set()
        done: set[int] = set()
        for start in range(len(self.rows)):
            if start not in done:
                found |= self._loops_from(start, done)
        return frozenset(found)

    def _loops_from(self, start: int, done: set[int]) -> set[RowEdge]:
        found: set[RowEdge] = set()
        path = {start}
        stack: list[tuple[int, Iterator[RowEdge]]] = [(start, iter(self.outgoing[start]))]
        while stack:
            at, ways = stack[-1]
            edge = next(ways, None)
            if edge is None:
                stack.pop()
                path.discard(at)
                done.add(at)
            elif edge.target in path:
                found.add(edge)
            elif edge.target >= 0 and edge.target not in done:
                path.add(edge.target)
                stack.append((edge.target, iter(self.outgoing[edge.target])))
        return found

    def reached(self) -> set[int]:
        """Rows that a case can come to from the first row."""
        return self._spread({0} if self.rows else set(), forward=True)

    def ending(self) -> set[int]:
        """Rows from which a case can come to its end."""
        last = {edge.source for edge in self.edges if edge.target == END and edge.share != 0}
        return self._spread(last, forward=False)

    def _spread(self, seeds: set[int], *, forward: bool) -> set[int]:
        found, todo = set[int](), list(seeds)
        while todo:
            at = todo.pop()
            if at in found:
                continue
            found.add(at)
            near = self.outgoing[at] if forward else self.incoming[at]
            todo.extend(edge.target if forward else edge.source for edge in near if edge.share != 0)
            todo = [other for other in todo if other >= 0]
        return found


def row_graph(rows: Sequence[StepRow]) -> RowGraph:
    """The graph of ``rows``. A way on to a row that is not there is left out (``next_problems`` names it)."""
    positions = positions_by_number(rows)
    nexts = [canonical_next(row.next, at, rows, positions) for at, row in enumerate(rows)]
    edges = tuple(edge for at, next_ in enumerate(nexts) for edge in _edges(at, next_, len(rows), positions))
    splits = {at: next_.kind for at, next_ in enumerate(nexts) if _needs_gateway(next_)}
    return RowGraph(rows=tuple(rows), edges=edges, splits=splits)


def positions_by_number(rows: Sequence[StepRow]) -> dict[str, int]:
    """Row positions by 作業番号; the first row has it where two have the same."""
    found: dict[str, int] = {}
    for at, row in enumerate(rows):
        if row.values.number.strip():
            found.setdefault(row_number(row.values.number), at)
    return found


def target_position(branch: Branch, positions: dict[str, int]) -> int:
    return positions.get(row_number(branch.to), UNKNOWN) if branch.to else END


def canonical_next(next_: Next, at: int, rows: Sequence[StepRow], positions: dict[str, int]) -> Next:
    """The one way of writing ``next_``: a lone branch is a plain way on, the following row is not named.

    Branches to rows that are not there are left out; where none is left, the table goes on with the next row.
    """
    if next_.kind is NextKind.END:
        next_ = Next(kind=NextKind.END, branches=(Branch(to=""),))
    known = [branch for branch in next_.branches if target_position(branch, positions) != UNKNOWN]
    named = tuple(replace(branch, to=_as_numbered(branch, rows, positions)) for branch in known)
    if not named:
        return Next()
    if len(named) == 1 and next_.kind is not NextKind.INCLUSIVE and named[0].share in (None, Decimal(1)):
        return _plain(named[0], at, len(rows), positions)
    if next_.kind is NextKind.PARALLEL:
        named = tuple(Branch(to=branch.to, label=branch.label) for branch in named)
    return Next(kind=NextKind.EXCLUSIVE if next_.kind is NextKind.GOTO else next_.kind, branches=named)


def _as_numbered(branch: Branch, rows: Sequence[StepRow], positions: dict[str, int]) -> str:
    position = target_position(branch, positions)
    return rows[position].values.number if position >= 0 else ""


def _plain(branch: Branch, at: int, count: int, positions: dict[str, int]) -> Next:
    target = target_position(branch, positions)
    if branch.label:
        return Next(kind=NextKind.EXCLUSIVE, branches=(Branch(to=branch.to, label=branch.label),))
    if target == following(at, count):
        return Next()
    return Next(kind=NextKind.GOTO, branches=(Branch(to=branch.to),)) if branch.to else Next(kind=NextKind.END)


def following(at: int, count: int) -> int:
    return at + 1 if at + 1 < count else END


def _needs_gateway(next_: Next) -> bool:
    lone = len(next_.branches) <= 1 and all(branch.share is None for branch in next_.branches)
    return not lone or next_.kind is NextKind.INCLUSIVE


def _edges(at: int, next_: Next, count: int, positions: dict[str, int]) -> Iterator[RowEdge]:
    if next_.kind in (NextKind.FOLLOWING, NextKind.END):
        yield RowEdge(source=at, branch=0, target=END if next_.kind is NextKind.END else following(at, count))
        return
    for index, branch in enumerate(next_.branches):
        target = target_position(branch, positions)
        yield RowEdge(
            source=at, branch=index, target=target, share=branch.share, label=branch.label,
            share_range=branch.share_range, share_of=branch.share_of,
        )  # fmt: skip
