"""From lines to the form that :mod:`bpr.core.uncertainty` draws from: what each saving is made of, and what may vary.

As-is and to-be share an input wherever the to-be takes over the organisation's own minutes or shares (see
:mod:`bpr.core.localise`); what the to-be says itself is one input of all organisations. Shares of boundary events and
of ways that nobody takes are not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bpr.core.bpmn.model import Flow, Node, ProcessModel
from bpr.core.factors import Decision, Factor, InputKind, Origin, Way
from bpr.core.figures import Scope
from bpr.core.flow import Amount, StepFlow, amount_of
from bpr.core.flow_draws import DrawnFlow
from bpr.core.flow_expand import element_of
from bpr.core.flow_many import FlowPlan, flow_plan
from bpr.core.inputs import Assumptions
from bpr.core.lines import Line
from bpr.core.localise import Localised
from bpr.core.origins import step_key
from bpr.core.values import PerformerKind, StepValues, ThreePoint

AMOUNTS = tuple(Amount)
TO_BE = "|to_be|"  # in the keys of what the to-be says itself
_MINUTES = {
    PerformerKind.RESIDENT: Amount.RESIDENT_MINUTES,
    PerformerKind.OTHER_ORGANISATION: Amount.OTHER_ORGANISATION_MINUTES,
    PerformerKind.SYSTEM: Amount.SYSTEM_MINUTES,
}
_FIXED = [
    (at, amount)
    for at, amount in enumerate(AMOUNTS)
    if amount not in (*_MINUTES.values(), Amount.STAFF_MINUTES)
]  # fmt: skip
_ALL_TAKEN = "parallelGateway"
_TOLERANCE = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """One step of one side. ``minutes`` are keys of factors that go into ``AMOUNTS[amount]``, ``fixed`` the rest.

    ``sign`` is 1 for the as-is and −1 for the to-be; ``node`` is its number in the flow of that side.
    """

    side: int
    sign: float
    visits: float
    node: int = -1
    minutes: tuple[str, ...] = ()
    amount: int = 0
    fixed: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SideFlow:
    """The process of a side some of whose shares vary: for each decision the columns of its ways."""

    flow: DrawnFlow
    uses: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RangeLine:
    """A line's saving as Σ sign × visits × amount over both sides, times cases."""

    scope: Scope
    category: str
    terms: tuple[Term, ...]
    flows: tuple[SideFlow | None, SideFlow | None]
    decisions: tuple[str, ...]  # keys, those that do not vary too
    volume: str
    yen_per_hour: float
    overhead_yen_per_hour: float

    def is_in(self, scope: Scope) -> bool:
        """Is the line one of those that a scope adds up?"""
        return (
            scope.category in ("", self.category)
            and scope.use_case in ("", self.scope.use_case)
            and scope.organisation in ("", self.scope.organisation)
        )


