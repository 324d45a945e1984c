"""As-is against to-be, step by step: what was kept, changed, merged, moved, automated, removed or added.

Steps are matched by what people said first (common keys and the origins of to-be steps), then by step key, then by
element id, then by likeness of name. What a to-be step says of itself (``StepValues.change``) goes before what is
found by comparing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from enum import StrEnum

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.bpmn.render.highlight import Highlight
from bpr.core.values import ChangeKind, StepValues, WorkKind

_ALIKE = 0.6  # likeness of names from which two steps are taken for the same
_IDENTITY_FIELDS = frozenset(
    {"key", "number", "common_key", "evidence", "change", "origin_keys", "measure", "performer_kind"}
)
_COMPARED_FIELDS = tuple(field.name for field in fields(StepValues) if field.name not in _IDENTITY_FIELDS)


class DiffSide(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One value that differs. ``field`` is "name" or the name of a field of StepValues."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, kw_only=True, slots=True)
class StepDiff:
    """One line of the comparison; ids are element ids. Several ``before_ids`` were merged into one step."""

    kind: ChangeKind
    before_ids: tuple[str, ...] = ()
    after_ids: tuple[str, ...] = ()
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelDiff:
    """All steps of both sides, each exactly once: those of the to-be in its order, then those removed."""

    entries: tuple[StepDiff, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[StepDiff, ...]:
        return tuple(entry for entry in self.entries if entry.kind is kind)


def compare(
    before: ProcessModel, after: ProcessModel, *, mapping: Mapping[str, Sequence[str]] | None = None
) -> ModelDiff:
    """Match the steps of two models.

    ``mapping`` gives, by element id of a to-be step, the element ids of the as-is steps it comes from; it decides
    where it speaks (an empty list: new).
    """
    old = {node.id: node for node in before.nodes if node.is_activity}
    new = [node for node in after.nodes if node.is_activity]
    origins = _match(old, new, mapping or {})
    moved = _moved_ids(list(old), [(node.id, origins[node.id]) for node in new])
    entries = [_entry(node, [old[key] for key in origins[node.id]], node.id in moved) for node in new]
    used = {key for keys in origins.values() for key in keys}
    removed = [StepDiff(kind=ChangeKind.REMOVED, before_ids=(key,)) for key in old if key not in used]
    return ModelDiff(entries=tuple(entries + removed))


def highlights_for(diff: ModelDiff, side: DiffSide) -> dict[str, Highlight]:
    """Highlights of one side's diagram, by element id; kept steps have none."""
    return {
        element_id: Highlight(kind=entry.kind)
        for entry in diff.entries
        if entry.kind is not ChangeKind.KEPT
        for element_id in (entry.before_ids if side is DiffSide.BEFORE else entry.after_ids)
    }


def _match(
    old: Mapping[str, Node], new: Sequence[Node], mapping: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    """As-is ids by to-be id. Each rule takes what the ones before it left."""
    origins: dict[str, tuple[str, ...]] = {
        node.id: tuple(key for key in mapping[node.id] if key in old) for node in new if node.id in mapping
    }
    for rule in (_by_origin_keys, _by_common_key, _by_step_key, _by_element_id, _by_name):
        for node in new:
            if node.id not in origins and not _is_said_new(node):
                left = _left(old, origins)
                if found := rule(node, left):
                    origins[node.id] = found
    return {node.id: origins.get(node.id, ()) for node in new}


def _left(old: Mapping[str, Node], origins: Mapping[str, tuple[str, ...]]) -> list[Node]:
    used = {key for keys in origins.values() for key in keys}
    return [node for key, node in old.items() if key not in used]


def _is_said_new(node: Node) -> bool:
    return node.values is not None and node.values.change is ChangeKind.ADDED


def _by_origin_keys(node: Node, left: Sequence[Node]) -> tuple[str, ...]:
    keys = set(node.values.origin_keys) if node.values else set()
    return tuple(old.id for old in left if old.values and old.values.common_key and old.values.common_key in keys)


def _by_common_key(node: Node, left: Sequence[Node]) -> tuple[str, ...]:
    key = node.values.common_key if node.values else ""
    return tuple(old.id for old in left if key and old.values and old.values.common_key == key)[:1]


def _by_step_key(node: Node, left: Sequence[Node]) -> tuple[str, ...]:
    key = node.values.key if node.values else ""
    return tuple(old.id for old in left if key and old.values and old.values.key == key)[:1]


def _by_element_id(node: Node, left: Sequence[Node]) -> tuple[str, ...]:
    """The same id counts only where the names do not contradict: generated ids are alike in any two models."""
    return tuple(old.id for old in left if old.id == node.id and _likeness(old.name, node.name) >= _ALIKE / 2)


def _by_name(node: Node, left: Sequence[Node]) -> tuple[str, ...]:
    best = max(left, key=lambda old: _likeness(old.name, node.name), default=None)
    return (best.id,) if best is not None and _likeness(best.name, node.name) >= _ALIKE else ()


def _likeness(first: str, second: str) -> float:
    if not first or not second:
        return 0.0
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _entry(node: Node, origins: Sequence[Node], is_moved: bool) -> StepDiff:
    changes = tuple(_changes(origins[0], node)) if origins else ()
    return StepDiff(
        kind=_kind(node, origins, changes, is_moved),
        before_ids=tuple(origin.id for origin in origins),
        after_ids=(node.id,),
        changes=changes,
    )


def _kind(node: Node, origins: Sequence[Node], changes: Sequence[FieldChange], is_moved: bool) -> ChangeKind:
    if not origins:
        return ChangeKind.ADDED
    if node.values and node.values.change:
        return node.values.change
    if len(origins) > 1:
        return ChangeKind.MERGED
    if any(change.field == "work_kind" and change.after is WorkKind.SYSTEM for change in changes):
        return ChangeKind.AUTOMATED
    if is_moved or any(change.field == "performer" for change in changes):
        return ChangeKind.MOVED
    return ChangeKind.CHANGED if changes else ChangeKind.KEPT


def _changes(old: Node, new: Node) -> Iterator[FieldChange]:
    if old.name != new.name:
        yield FieldChange(field="name", before=old.name, after=new.name)
    if old.values is None or new.values is None:
        return
    for field in _COMPARED_FIELDS:
        before, after = getattr(old.values, field), getattr(new.values, field)
        if before != after:
            yield FieldChange(field=field, before=before, after=after)


def _moved_ids(old_order: Sequence[str], new_order: Sequence[tuple[str, tuple[str, ...]]]) -> set[str]:
    """To-be steps that stand out of the order of the as-is: all but a longest run that keeps it."""
    position = {key: index for index, key in enumerate(old_order)}
    places = [(node_id, position[keys[0]]) for node_id, keys in new_order if keys]
    return {node_id for node_id, _ in places} - _longest_rising(places)


def _longest_rising(places: Sequence[tuple[str, int]]) -> set[str]:
    best: list[tuple[int, int]] = []  # length of the run that ends here, index before it
    for index, (_, place) in enumerate(places):
        earlier = [(best[other][0], other) for other in range(index) if places[other][1] <= place]
        length, before = max(earlier, default=(0, -1))
        best.append((length + 1, before))
    index = max(range(len(best)), key=lambda at: best[at][0], default=-1)
    kept: set[str] = set()
    while index >= 0:
        kept.add(places[index][0])
        index = best[index][1]
    return kept
