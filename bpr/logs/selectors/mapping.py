"""Activities of a log beside the steps of the as-is: what was decided, else what is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.logs.mapping import steps_of
from bpr.logs.models import ProcessLog

UNDECIDED = "?"


@dataclass(frozen=True, kw_only=True)
class ActivityRow:
    """One activity. ``chosen`` is a node id, "" for 対応なし, UNDECIDED; ``likeness`` in per cent, 0 where what is
    chosen is not what was proposed; ``reason`` is of the proposal."""

    field: str
    name: str
    events: int
    cases: int
    median: Decimal | None
    chosen: str
    likeness: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class StepChoice:
    """One step that may be chosen."""

    node_id: str
    label: str


def activity_rows(log: ProcessLog, model: ProcessModel) -> list[ActivityRow]:
    """The activities, most frequent first."""
    steps = {node.id for node in steps_of(model)}
    return [_row(log, number, item, steps) for number, item in enumerate(log.summary["activities"])]


def _row(log: ProcessLog, number: int, item: dict[str, Any], steps: set[str]) -> ActivityRow:
    proposal = log.summary["proposals"].get(item["name"], {})
    proposed = proposal.get("node", "") if proposal.get("node") in steps else ""
    decided = log.mapping.get(item["name"], UNDECIDED)
    is_decided = decided == "" or decided in steps
    chosen = decided if is_decided else proposed or UNDECIDED
    minutes = item["median_minutes"]
    return ActivityRow(
        field=f"activity-{number}",
        name=item["name"],
        events=item["events"],
        cases=item["cases"],
        median=None if minutes is None else Decimal(str(round(minutes, 1))),
        chosen=chosen,
        likeness=round(proposal["likeness"] * 100) if proposed and chosen == proposed else 0,
        reason=proposal.get("reason", ""),
    )


def step_choices(model: ProcessModel) -> list[StepChoice]:
    """The steps in the order of the diagram."""
    return [StepChoice(node_id=node.id, label=_label(node)) for node in steps_of(model)]


def _label(node: Node) -> str:
    number = node.values.number if node.values else ""
    return f"{number} {node.name}".strip()