@dataclass
class RangeForm:
    """All lines that have a to-be, with the inputs that they share, by key."""

    lines: list[RangeLine] = field(default_factory=list)
    factors: dict[str, Factor] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)

    def varies(self, key: str) -> bool:
        """Does the factor or decision of a key vary?"""
        found = self.factors.get(key) or self.decisions[key]
        return found.varies


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A line with the two processes it was calculated from."""

    line: Line
    as_is: ProcessModel
    localised: Localised


def range_form(items: Sequence[Compared], assumptions: Assumptions) -> RangeForm:
    """Read everything that the ranges of these lines depend on."""
    form = RangeForm()
    for item in items:
        form.lines.append(_Reader(form, item).line(assumptions))
    return form


class _Reader:
    """One line while it is read."""

    def __init__(self, form: RangeForm, item: Compared) -> None:
        self.form, self.item, self.source = form, item, item.line
        self.steps = {step.node_id: step for step in item.line.as_is.steps}

    def line(self, assumptions: Assumptions) -> RangeLine:
        item, line = self.item, self.source
        to_be = line.to_be.steps if line.to_be else ()
        sides = (self._split_uses(item.as_is, 0), self._split_uses(item.localised.model, 1))
        flows = (_side_flow(self.form, sides[0]), _side_flow(self.form, sides[1]))
        overhead = assumptions.overhead_yen_per_hour
        return RangeLine(
            scope=line.scope,
            category=line.category_key,
            terms=(*self._terms(line.as_is.steps, 0, flows[0]), *self._terms(to_be, 1, flows[1])),
            flows=flows,
            decisions=tuple(dict.fromkeys(use[0] for side in sides for use in side.uses)),
            volume=self._volume(),
            yen_per_hour=float(line.unit_rate.yen_per_hour),
            overhead_yen_per_hour=float(overhead.value) if overhead else 0.0,
        )

    # steps

    def _terms(self, steps: Sequence[StepFlow], side: int, flow: SideFlow | None) -> Iterator[Term]:
        place = {node_id: at for at, node_id in enumerate(flow.flow.plan.node_ids)} if flow else {}
        for step in steps:
            if step.visits:
                yield Term(
                    side=side,
                    sign=-1.0 if side else 1.0,
                    visits=float(step.visits),
                    node=place.get(step.node_id, -1),
                    minutes=tuple(self._minutes(step, side)),
                    amount=AMOUNTS.index(_minutes_of(step.values.performer_kind)),
                    fixed=tuple(
                        (at, float(value)) for at, amount in _FIXED if (value := amount_of(step.values, amount))
                    ),
                )

    def _minutes(self, step: StepFlow, side: int) -> Iterator[str]:
        """Keys of the factors whose sum is the step's minutes."""
        sources = self.item.localised.sources_of(step.node_id) if side else (step.node_id,)
        for source in sources:
            own = self.steps[source]
            yield from self._factor(self._own(source), own, f"{self.source.name}現行「{own.name}」")
        if not sources:
            name = f"{self.source.use_case_name}改革案「{step.name}」"
            yield from self._factor(self._generic(step.node_id), step, name)

    def _own(self, node_id: str) -> str:
        return f"{self.source.scope.key}|{node_id}"

    def _generic(self, node_id: str) -> str:
        return f"{self.source.scope.use_case}{TO_BE}{node_id}"

    def _factor(self, key: str, step: StepFlow, name: str) -> Iterator[str]:
        time = step.values.handling_minutes
        if time is not None:
            origin = Origin(place=step.name, common_key=step_key(step.values), evidence=step.values.evidence)
            self.form.factors.setdefault(key, _factor(key, f"{name}の処理時間", time, "分/回", origin=origin))
            yield key

    def _volume(self) -> str:
        key, item = self._own("volume"), self.source.volume
        count = ThreePoint(likely=item.cases_per_year, minimum=item.minimum, maximum=item.maximum)
        name, origin = f"{self.source.name}の年間件数", Origin(place="年間件数", evidence=item.evidence)
        self.form.factors[key] = _factor(key, name, count, "件/年", kind=InputKind.VOLUME, origin=origin)
        return key

    # decisions

    def _split_uses(self, model: ProcessModel, side: int) -> _Uses:
        """The decisions of a side, each under the key of the decision whose shares it has."""
        splits = _splits(model)
        has_range = any(flow.share_range or flow.share_of for flows in splits.values() for flow in flows)
        plan = flow_plan(model) if has_range else None
        uses = []
        for split, flows in splits.items():
            columns = _columns(plan, flows) if plan else ((),) * len(flows)
            uses.append(self._decision(model, split, flows, columns, plan, side))
        return _Uses(plan=plan, uses=tuple(uses))

    def _decision(
        self,
        model: ProcessModel,
        split: str,
        flows: Sequence[Flow],
        columns: Sequence[tuple[int, ...]],
        plan: FlowPlan | None,
        side: int,
    ) -> tuple[str, tuple[tuple[int, ...], ...]]:
        own = {flow.id: self.item.localised.ways.get(flow.id, "") for flow in flows} if side else {}
        if side and all(own.values()):
            by_source = dict(zip(own.values(), columns, strict=True))
            source = next(flow.source for flow in self.item.as_is.flows if flow.id in by_source)
            order = [flow.id for flow in _splits(self.item.as_is)[source]]
            return self._own(f"split:{source}"), tuple(by_source.get(flow_id, ()) for flow_id in order)
        key = self._generic(f"split:{split}") if side else self._own(f"split:{split}")
        if key not in self.form.decisions:
            name = f"{self.source.use_case_name}改革案" if side else f"{self.source.name}現行"
            self.form.decisions[key] = _decision(key, name, model, split, flows, columns, plan)
        return key, tuple(columns)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Uses:
    plan: FlowPlan | None
    uses: tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]


