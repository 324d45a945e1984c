"""One entry for each match of steps: what kind of change it is and which values differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields

from bpr.core.bpmn.diff.entries import FieldChange, StepDiff
from bpr.core.bpmn.diff.matching import Match
from bpr.core.bpmn.diff.order import moved_steps
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.values import ChangeKind, StepValues, WorkKind

_IDENTITY_FIELDS = frozenset(
    {"key", "number", "common_key", "evidence", "change", "origin_keys", "measure", "performer_kind"}
)
_OF_THE_DRAWING = ("name", "loop", "repeat")
_COMPARED_FIELDS = tuple(field.name for field in fields(StepValues) if field.name not in _IDENTITY_FIELDS)
Names = Mapping[tuple[str, str], str]


def step_entries(
    before: ProcessModel, after: ProcessModel, matches: Sequence[Match], *, other_organisation: bool
) -> tuple[StepDiff, ...]:
    """The entries of the matches, in their order."""
    single = [(match.before[0], match.after[0]) for match in matches if len(match.before) == len(match.after) == 1]
    moved = moved_steps(before, after, single)
    renamed = _renamed_performers(before, after, single) if other_organisation else {}
    return tuple(_entry(before, after, match, moved, renamed) for match in matches)


def _entry(before: ProcessModel, after: ProcessModel, match: Match, moved: set[str], renamed: Names) -> StepDiff:
    olds = [before.node_by_id[node_id] for node_id in match.before]
    news = [after.node_by_id[node_id] for node_id in match.after]
    changes = tuple(_changes(olds[0], news[0], renamed)) if len(olds) == len(news) == 1 else ()
    is_moved = bool(moved & set(match.after))
    return StepDiff(
        kind=_kind(olds, news, changes, is_moved),
        before_ids=match.before,
        after_ids=match.after,
        changes=changes,
        likeness=match.likeness,
        reason=match.reason,
    )


def _kind(olds: Sequence[Node], news: Sequence[Node], changes: Sequence[FieldChange], is_moved: bool) -> ChangeKind:
    if not olds:
        return ChangeKind.ADDED
    if not news:
        return ChangeKind.REMOVED
    said = {node.values.change for node in news if node.values}
    if len(said) == 1 and (only := said.pop()):
        return only
    if len(olds) != len(news):
        return ChangeKind.MERGED if len(olds) > len(news) else ChangeKind.SPLIT
    if any(change.field == "work_kind" and change.after is WorkKind.SYSTEM for change in changes):
        return ChangeKind.AUTOMATED
    if is_moved or any(change.field == "performer" for change in changes):
        return ChangeKind.MOVED
    return ChangeKind.CHANGED if changes or len(olds) > 1 else ChangeKind.KEPT


def _changes(old: Node, new: Node, renamed: Names) -> Iterator[FieldChange]:
    for field in _OF_THE_DRAWING:
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield FieldChange(field=field, before=before, after=after)
    if old.values is None or new.values is None:
        return
    for field in _COMPARED_FIELDS:
        before, after = getattr(old.values, field), getattr(new.values, field)
        is_same_performer = field == "performer" and renamed.get(_performer(old.values)) == after
        if before != after and not is_same_performer:
            yield FieldChange(field=field, before=before, after=after)


def _performer(values: StepValues) -> tuple[str, str]:
    return values.performer_kind.value, values.performer


def _renamed_performers(before: ProcessModel, after: ProcessModel, pairs: Sequence[tuple[str, str]]) -> Names:
    """Performers that only have another name on the other side: another organisation's section is not a move.

    It is so where both have the same kind, neither exists on the other side, and each does most of what the other did.
    """
    common: Counter[tuple[tuple[str, str], tuple[str, str]]] = Counter()
    for before_id, after_id in pairs:
        old, new = before.node_by_id[before_id].values, after.node_by_id[after_id].values
        if old and new:
            common[_performer(old), _performer(new)] += 1
    were, are = _performers(before), _performers(after)
    return {
        was: now[1]
        for (was, now), count in common.items()
        if was[0] == now[0]
        and was not in are
        and now not in were
        and 2 * count > _count(common, 0, was)
        and 2 * count > _count(common, 1, now)
        and count > 1
    }


def _count(common: Mapping[tuple[tuple[str, str], tuple[str, str]], int], side: int, performer: tuple[str, str]) -> int:
    return sum(count for pair, count in common.items() if pair[side] == performer)


def _performers(model: ProcessModel) -> set[tuple[str, str]]:
    return {_performer(node.values) for node in model.steps() if node.values}
