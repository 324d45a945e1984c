"""``diff``: what differs between two diagrams, and both with the differences marked."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from bpr.cli.commands.reading import one_model, read
from bpr.cli.exchange import Order, Outcome
from bpr.core.bpmn.diff import DiffSide, ModelDiff, compare, highlights_for
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.render import render_svg
from bpr.core.values import ChangeKind


def diff(order: Order) -> Outcome:
    before, after = (one_model(one, read(one)) for one in (order, replace(order, data=order.other)))
    found = compare(before, after)
    kinds = Counter(entry.kind.value for entry in found.entries)
    report = {"counts": dict(sorted(kinds.items())), "differences": _entries(found, before, after)}
    sides = ((DiffSide.BEFORE, before), (DiffSide.AFTER, after))
    return Outcome(
        report=report,
        files={
            f"-{side.value}.svg": render_svg(model, highlights=highlights_for(found, side)).encode()
            for side, model in sides
        },
    )


def _entries(found: ModelDiff, before: ProcessModel, after: ProcessModel) -> list[dict[str, Any]]:
    """Steps that are not the same, then all other elements that are not."""
    steps = [
        {
            "kind": entry.kind.value,
            "before": _named(before, entry.before_ids),
            "after": _named(after, entry.after_ids),
            "changes": [_change(change.field, change.before, change.after) for change in entry.changes],
        }
        for entry in found.entries
        if entry.kind is not ChangeKind.KEPT
    ]
    others = [
        {
            "kind": element.kind.value,
            "of": element.kind_of.value,
            "before": [{"id": element.before_id, "name": element.name}] if element.before_id else [],
            "after": [{"id": element.after_id, "name": element.name}] if element.after_id else [],
            "changes": [_change(change.field, change.before, change.after) for change in element.changes],
        }
        for element in found.elements
        if element.kind is not ChangeKind.KEPT and element.is_own
    ]
    return steps + others


def _named(model: ProcessModel, ids: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"id": element_id, "name": model.node_by_id[element_id].name} for element_id in ids]


def _change(field: str, before: object, after: object) -> dict[str, str]:
    return {"field": field, "before": _plain(before), "after": _plain(after)}


def _plain(value: object) -> str:
    return "" if value is None else str(value)
