"""Where flows meet before a row: which wait for each other and which simply merge.

The branches of one parallel or inclusive split that meet again wait for each other; every other meeting is an
exclusive merge. For each split, :func:`meeting` finds out which branches each incoming way belongs to (walking from
the branches without going past the row, the split, or a loop back). Ways of overlapping branches are alternatives of
each other and merge; what is left of different branches joins. Inner splits come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bpr.core.steps.graph import RowEdge, RowGraph
from bpr.core.steps.rows import NextKind

WAITING_KINDS = frozenset({NextKind.PARALLEL, NextKind.INCLUSIVE})


@dataclass(frozen=True, slots=True)
class Meeting:
    """Ways that meet: an exclusive merge (``split`` None) or a join of the branches of the row ``split``."""

    parts: tuple[Meeting | RowEdge, ...]
    split: int | None = None


def meeting(graph: RowGraph, at: int) -> tuple[Meeting | RowEdge, ...]:
    """The ways into row ``at``: joins already made where branches wait, loops back left as they are."""
    parts: list[Meeting | RowEdge] = list(graph.incoming[at])
    for split, branches in _splits_inside_out(graph, at):
        covered = [part for part in parts if _branches_of(part, branches)]
        groups = _overlapping(covered, branches)
        if len(groups) > 1:
            first = parts.index(covered[0])
            rest = [part for part in parts if part not in covered]
            joined = Meeting(tuple(group[0] if len(group) == 1 else Meeting(tuple(group)) for group in groups), split)
            parts = [*rest[:first], joined, *rest[first:]]
    return tuple(parts)


def _splits_inside_out(graph: RowGraph, at: int) -> list[tuple[int, dict[RowEdge, frozenset[int]]]]:
    splits = [split for split, kind in graph.splits.items() if kind in WAITING_KINDS]
    found = [(split, _branches_by_edge(graph, split, at)) for split in splits]
    return sorted(((split, by) for split, by in found if by), key=lambda item: (len(item[1]), -item[0]))


def _branches_by_edge(graph: RowGraph, split: int, at: int) -> dict[RowEdge, frozenset[int]]:
    """For each way into ``at`` the branches of ``split`` that lead to it."""
    found: dict[RowEdge, set[int]] = {}
    for edge in graph.outgoing[split]:
        for last in _last_edges(graph, edge, stop=frozenset({split, at}), at=at):
            found.setdefault(last, set()).add(edge.branch)
    return {edge: frozenset(branches) for edge, branches in found.items()}


def _last_edges(graph: RowGraph, first: RowEdge, *, stop: frozenset[int], at: int) -> Iterable[RowEdge]:
    seen, todo = set[RowEdge](), [first]
    while todo:
        edge = todo.pop()
        if edge in seen:
            continue
        seen.add(edge)
        if edge.target == at:
            yield edge
        elif edge.target >= 0 and edge.target not in stop and edge not in graph.loop_edges:
            todo.extend(graph.outgoing[edge.target])


def _branches_of(part: Meeting | RowEdge, branches: dict[RowEdge, frozenset[int]]) -> frozenset[int]:
    if isinstance(part, RowEdge):
        return branches.get(part, frozenset())
    return frozenset().union(*(_branches_of(inner, branches) for inner in part.parts))


def _overlapping(
    parts: Sequence[Meeting | RowEdge], branches: dict[RowEdge, frozenset[int]]
) -> list[list[Meeting | RowEdge]]:
    """Parts in groups that share a branch, in order of appearance."""
    groups: list[tuple[frozenset[int], list[Meeting | RowEdge]]] = []
    for part in parts:
        own = _branches_of(part, branches)
        same = [group for group in groups if group[0] & own]
        own = own.union(*(group[0] for group in same))
        members = [member for group in same for member in group[1]]
        groups = [group for group in groups if group not in same] + [(own, [*members, part])]
    return [members for _, members in groups]
