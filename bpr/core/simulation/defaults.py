"""Where a scenario says nothing of a step: its own values, with sentences that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.simulation.distributions import Distribution, fixed, three_points
from bpr.core.simulation.scenario import StepWork
from bpr.core.values import ChangeKind, StepValues, ThreePoint


class PoolMissing(ValueError):
    """A performer of the process whose people nobody has given."""


def default_steps(
    model: ProcessModel, pools: Sequence[str], said: Mapping[str, StepWork]
) -> tuple[dict[str, StepWork], list[str]]:
    """The steps of a process: what was said, and the values of the diagram for the rest.

    Work is spread by PERT where minimum and maximum are known, otherwise it always takes its minutes. The pool is the
    one that bears the performer's name. Raises :class:`PoolMissing`.
    """
    found = dict(said)
    without_range: list[str] = []
    for node in model.steps():
        values = node.values
        if values is None or values.change is ChangeKind.REMOVED:
            continue
        work = time_of(values.handling_minutes)
        step = said.get(node.id, StepWork())
        if step.work is None and work is not None:
            if values.handling_minutes and not _has_range(values.handling_minutes):
                without_range.append(node.name or node.id)
            step = replace(step, work=work)
        if step.delay is None and values.waiting_minutes:
            step = replace(step, delay=fixed(float(values.waiting_minutes)))
        if step.work is not None and not step.pool:
            step = replace(step, pool=_pool_of(node, values, pools))
        found[node.id] = step
    notes = [f"最小と最大がないため、いつも同じ時間がかかるものとした作業: {'、'.join(without_range)}"]
    return found, notes if without_range else []


def time_of(minutes: ThreePoint | None) -> Distribution | None:
    """PERT of the three points, or the one value that is known; None where nothing is."""
    if minutes is None:
        return None
    likely = float(minutes.likely)
    low = likely if minutes.minimum is None else float(minutes.minimum)
    high = likely if minutes.maximum is None else float(minutes.maximum)
    return three_points(low, likely, high)


def _has_range(minutes: ThreePoint) -> bool:
    return minutes.minimum is not None or minutes.maximum is not None


def _pool_of(node: Node, values: StepValues, pools: Sequence[str]) -> str:
    if values.performer in pools:
        return values.performer
    performer = values.performer or "（未記入）"
    raise PoolMissing(
        f"作業「{node.name or node.id}」の作業者「{performer}」と同じ名前の担当者の集まりがありません。"
        "pools に加えるか、steps でこの作業の pool を指定してください"
    )
