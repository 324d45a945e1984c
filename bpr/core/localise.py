"""A generic to-be process made the organisation's own, before it is compared with that organisation's as-is.

A to-be is agreed per use case, from the common as-is. What it does not change must not show as a difference: a step
that is kept or moved takes over the organisation's own minutes, waiting, forms, visits and costs of the as-is steps
from which it comes (several: added up). Nothing is taken over twice: several kept steps of one origin take its as-is
steps in order, and one for which none is left keeps the values of the to-be. A step that is changed, merged, automated
or added keeps them too.

Who does a step is the organisation's own as well: a kept step stays with whom it is with today, and the performers
that the generic to-be names elsewhere get the name that the organisation has for them, so that no section seems to
vanish and another to arise.

A decision that is kept takes over the organisation's own shares: it is kept where the steps before it are kept and its
branches lead to the same common steps as a decision of the as-is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bpr.core.bpmn.control import ControlEdge, ControlKind, control_edges
from bpr.core.bpmn.model import Flow, Node, ProcessModel
from bpr.core.values import ChangeKind, PerformerKind, StepValues, ThreePoint

_KEEPING = (None, ChangeKind.KEPT, ChangeKind.MOVED)
_SUMMED = (
    "waiting_minutes", "resident_visits", "resident_travel_minutes", "resident_waiting_minutes", "direct_cost_yen",
    "attached_documents",
)  # fmt: skip
_END = "終了"


@dataclass(frozen=True, kw_only=True, slots=True)
class Inherited:
    """One to-be step that took over values; ``from_node_ids`` are the as-is steps (empty: there was none)."""

    node_id: str
    from_node_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Localised:
    """``model`` to compare with the as-is; what was taken over, for the trace."""

    model: ProcessModel
    steps: tuple[Inherited, ...] = ()
    split_ids: tuple[str, ...] = ()  # decisions that took over shares
    ways: Mapping[str, str] = field(default_factory=dict)  # their flows → the as-is flows that these are from

    def sources_of(self, node_id: str) -> tuple[str, ...]:
        """The as-is steps whose values a to-be step has; empty where its values are its own."""
        return next((item.from_node_ids for item in self.steps if item.node_id == node_id), ())

    def notes(self) -> tuple[str, ...]:
        """Sentences for the trace."""
        names = {node.id: node.name for node in self.model.nodes}
        own = [names[item.node_id] for item in self.steps if item.from_node_ids]
        generic = [names[item.node_id] for item in self.steps if not item.from_node_ids]
        splits = [names[split] or split for split in self.split_ids]
        lines = [f"現行の値を引き継いだ作業: {'、'.join(own)}"] if own else []
        lines += [f"現行に対応する作業がないため改革案の値を使った作業: {'、'.join(generic)}"] if generic else []
        return tuple(lines + ([f"現行の割合を引き継いだ分岐: {'、'.join(splits)}"] if splits else []))


def step_key(values: StepValues) -> str:
    """What identifies an as-is step across organisations: its common step, else its own key."""
    return values.common_key or values.key


def origin_keys(values: StepValues) -> tuple[str, ...]:
    """The as-is steps that a to-be step comes from; none where it is added."""
    if values.change is ChangeKind.ADDED:
        return ()
    return values.origin_keys or (step_key(values),)


def is_kept(values: StepValues) -> bool:
    """True where the to-be leaves the step as it is, wherever it is done."""
    return values.change in _KEEPING


def localise(to_be: ProcessModel, as_is: ProcessModel) -> Localised:
    """The to-be process with the organisation's own values in all that it keeps."""
    sources_of = _sources(to_be, as_is)
    own_names = _own_performers(to_be, as_is, sources_of)
    nodes, inherited = [], []
    for node in to_be.nodes:
        if node.values is None:
            nodes.append(node)
            continue
        sources = sources_of.get(node.id)
        taken = _inherit(node.values, [s.values for s in sources if s.values]) if sources else node.values
        nodes.append(replace(node, values=_renamed(taken, node.values, own_names)))
        if sources is not None:
            inherited.append(Inherited(node_id=node.id, from_node_ids=tuple(source.id for source in sources)))
    shares, splits, ways = _shares(to_be, as_is)
    said = {flow.id: flow for flow in as_is.flows}
    flows = tuple(
        _with_share(flow, shares[flow.id], said.get(ways[flow.id])) if flow.id in shares else flow
        for flow in to_be.flows
    )
    model = replace(to_be, nodes=tuple(nodes), flows=flows)
    return Localised(model=model, steps=tuple(inherited), split_ids=splits, ways=ways)


def _with_share(flow: Flow, share: Decimal, own: Flow | None) -> Flow:
    """The share of the organisation's own flow, with what is said there of its range."""
    is_said = own is not None and own.share is not None
    return replace(
        flow,
        share=share,
        share_range=own.share_range if own and is_said else None,
        share_of=own.share_of if own and is_said else None,
    )


