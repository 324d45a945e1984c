"""Which activity of a log is which step of a model, by their names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bpr.core.bpmn.diff.wording import name_likeness, normalised
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.logs.model import EventLog

LIKE_ENOUGH = 0.45
SAME_NAME, SAME_ID, LIKE_NAME = "名前が同じ", "図の要素のidまたは作業の番号と同じ", "名前が似ている"
NOTHING_LIKE = "似た名前の作業がない"


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """``node_id`` is "" where no step is like enough. ``likeness`` 0..1; ``reason`` in words."""

    activity: str
    node_id: str
    likeness: float
    reason: str


def steps_of(model: ProcessModel) -> tuple[Node, ...]:
    """What activities of a log can stand for: the activities of the model that are not containers of others."""
    holders = {node.parent for node in model.nodes}
    return tuple(node for node in model.nodes if node.is_activity and node.id not in holders)


def propose_mapping(log: EventLog, model: ProcessModel) -> tuple[Proposal, ...]:
    """One proposal for each activity, in the order of the log's names.

    Names are compared as :mod:`bpr.core.bpmn.diff.wording` does: without width, okurigana and particles, with verbs
    that offices use for one another put together. Several activities may be proposed for one step.
    """
    steps = steps_of(model)
    if not steps:
        return tuple(_nothing(name) for name in log.activity_names)
    likeness = name_likeness(log.activity_names, [step.name for step in steps])
    keys = {key: step.id for step in reversed(steps) for key in _keys(step)}
    return tuple(_proposal(name, likeness[at], steps, keys) for at, name in enumerate(log.activity_names))


def _keys(step: Node) -> list[str]:
    own = [step.id] + ([step.values.key, step.values.number] if step.values else [])
    return [key for key in own if key]


def _proposal(activity: str, likeness: np.ndarray, steps: tuple[Node, ...], keys: dict[str, str]) -> Proposal:
    best = int(likeness.argmax())
    if normalised(activity) and likeness[best] == 1:
        return Proposal(activity=activity, node_id=steps[best].id, likeness=1.0, reason=SAME_NAME)
    if activity in keys:
        return Proposal(activity=activity, node_id=keys[activity], likeness=1.0, reason=SAME_ID)
    found = round(float(likeness[best]), 3)
    if found < LIKE_ENOUGH:
        return _nothing(activity, found)
    return Proposal(activity=activity, node_id=steps[best].id, likeness=found, reason=LIKE_NAME)


def _nothing(activity: str, likeness: float = 0.0) -> Proposal:
    return Proposal(activity=activity, node_id="", likeness=likeness, reason=NOTHING_LIKE)
