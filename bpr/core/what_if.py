"""What if volumes, minutes, shares or wages were others: one use case over all its organisations, answered at once.

Everything that does not depend on the question (structures, step values, localised to-be) is read once; a question then
costs a few multiplications. Figures are float64 and unrounded: they show a direction while somebody moves a slider. A
figure that is kept comes from :func:`bpr.core.assessment.assess` with the scenario as its input; without any change
both say the same (a property test holds them together).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.figures import Quantity, Side
from bpr.core.flow import Amount, FlowError, amount_of
from bpr.core.flow_expand import element_of
from bpr.core.flow_graph import LEAVE, ON, label
from bpr.core.flow_many import FlowPlan, flow_plan
from bpr.core.inputs import AssessmentInput, CaseInput, unit_rate
from bpr.core.lines import COSTS, COUNTS, HOURS
from bpr.core.localise import localise
from bpr.core.origins import is_kept, step_key
from bpr.core.values import ChangeKind

Floats = NDArray[np.float64]
_AMOUNTS = (*HOURS.values(), *COUNTS.values(), Amount.DIRECT_COST_YEN)
_MINUTES = tuple(
    _AMOUNTS.index(amount)
    for amount in (
        Amount.STAFF_MINUTES, Amount.RESIDENT_MINUTES, Amount.OTHER_ORGANISATION_MINUTES, Amount.SYSTEM_MINUTES,
    )
)  # fmt: skip
_ROUNDING = 1e-9
ANSWERED = (*HOURS, *COUNTS, *COSTS, Quantity.TOTAL_YEN)


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What is changed; nothing said: nothing changed.

    ``volume_factors`` by organisation key ("" for all); ``yen_per_hour`` in place of every unit rate;
    ``minutes_factors`` by side and step key (the common step's key where there is one); ``shares`` by side and id of
    a flow or boundary event of the to-be or as-is: the other ways of the same decision share what is left in their old
    proportion; of an event that interrupts, what goes on undisturbed takes it.
    """

    volume_factors: Mapping[str, float] = field(default_factory=dict)
    yen_per_hour: float | None = None
    minutes_factors: Mapping[tuple[Side, str], float] = field(default_factory=dict)
    shares: Mapping[tuple[Side, str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        factors = [*self.volume_factors.values(), *self.minutes_factors.values(), self.yen_per_hour or 0.0]
        if any(not 0 <= factor < 1e9 for factor in factors):
            raise ValueError("倍率と単価は0以上で入れてください")
        if any(not 0 <= share <= 1 for share in self.shares.values()):
            raise ValueError("割合は0%から100%で入れてください")


@dataclass(frozen=True)
class Answer:
    """Yearly values of each organisation: ``values[side][quantity]`` is an array in the order of ``organisations``."""

    organisations: tuple[str, ...]
    values: Mapping[Side, Mapping[Quantity, Floats]]

    def total(self, side: Side, quantity: Quantity) -> float:
        return float(self.values[side][quantity].sum())

    def saving(self, quantity: Quantity) -> float:
        return self.total(Side.AS_IS, quantity) - self.total(Side.TO_BE, quantity)


@dataclass(frozen=True, kw_only=True)
class StepBase:
    """One step as it stands, over all organisations: what a changed number of minutes is a change of.

    ``minutes`` are the handling minutes of one execution, the mean over the yearly executions of all organisations;
    ``by_node`` are those of each element (of the to-be, where elements are the same for all); ``kept`` says that each
    organisation has its own minutes here, because the to-be leaves the step as it is.
    """

    key: str
    name: str
    minutes: float
    by_node: Mapping[str, float]
    kept: bool = False


@dataclass(frozen=True, kw_only=True)
class WayBase:
    """One way out of a decision, or an event on a step; either may have no name. ``own``: organisations keep the share
    of their as-is here. ``split`` is the decision or step, ``flow`` the id of the flow or event."""

    flow: str
    split: str
    split_name: str
    name: str
    share: float
    own: bool
    is_event: bool = False


class Questions:
    """One use case, ready to be asked. Cases without a to-be are left out."""

    def __init__(self, data: AssessmentInput, use_case_key: str) -> None:
        cases = [case for case in data.cases if case.use_case_key == use_case_key and case.to_be is not None]
        plans: dict[int, FlowPlan] = {}
        self.lines = tuple(_Line(case, data, plans) for case in cases)

    def steps(self, side: Side) -> tuple[StepBase, ...]:
        """The steps that take minutes on one side, in the order of the process."""
        weights: dict[str, dict[str, list[tuple[float, float]]]] = {}
        names: dict[str, str] = {}
        kept: set[str] = set()
        for line in self.lines:
            for key, node, minutes, visits in line.sides[side].minutes():
                weights.setdefault(key, {}).setdefault(node.id, []).append((minutes, visits * line.cases))
                names.setdefault(key, node.name)
                if side is Side.TO_BE and node.values and is_kept(node.values):
                    kept.add(key)
        bases = (_step_base(key, names[key], nodes, kept=key in kept) for key, nodes in weights.items())
        return tuple(base for base in bases if base.minutes > 0)

    def ways(self) -> tuple[WayBase, ...]:
        """The ways out of the decisions of the to-be, decision by decision."""
        found: dict[str, list[tuple[float, float]]] = {}
        for line in self.lines:
            side = line.sides[Side.TO_BE]
            for way, column in side.moved_columns().items():
                found.setdefault(way, []).append((float(side.plan.shares[column]), line.cases))
        own = {split for line in self.lines for split in line.own_splits}
        return tuple(self._way(way, shares, own) for way, shares in found.items())

    def _way(self, way: str, shares: list[tuple[float, float]], own: set[str]) -> WayBase:
        sides = [line.sides[Side.TO_BE] for line in self.lines]
        model = next(side.model for side in sides if way in side.moved_columns())
        event = model.node_by_id.get(way)
        flow = None if event else next(flow for flow in model.flows if flow.id == way)
        split = event.attached_to if event else flow.source if flow else ""
        return WayBase(
            flow=way,
            split=split,
            split_name=label(model, split).partition("（id: ")[0],
            name=event.name if event else flow.name if flow else "",
            share=_mean(shares),
            own=(way if event else split) in own,
            is_event=event is not None,
        )

    def answer(self, question: WhatIf) -> Answer:
        """FlowError where a share makes a loop endless or events take more than all; ValueError: a flow is unknown."""
        found: dict[Side, dict[Quantity, Floats]] = {}
        for side in (Side.AS_IS, Side.TO_BE):
            rows = [line.values(side, question) for line in self.lines]
            found[side] = {
                quantity: np.array([row[quantity] for row in rows], dtype=np.float64) for quantity in ANSWERED
            }
        return Answer(tuple(line.organisation for line in self.lines), found)


def _step_base(key: str, name: str, nodes: Mapping[str, list[tuple[float, float]]], *, kept: bool) -> StepBase:
    every = [pair for pairs in nodes.values() for pair in pairs]
    return StepBase(
        key=key,
        name=name,
        minutes=_mean(every),
        by_node={node: _mean(pairs) for node, pairs in nodes.items()},
        kept=kept,
    )


def _mean(pairs: Sequence[tuple[float, float]]) -> float:
    """Weighted; plain where nothing weighs anything."""
    total = sum(weight for _, weight in pairs)
    if not total:
        return sum(value for value, _ in pairs) / len(pairs)
    return sum(value * weight for value, weight in pairs) / total


class _Line:
    def __init__(self, case: CaseInput, data: AssessmentInput, plans: dict[int, FlowPlan]) -> None:
        assert case.to_be is not None  # noqa: S101 - the caller leaves out cases without
        rate = unit_rate(data.assumptions, case.unit_rate_yen_per_hour, data.policy)
        overhead = data.assumptions.overhead_yen_per_hour
        localised = localise(case.to_be, case.as_is)
        self.organisation, self.name = case.organisation_key, case.organisation_name
        self.own_splits = (*localised.split_ids, *localised.counts.shares)
        self.cases = float(case.volume.cases_per_year)
        self.yen_per_hour = float(rate.yen_per_hour)
        self.overhead = float(overhead.value) if overhead else 0.0
        self.sides = {
            Side.AS_IS: _SideValues(case.as_is),
            Side.TO_BE: _SideValues(localised.model),
        }

    def values(self, side: Side, question: WhatIf) -> dict[Quantity, float]:
        factors = question.volume_factors
        cases = self.cases * factors.get("", 1.0) * factors.get(self.organisation, 1.0)
        per_case = self.sides[side].per_case(side, question)
        amounts = dict(zip(_AMOUNTS, per_case, strict=True))
        found = {quantity: float(amounts[amount]) * cases / 60 for quantity, amount in HOURS.items()}
        found |= {quantity: float(amounts[amount]) * cases for quantity, amount in COUNTS.items()}
        wage = self.yen_per_hour if question.yen_per_hour is None else question.yen_per_hour
        found[Quantity.LABOUR_YEN] = found[Quantity.STAFF_HOURS] * wage
        found[Quantity.OVERHEAD_YEN] = found[Quantity.STAFF_HOURS] * self.overhead
        found[Quantity.DIRECT_COST_YEN] = float(amounts[Amount.DIRECT_COST_YEN]) * cases
        found[Quantity.TOTAL_YEN] = sum(found[cost] for cost in COSTS)
        return found


class _SideValues:
    """Visits and amounts of one process."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.plan = flow_plan(model)
        steps = [
            node for node in model.steps() if node.values is not None and node.values.change is not ChangeKind.REMOVED
        ]
        place = {node_id: at for at, node_id in enumerate(self.plan.node_ids)}
        reached = [node for node in steps if node.id in place]
        self.nodes = reached
        self.columns = [place[node.id] for node in reached]
        self.keys = [step_key(node.values) for node in reached if node.values]
        self.amounts = np.array(
            [[float(amount_of(node.values, amount)) for amount in _AMOUNTS] for node in reached if node.values],
            dtype=np.float64,
        ).reshape(len(reached), len(_AMOUNTS))
        self.visits = self.plan.visits()[0]
        self.ways = _ways(model, self.plan)
        self.events = _events(model, self.plan)

    def minutes(self) -> Iterator[tuple[str, Node, float, float]]:
        """Key, element, handling minutes and visits of each step."""
        totals = self.amounts[:, _MINUTES].sum(axis=1)
        visits = self.visits[self.columns]
        for at, key in enumerate(self.keys):
            yield key, self.nodes[at], float(totals[at]), float(visits[at])

    def per_case(self, side: Side, question: WhatIf) -> Floats:
        shares = {flow: share for (of, flow), share in question.shares.items() if of is side}
        if any(self._is_closed(flow) for flow in shares):
            opened = _SideValues(_with_shares(self.model, shares))
            return opened.per_case(side, replace(question, shares={}))
        amounts, visits = self.amounts, self.visits
        factors = [question.minutes_factors.get((side, key), 1.0) for key in self.keys]
        if any(factor != 1.0 for factor in factors):
            amounts = amounts.copy()
            amounts[:, _MINUTES] *= np.array(factors)[:, None]
        if shares:
            visits = self.plan.visits(self._shares(shares)[None, :])[0]
        return np.asarray(visits[self.columns] @ amounts)

    def _is_closed(self, flow: str) -> bool:
        """True where nobody takes a way today, or goes on past an event, so that what is behind is not in the plan."""
        columns = [self.ways[flow][0]] if flow in self.ways else [on for _, on in self.events.get(flow, ())]
        return any(column is not None and not self.plan.shares[column] for column in columns)

    def moved_columns(self) -> dict[str, int]:
        """The column of each share that a question can change, by flow or event."""
        return {flow: own for flow, (own, _) in self.ways.items()} | {
            event: pairs[0][0] for event, pairs in self.events.items()
        }

    def _shares(self, changed: Mapping[str, float]) -> Floats:
        shares = self.plan.shares.copy()
        for flow, share in changed.items():
            if flow in self.events:
                self._move_event(shares, flow, share)
                continue
            if flow not in self.ways:
                raise ValueError(f"割合を変える枝 {flow} が図にありません")
            own, others = self.ways[flow]
            rest = float(shares[list(others)].sum())
            shares[list(others)] *= (1 - share) / rest if rest else 0.0
            if not rest and others:
                shares[list(others)] = (1 - share) / len(others)
            shares[own] = share
        return shares

    def _move_event(self, shares: Floats, event: str, share: float) -> None:
        for own, on in self.events[event]:
            if on is not None:
                shares[on] += shares[own] - share
                if shares[on] < -_ROUNDING:
                    name = label(self.model, self.model.node_by_id[event].attached_to)
                    raise FlowError(
                        f"{name}を中断するイベントの割合の合計が100%を超えます。割合を小さくしてください",
                        element_id=event,
                    )
            shares[own] = share


def _events(model: ProcessModel, plan: FlowPlan) -> dict[str, list[tuple[int, int | None]]]:
    """Of each boundary event that happens: its columns (several where its process is called more than once), each with
    the column of what goes on undisturbed, where the event interrupts."""
    found: dict[str, list[tuple[int, int | None]]] = {}
    for at, (source, target) in enumerate(plan.edges):
        event = model.node_by_id.get(element_of(target))
        if event is not None and event.tag == "boundaryEvent":
            on = next((n for n, (start, end) in enumerate(plan.edges) if start == source and end.startswith(ON)), None)
            found.setdefault(event.id, []).append((at, on if event.interrupts else None))
    return found


def _ways(model: ProcessModel, plan: FlowPlan) -> dict[str, tuple[int, Sequence[int]]]:
    """Of each sequence flow that a decision shares out: its column and those of the other ways."""
    columns: dict[str, list[int]] = {}
    for at, (source, _) in enumerate(plan.edges):
        columns.setdefault(source.removeprefix(LEAVE), []).append(at)
    found: dict[str, tuple[int, Sequence[int]]] = {}
    for flow in model.sequence_flows():
        own = [at for at in columns.get(flow.source, ()) if plan.edges[at][1] == flow.target]
        total = Fraction(sum(plan.shares[at] for at in columns.get(flow.source, ()))).limit_denominator(10**6)
        if own and total == 1 and len(columns[flow.source]) > 1:
            found[flow.id] = (own[0], [at for at in columns[flow.source] if at != own[0]])
    return found


def _with_shares(model: ProcessModel, changed: Mapping[str, float]) -> ProcessModel:
    """The process with other shares; the other ways of the decision share what is left."""
    shares: dict[str, Decimal] = {}
    for flow in model.sequence_flows():
        if flow.id in changed:
            left = Decimal(str(1 - changed[flow.id]))
            others = [other for other in model.outgoing[flow.source] if other.id != flow.id]
            rest = sum((other.share or Decimal(0) for other in others), Decimal(0))
            for other in others:
                part = (other.share or Decimal(0)) / rest if rest else Decimal(1) / len(others)
                shares[other.id] = left * part
            shares[flow.id] = 1 - left
    flows = tuple(replace(flow, share=shares[flow.id]) if flow.id in shares else flow for flow in model.flows)
    events = {event: Decimal(str(share)) for event, share in changed.items() if event in model.node_by_id}
    nodes = tuple(replace(node, share=events.get(node.id, node.share)) for node in model.nodes)
    return replace(model, flows=flows, nodes=nodes)