def _sources(to_be: ProcessModel, as_is: ProcessModel) -> dict[str, list[Node]]:
    """The as-is steps of each kept step. What has one key is handed out once, in order; the last takes what is left."""
    own = _by_key(as_is)
    kept = {node.id: origin_keys(node.values) for node in to_be.steps() if node.values and is_kept(node.values)}
    found: dict[str, list[Node]] = {node_id: [] for node_id in kept}
    for key in dict.fromkeys(key for keys in kept.values() for key in keys):
        takers = [node_id for node_id, keys in kept.items() if key in keys]
        for at, source in enumerate(own[key]):
            found[takers[min(at, len(takers) - 1)]].append(source)
    return found


def _by_key(as_is: ProcessModel) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = defaultdict(list)
    for node in as_is.steps():
        if node.values:
            found[step_key(node.values)].append(node)
    return found


Performer = tuple[PerformerKind, str]


def _performer(values: StepValues) -> Performer:
    return values.performer_kind, values.performer


def _own_performers(
    to_be: ProcessModel, as_is: ProcessModel, sources_of: Mapping[str, list[Node]]
) -> dict[Performer, str]:
    """What the organisation calls the performers of the generic to-be: whom their kept steps are with today.

    A performer without a kept step has the name of the one of the same kind whose changed steps it does.
    """
    by_key = _by_key(as_is)
    kept: dict[Performer, Counter[str]] = defaultdict(Counter)
    changed: dict[Performer, Counter[str]] = defaultdict(Counter)
    for node in to_be.steps():
        if node.values is None or node.values.change is ChangeKind.MOVED:
            continue
        taken = sources_of.get(node.id)
        olds = [old for key in origin_keys(node.values) for old in by_key[key]] if taken is None else taken
        votes = changed if taken is None else kept
        votes[_performer(node.values)].update(_names_of(olds, node.values.performer_kind))
    return {
        performer: name
        for votes in (changed, kept)  # what is kept decides
        for performer, names in votes.items()
        for name, _ in names.most_common(1)
        if name
    }


def _names_of(nodes: Iterable[Node], kind: PerformerKind) -> list[str]:
    return [node.values.performer for node in nodes if node.values and node.values.performer_kind is kind]


def _renamed(taken: StepValues, generic: StepValues, own_names: Mapping[Performer, str]) -> StepValues:
    """The step with the organisation's own performer, where it does not have it from its source already."""
    if taken.performer != generic.performer:
        return taken
    return replace(taken, performer=own_names.get(_performer(taken), taken.performer))


def _inherit(values: StepValues, sources: list[StepValues]) -> StepValues:
    if not sources:
        return values
    performers = {_performer(source) for source in sources}
    stays = values.change is not ChangeKind.MOVED and len(performers) == 1
    amounts: dict[str, Any] = {name: sum((getattr(source, name) for source in sources), Decimal(0)) for name in _SUMMED}
    return replace(
        values,
        **amounts,
        handling_minutes=_sum_times([source.handling_minutes for source in sources]),
        forms_read=tuple(form for source in sources for form in source.forms_read),
        forms_made=tuple(form for source in sources for form in source.forms_made),
        evidence=tuple(dict.fromkeys(item for source in sources for item in source.evidence)),
        performer=sources[0].performer if stays else values.performer,
        performer_kind=sources[0].performer_kind if stays else values.performer_kind,
    )


def _sum_times(times: Iterable[ThreePoint | None]) -> ThreePoint | None:
    known = [time for time in times if time]
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    likely = sum((time.likely for time in known), Decimal(0))
    if all(time.minimum is None and time.maximum is None for time in known):
        return ThreePoint(likely=likely)
    return ThreePoint(
        likely=likely,
        minimum=sum((time.likely if time.minimum is None else time.minimum for time in known), Decimal(0)),
        maximum=sum((time.likely if time.maximum is None else time.maximum for time in known), Decimal(0)),
    )


Branches = dict[frozenset[str], str]  # where a branch leads to → id of its flow


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """A decision or inclusive split whose branches can be told apart by the common steps that they lead to.

    ``shares`` is empty where one of them is not said.
    """

    node_id: str
    is_choice: bool  # exactly one way is taken
    flows: Branches
    shares: Mapping[frozenset[str], Decimal]


@dataclass(frozen=True, kw_only=True, slots=True)
class CommonDecision:
    """A decision that stands in both processes. Shares go by the flow ids of the as-is; empty where not all are said.

    ``ways`` gives the as-is flow of each to-be flow, ``changed_before`` the changed steps directly before the to-be's.
    """

    to_be_id: str
    as_is_id: str
    ways: Mapping[str, str]
    as_is_shares: Mapping[str, Decimal]
    to_be_shares: Mapping[str, Decimal]
    changed_before: tuple[StepValues, ...]

    @property
    def is_moved(self) -> bool:
        """True where both sides say their shares and these differ."""
        return bool(self.as_is_shares and self.to_be_shares) and self.as_is_shares != self.to_be_shares


