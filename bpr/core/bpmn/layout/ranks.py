"""Columns: links that go back are found and set aside, the rest decide how far right each item stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bpr.core.bpmn.layout.parts import Item, Link, LinkKind

_DISTANCE = {LinkKind.CONTROL: 1, LinkKind.MESSAGE: 0}


@dataclass(frozen=True, slots=True)
class _Graph:
    ids: tuple[str, ...]
    after: dict[str, list[tuple[str, int]]]  # target, distance
    before: dict[str, list[str]]


def assign_columns(items: Sequence[Item], links: Sequence[Link]) -> dict[str, int]:
    """Column of each item. Items on a host share its column, items beside another one stand in its column."""
    hosts = {item.id: item.host for item in items if item.host}
    free = [item.id for item in items if not (item.host or item.beside or item.is_band)]
    graph = _graph(free, links, hosts)
    columns = _longest_paths(graph)
    _pull_starts(graph, columns)
    _spread_isolated(graph, columns)
    for item in items:
        if item.host or item.beside:
            columns[item.id] = columns.get(item.host or hosts.get(item.beside, item.beside), 0)
        elif item.is_band:
            columns[item.id] = 0
    return columns


def _graph(ids: Sequence[str], links: Iterable[Link], hosts: dict[str, str]) -> _Graph:
    known = set(ids)
    after: dict[str, list[tuple[str, int]]] = {item_id: [] for item_id in ids}
    for link in links:
        source, target = hosts.get(link.source, link.source), hosts.get(link.target, link.target)
        if link.kind in _DISTANCE and source in known and target in known and source != target:
            after[source].append((target, _DISTANCE[link.kind]))
    return _without_cycles(_with_before(tuple(ids), after))


def _with_before(ids: tuple[str, ...], after: dict[str, list[tuple[str, int]]]) -> _Graph:
    before: dict[str, list[str]] = {item_id: [] for item_id in ids}
    for source, targets in after.items():
        for target, _ in targets:
            before[target].append(source)
    return _Graph(ids, after, before)


def _without_cycles(graph: _Graph) -> _Graph:
    """Drop each link that a depth-first walk from the starts finds to lead back onto its own path."""
    roots = [item_id for item_id in graph.ids if not graph.before[item_id]]
    kept: dict[str, list[tuple[str, int]]] = {item_id: [] for item_id in graph.ids}
    done: set[str] = set()
    for root in [*roots, *graph.ids]:
        _walk(root, graph, kept, done)
    return _with_before(graph.ids, kept)


def _walk(root: str, graph: _Graph, kept: dict[str, list[tuple[str, int]]], done: set[str]) -> None:
    if root in done:
        return
    path = {root}
    stack = [(root, iter(graph.after[root]))]
    while stack:
        here, targets = stack[-1]
        step = next(targets, None)
        if step is None:
            stack.pop()
            path.discard(here)
            done.add(here)
        elif step[0] not in path:
            kept[here].append(step)
            if step[0] not in done:
                path.add(step[0])
                stack.append((step[0], iter(graph.after[step[0]])))


def _order(graph: _Graph) -> list[str]:
    """Topological order, stable in document order."""
    missing = {item_id: len(graph.before[item_id]) for item_id in graph.ids}
    ready = [item_id for item_id in graph.ids if not missing[item_id]]
    for here in ready:
        for target, _ in graph.after[here]:
            missing[target] -= 1
            if not missing[target]:
                ready.append(target)
    return ready


def _longest_paths(graph: _Graph) -> dict[str, int]:
    columns = dict.fromkeys(graph.ids, 0)
    for here in _order(graph):
        for target, distance in graph.after[here]:
            columns[target] = max(columns[target], columns[here] + distance)
    return columns


def _pull_starts(graph: _Graph, columns: dict[str, int]) -> None:
    """Starts (and chains that lead from them alone) stand directly before what they lead to."""
    loose: list[str] = []
    seen: set[str] = set()
    for here in _order(graph):
        before = graph.before[here]
        if not before or (len(before) == 1 and before[0] in seen and len(graph.after[before[0]]) == 1):
            seen.add(here)
            loose.append(here)
    for here in reversed(loose):
        if graph.after[here]:
            columns[here] = min(columns[target] - distance for target, distance in graph.after[here])


def _spread_isolated(graph: _Graph, columns: dict[str, int]) -> None:
    """Items that nothing leads to or from stand side by side instead of in one pile."""
    isolated = [item_id for item_id in graph.ids if not graph.before[item_id] and not graph.after[item_id]]
    for column, item_id in enumerate(isolated):
        columns[item_id] = column