def _side_flow(form: RangeForm, side: _Uses) -> SideFlow | None:
    uses = tuple(use for use in side.uses if form.decisions[use[0]].varies)
    if side.plan is None or not uses:
        return None
    columns = {column for _, ways in uses for way in ways for column in way}
    return SideFlow(flow=DrawnFlow(side.plan, columns), uses=uses)


def _minutes_of(kind: PerformerKind) -> Amount:
    return Amount.STAFF_MINUTES if kind.is_staff else _MINUTES[kind]


def _factor(
    key: str, name: str, value: ThreePoint, unit: str, *, kind: InputKind = InputKind.MINUTES, origin: Origin
) -> Factor:
    low = value.likely if value.minimum is None else value.minimum
    high = value.likely if value.maximum is None else value.maximum
    return Factor(
        key=key, name=name, likely=float(value.likely), minimum=float(low), maximum=float(high), unit=unit, kind=kind,
        origin=origin,
    )  # fmt: skip


def _splits(model: ProcessModel) -> dict[str, list[Flow]]:
    """Ways out of everything that shares cases out: decisions, and what says a range itself."""
    found: dict[str, list[Flow]] = {}
    for flow in model.sequence_flows():
        found.setdefault(flow.source, []).append(flow)
    return {source: flows for source, flows in found.items() if _is_split(model.node_by_id[source], flows)}


def _is_split(node: Node, flows: Sequence[Flow]) -> bool:
    if node.tag in (_ALL_TAKEN, "boundaryEvent"):
        return False
    has_range = any(flow.share_range or flow.share_of for flow in flows)
    return has_range or (node.is_gateway and len(flows) > 1)


def _columns(plan: FlowPlan, flows: Sequence[Flow]) -> tuple[tuple[int, ...], ...]:
    """The columns of each flow, several where its process is called several times."""
    found: dict[tuple[str, str], list[int]] = {}
    for column, (source, target) in enumerate(plan.edges):
        found.setdefault((element_of(source), element_of(target)), []).append(column)
    ends = [(flow.source, flow.target) for flow in flows]
    return tuple(tuple(found.get(pair, ())[ends[:at].count(pair) :: ends.count(pair)]) for at, pair in enumerate(ends))


def _decision(
    key: str,
    name: str,
    model: ProcessModel,
    split: str,
    flows: Sequence[Flow],
    columns: Sequence[tuple[int, ...]],
    plan: FlowPlan | None,
) -> Decision:
    shares = [
        float(plan.shares[ways[0]]) if plan and ways else float(flow.share or 0)
        for flow, ways in zip(flows, columns, strict=True)
    ]
    node, before = model.node_by_id[split], _step_before(model, split)
    is_choice = len(flows) > 1 and node.tag != "inclusiveGateway" and abs(sum(shares) - 1) < _TOLERANCE
    ways = tuple(_way(flow, share) for flow, share in zip(flows, shares, strict=True))
    decision = Decision(key=key, name="", ways=ways, is_choice=is_choice)
    place = node.name or (before.name if before else "") or split
    told = f"で「{decision.told.name}」となる割合" if decision.told.name else "の後の分岐の割合"
    values = before.values if before and before.values else StepValues(key="")
    return Decision(
        key=key,
        name=f"{name}「{place}」{told}",
        ways=ways,
        is_choice=is_choice,
        origin=Origin(place=f"{place}の分岐", common_key=f"split:{step_key(values)}", evidence=values.evidence),
    )


def _way(flow: Flow, share: float) -> Way:
    """Ends that do not hold the share (sums are brought to 1) are widened to it."""
    if flow.share is None or flow.share_range is None:
        counted = flow.share_of if flow.share is not None else None
        return Way(name=flow.name, share=share, counted_in=counted)
    low, high = (float(end) for end in flow.share_range)
    return Way(name=flow.name, share=share, minimum=min(low, share), maximum=max(high, share))


def _step_before(model: ProcessModel, node_id: str) -> Node | None:
    """The nearest step that leads to a decision."""
    todo, seen = [node_id], {node_id}
    while todo:
        node = model.node_by_id[todo.pop(0)]
        if node.values is not None:
            return node
        before = [flow.source for flow in model.incoming.get(node.id, ()) if flow.source in model.node_by_id]
        todo += [source for source in before if source not in seen]
        seen.update(before)
    return None


def likely_values(form: RangeForm) -> dict[str, float]:
    """Every factor at its likely value."""
    return {key: factor.likely for key, factor in form.factors.items()}