def decisions_of(model: ProcessModel) -> tuple[Decision, ...]:
    """All decisions whose branches can be told apart, in document order."""
    ways = _Ways(model)
    return tuple(
        Decision(
            node_id=split,
            is_choice=model.node_by_id[split].tag != "inclusiveGateway",
            flows=flows,
            shares=ways.shares(flows),
        )
        for split, flows in ways.splits().items()
    )


def decisions_in_common(to_be: ProcessModel, as_is: ProcessModel) -> tuple[CommonDecision, ...]:
    """Decisions of the to-be that the as-is has too: their branches lead to the same common steps."""
    new, old = _Ways(to_be), _Ways(as_is)
    candidates: dict[frozenset[frozenset[str]], list[tuple[str, Branches]]] = defaultdict(list)
    for split, branches in old.splits().items():
        candidates[frozenset(branches)].append((split, branches))
    found = []
    for split, branches in new.splits().items():
        if match := _match(new.before(split), candidates[frozenset(branches)], old):
            found.append(_common(new, split, branches, old, match))
    return tuple(found)


def _common(new: _Ways, split: str, branches: Branches, old: _Ways, match: tuple[str, Branches]) -> CommonDecision:
    as_is_id, own = match
    return CommonDecision(
        to_be_id=split,
        as_is_id=as_is_id,
        ways={flow: own[target] for target, flow in branches.items()},
        as_is_shares={own[target]: share for target, share in old.shares(own).items()},
        to_be_shares={own[target]: share for target, share in new.shares(branches).items()},
        changed_before=new.changed_before(split),
    )


def _shares(to_be: ProcessModel, as_is: ProcessModel) -> tuple[dict[str, Decimal], tuple[str, ...], dict[str, str]]:
    """Shares of the as-is by flow id of the to-be, the decisions concerned, and the as-is flows by to-be flow."""
    kept = [item for item in decisions_in_common(to_be, as_is) if item.as_is_shares and not item.changed_before]
    shares = {flow: item.as_is_shares[own] for item in kept for flow, own in item.ways.items()}
    ways = {flow: own for item in kept for flow, own in item.ways.items()}
    return shares, tuple(item.to_be_id for item in kept), ways


def _match(before: frozenset[str], candidates: list[tuple[str, Branches]], old: _Ways) -> tuple[str, Branches] | None:
    """The one decision with the same branches; among several the one after the same steps."""
    if len(candidates) > 1:
        candidates = [(split, branches) for split, branches in candidates if old.before(split) == before]
    return candidates[0] if len(candidates) == 1 else None


class _Ways:
    """Where the decisions of one model lead to and come from, in common keys of steps."""

    def __init__(self, model: ProcessModel) -> None:
        self.model = model
        self.after: dict[str, list[ControlEdge]] = defaultdict(list)
        self.ahead: dict[str, list[ControlEdge]] = defaultdict(list)
        for edge in control_edges(model):
            self.after[edge.source].append(edge)
            self.ahead[edge.target].append(edge)

    def splits(self) -> dict[str, Branches]:
        """Decisions and inclusive splits whose branches can be told apart."""
        found = {}
        for node in self.model.nodes:
            edges = [edge for edge in self.after[node.id] if edge.kind is ControlKind.SEQUENCE and edge.flow_id]
            if node.is_gateway and node.tag != "parallelGateway" and len(edges) > 1:
                branches = {self._keys(edge.target, self.after, "target"): edge.flow_id for edge in edges}
                if len(branches) == len(edges):
                    found[node.id] = branches
        return found

    def before(self, node_id: str) -> frozenset[str]:
        return frozenset().union(*(self._keys(edge.source, self.ahead, "source") for edge in self.ahead[node_id]))

    def changed_before(self, node_id: str) -> tuple[StepValues, ...]:
        """The changed steps directly before a node."""
        steps = self._steps(node_id, self.ahead, "source")
        return tuple(node.values for node in steps if node.values and not is_kept(node.values))

    def shares(self, branches: Branches) -> dict[frozenset[str], Decimal]:
        """Share of each branch; empty where one of them is not said."""
        said = {edge.flow_id: edge.share for edges in self.after.values() for edge in edges}
        found = {target: share for target, flow in branches.items() if (share := said[flow]) is not None}
        return found if len(found) == len(branches) else {}

    def _keys(self, start: str, edges: dict[str, list[ControlEdge]], end: str) -> frozenset[str]:
        steps = self._first_steps([start], edges, end)
        return frozenset(key for node in steps if node.values for key in origin_keys(node.values)) or frozenset({_END})

    def _steps(self, node_id: str, edges: dict[str, list[ControlEdge]], end: str) -> list[Node]:
        return self._first_steps([getattr(edge, end) for edge in edges[node_id]], edges, end)

    def _first_steps(self, starts: list[str], edges: dict[str, list[ControlEdge]], end: str) -> list[Node]:
        found, seen, work = [], set[str](), list(starts)
        while work:
            node = self.model.node_by_id[work.pop()]
            if node.id in seen:
                continue
            seen.add(node.id)
            if node.values is not None and node.is_activity:
                found.append(node)
            else:
                work += [getattr(edge, end) for edge in edges[node.id]]
        return found
