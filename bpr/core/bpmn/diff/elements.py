"""Gateways, events, data, flows, lanes and pools of two models, once their steps are matched.

Nodes: by id where the sort is the same and the names do not contradict, then by name and by the steps around them.
Flows: by their ends, then by source and name (a flow that now leads elsewhere). Lanes and pools: by name, then by the
steps in them, then by id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np

from bpr.core.bpmn.diff.assignment import best_assignment
from bpr.core.bpmn.diff.entries import ElementDiff, ElementKind, FieldChange
from bpr.core.bpmn.diff.matching import Match
from bpr.core.bpmn.diff.surroundings import Surroundings
from bpr.core.bpmn.diff.wording import Matrix, name_likeness
from bpr.core.bpmn.model import DATA_TAGS, Flow, FlowKind, Lane, Node, Pool, ProcessModel
from bpr.core.values import ChangeKind

T = TypeVar("T", Node, Lane, Pool)
_ALIKE = 0.45
_NAME, _AROUND, _ID = 0.4, 0.5, 0.25
_DRAWN_FLOWS = (FlowKind.SEQUENCE, FlowKind.MESSAGE)


_SORTS: tuple[tuple[ElementKind, Callable[[Node], bool]], ...] = (
    (ElementKind.EVENT, lambda node: node.is_event),
    (ElementKind.GATEWAY, lambda node: node.is_gateway),
    (ElementKind.DATA, lambda node: not node.is_flow_node),
)


@dataclass(frozen=True)
class _Side(Generic[T]):
    """The elements of one kind of one model, and the groups of steps that stand around each."""

    items: Sequence[T]
    names: Sequence[str]
    around: Sequence[frozenset[str]]


def element_entries(before: ProcessModel, after: ProcessModel, matches: Sequence[Match]) -> tuple[ElementDiff, ...]:
    """Each element that is no step, exactly once."""
    groups = (_groups(match.before for match in matches), _groups(match.after for match in matches))
    found = [*_nodes(before, after, groups), *_lanes(before, after, groups), *_pools(before, after, groups)]
    pairs = {entry.before_id: entry.after_id for entry in found if entry.before_id and entry.after_id}
    return (*found, *_flows(before, after, groups, pairs))


Groups = tuple[Mapping[str, str], Mapping[str, str]]


def _groups(sides: Iterable[Sequence[str]]) -> dict[str, str]:
    """By step id, the name of the match it is in."""
    return {step: f"\x00{at}" for at, steps in enumerate(sides) for step in steps}


def _in_words(groups: Mapping[str, str], steps: Iterable[str], side: str) -> frozenset[str]:
    return frozenset(groups.get(step, step) + side for step in steps)


# nodes


def _nodes(before: ProcessModel, after: ProcessModel, groups: Groups) -> Iterator[ElementDiff]:
    old, new = Surroundings(before), Surroundings(after)
    for kind, belongs in _SORTS:
        left, right = _node_side(old, groups[0], belongs), _node_side(new, groups[1], belongs)
        for one, other in _matched(left, right, _same_sort(left.items, right.items)):
            changes = tuple(_node_changes(one, other)) if one and other else ()
            entry = _entry(kind, one, other, changes)
            place = _place_name(new, other) if other else _place_name(old, one) if one else ""
            yield entry if entry.name else replace(entry, name=place)


def _place_name(around: Surroundings, node: Node) -> str:
    """Where a nameless gateway or event stands, as people would say it."""
    names = around.model.node_by_id
    if not node.is_flow_node:
        return ""
    for steps, words in ((around.earlier_steps(node.id), "の後"), (around.next_steps(node.id), "の前")):
        named = sorted((step for step in steps if step in names and names[step].name), key=around.place.__getitem__)
        if named:
            return f"「{names[named[0]].name}」{words}"
    return ""


def _node_side(around: Surroundings, groups: Mapping[str, str], belongs: Callable[[Node], bool]) -> _Side[Node]:
    items = [node for node in around.model.nodes if belongs(node)]
    steps = [
        _in_words(groups, around.earlier_steps(node.id), "<") | _in_words(groups, around.next_steps(node.id), ">")
        if node.is_flow_node
        else frozenset[str]()
        for node in items
    ]
    return _Side(items, [node.name or node.text for node in items], steps)


def _same_sort(old: Sequence[Node], new: Sequence[Node]) -> Matrix:
    """1 where the sort is the same, less where only nearly so, 0 where it cannot be the same."""
    return np.array([[_sort_likeness(a, b) for b in new] for a in old]).reshape(len(old), len(new))


def _sort_likeness(old: Node, new: Node) -> float:
    if old.tag == new.tag:
        return 1.0 if old.event_definitions == new.event_definitions else 0.9
    if old.is_gateway and new.is_gateway:
        return 0.85
    if old.tag in DATA_TAGS and new.tag in DATA_TAGS:
        return 0.85
    return 0.0


def _node_changes(old: Node, new: Node) -> Iterator[FieldChange]:
    yield from _field_changes(old, new, ("name", "tag", "event_definitions", "share", "text"))


# lanes and pools


def _lanes(before: ProcessModel, after: ProcessModel, groups: Groups) -> Iterator[ElementDiff]:
    left, right = _lane_side(before, groups[0]), _lane_side(after, groups[1])
    for one, other in _matched(left, right):
        changes = tuple(_field_changes(one, other, ("name", "performer_kind"))) if one and other else ()
        yield _entry(ElementKind.LANE, one, other, changes)


def _lane_side(model: ProcessModel, groups: Mapping[str, str]) -> _Side[Lane]:
    steps = [frozenset(groups[node_id] for node_id in lane.node_ids if node_id in groups) for lane in model.lanes]
    return _Side(model.lanes, [lane.name for lane in model.lanes], steps)


def _pools(before: ProcessModel, after: ProcessModel, groups: Groups) -> Iterator[ElementDiff]:
    for one, other in _matched(_pool_side(before, groups[0]), _pool_side(after, groups[1])):
        changes = tuple(_field_changes(one, other, ("name",))) if one and other else ()
        yield _entry(ElementKind.POOL, one, other, changes)


def _pool_side(model: ProcessModel, groups: Mapping[str, str]) -> _Side[Pool]:
    held: dict[str, set[str]] = defaultdict(set)
    for node in model.nodes:
        if node.id in groups:
            held[node.parent].add(groups[node.id])
    steps = [frozenset(held.get(pool.process, ())) for pool in model.pools]
    return _Side(model.pools, [pool.name for pool in model.pools], steps)


def _field_changes(old: object, new: object, fields: Iterable[str]) -> Iterator[FieldChange]:
    for field in fields:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield FieldChange(field=field, before=before, after=after)


# matching of what is no step


def _matched(old: _Side[T], new: _Side[T], sort: Matrix | None = None) -> Iterator[tuple[T | None, T | None]]:
    """Pairs in the order of ``new``; then what is left of ``old``."""
    score = _score(old, new) * (1.0 if sort is None else sort)
    rows, columns = best_assignment(np.where(score >= _ALIKE, score, 0.0))
    partner = {int(column): int(row) for row, column in zip(rows, columns, strict=True) if score[row, column] >= _ALIKE}
    for at, item in enumerate(new.items):
        yield (old.items[partner[at]] if at in partner else None), item
    used = set(partner.values())
    yield from ((item, None) for at, item in enumerate(old.items) if at not in used)


def _score(old: _Side[T], new: _Side[T]) -> Matrix:
    """Weighted over what is known: names where either has one, surroundings where either has any; an equal id
    adds to it. An equal id alone is enough where nothing contradicts."""
    names = name_likeness(old.names, new.names)
    total = np.zeros_like(names)
    weight = np.zeros_like(names)
    for row, item in enumerate(old.items):
        for column, other in enumerate(new.items):
            has_name = bool(old.names[row] or new.names[column])
            around = old.around[row] | new.around[column]
            near = len(old.around[row] & new.around[column]) / len(around) if around else 0.0
            same_id = float(item.id == other.id)
            total[row, column] = _NAME * names[row, column] * has_name + _AROUND * near + _ID * same_id
            weight[row, column] = _NAME * has_name + _AROUND * bool(around)
    return np.asarray(total / np.maximum(weight, _ID), dtype=np.float64)


def _entry(
    kind_of: ElementKind, old: Node | Lane | Pool | None, new: Node | Lane | Pool | None,
    changes: tuple[FieldChange, ...],
) -> ElementDiff:  # fmt: skip
    shown = new or old
    return ElementDiff(
        kind_of=kind_of,
        kind=_kind(old, new, changes),
        before_id=old.id if old else "",
        after_id=new.id if new else "",
        name=(shown.name if shown else "") or (old.name if old else ""),
        changes=changes,
    )


def _kind(old: object, new: object, changes: Sequence[FieldChange]) -> ChangeKind:
    if old is None:
        return ChangeKind.ADDED
    if new is None:
        return ChangeKind.REMOVED
    return ChangeKind.CHANGED if changes else ChangeKind.KEPT


# flows


def _flows(
    before: ProcessModel, after: ProcessModel, groups: Groups, pairs: Mapping[str, str]
) -> Iterator[ElementDiff]:
    """Flows between the same ends; then those that leave the same source with the same name."""
    shared = (set(groups[0].values()) & set(groups[1].values())) | set(pairs.values())
    left, right = dict(groups[0]) | dict(pairs), dict(groups[1])
    waiting = [flow for flow in before.flows if flow.kind in _DRAWN_FLOWS]
    matched: dict[str, Flow] = {}
    for is_same in (_same_ends, _same_way):
        for flow in (flow for flow in after.flows if flow.kind in _DRAWN_FLOWS and flow.id not in matched):
            found = next((old for old in waiting if is_same(old, flow, left, right)), None)
            if found:
                matched[flow.id] = found
                waiting.remove(found)
    ends = _Ends(before, after, left, right, shared)
    for flow in after.flows:
        if flow.kind in _DRAWN_FLOWS:
            yield _flow_entry(matched.get(flow.id), flow, ends)
    yield from (_flow_entry(flow, None, ends) for flow in waiting)


def _end(node_id: str, groups: Mapping[str, str]) -> str:
    return groups.get(node_id, node_id)


def _same_ends(old: Flow, new: Flow, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    return (
        old.kind is new.kind
        and _end(old.source, left) == _end(new.source, right)
        and _end(old.target, left) == _end(new.target, right)
    )


def _same_way(old: Flow, new: Flow, left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    is_same_source = old.kind is new.kind and _end(old.source, left) == _end(new.source, right)
    return is_same_source and (old.id == new.id or (bool(old.name) and old.name == new.name))


@dataclass(frozen=True)
class _Ends:
    before: ProcessModel
    after: ProcessModel
    left: Mapping[str, str]
    right: Mapping[str, str]
    shared: set[str]

    def both_shared(self, flow: Flow, groups: Mapping[str, str]) -> bool:
        return _end(flow.source, groups) in self.shared and _end(flow.target, groups) in self.shared


def _flow_entry(old: Flow | None, new: Flow | None, ends: _Ends) -> ElementDiff:
    changes = tuple(_flow_changes(old, new, ends)) if old and new else ()
    is_own = bool(old and new) or (
        ends.both_shared(new, ends.right) if new else old is not None and ends.both_shared(old, ends.left)
    )
    return ElementDiff(
        kind_of=ElementKind.FLOW,
        kind=_kind(old, new, changes),
        before_id=old.id if old else "",
        after_id=new.id if new else "",
        name=_flow_name(ends.after, new) if new else _flow_name(ends.before, old) if old else "",
        changes=changes,
        is_own=is_own,
    )


def _flow_changes(old: Flow, new: Flow, ends: _Ends) -> Iterator[FieldChange]:
    yield from _field_changes(old, new, ("name", "share"))
    if _end(old.target, ends.left) != _end(new.target, ends.right):
        yield FieldChange(
            field="target", before=_node_name(ends.before, old.target), after=_node_name(ends.after, new.target)
        )


def _flow_name(model: ProcessModel, flow: Flow) -> str:
    """「不備あり」, or between what the flow leads."""
    return flow.name or f"{_node_name(model, flow.source)} → {_node_name(model, flow.target)}"


def _node_name(model: ProcessModel, node_id: str) -> str:
    node = model.node_by_id.get(node_id)
    pool = next((pool.name for pool in model.pools if pool.id == node_id), "")
    if node is None:
        return pool
    return node.name or ("分岐・合流" if node.is_gateway else "開始" if node.tag == "startEvent"
                         else "終了" if node.tag == "endEvent" else "名前なし")  # fmt: skip
