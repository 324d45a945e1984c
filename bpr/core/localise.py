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
branches lead to the same common steps as a decision of the as-is. How often a kept step is repeated, and how often the
events on it happen, is the organisation's own too (:mod:`bpr.core.own_counts`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bpr.core.bpmn.model import Flow, Node, ProcessModel
from bpr.core.common_decisions import decisions_in_common
from bpr.core.origins import is_kept, origin_keys, step_key
from bpr.core.own_counts import AMOUNTS, OwnCounts, executed, own_counts
from bpr.core.values import ChangeKind, PerformerKind, StepValues, ThreePoint


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
    counts: OwnCounts = field(default_factory=OwnCounts)

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
        lines += [f"現行の割合を引き継いだ分岐: {'、'.join(splits)}"] if splits else []
        for ids, words in (
            (self.counts.repeats, "繰返しの回数を引き継いだ作業"),
            (self.counts.shares, "割合を引き継いだイベント"),
        ):
            lines += [f"現行の{words}: {'、'.join(names[each] or each for each in ids)}"] if ids else []
        return tuple(lines)


def localise(to_be: ProcessModel, as_is: ProcessModel) -> Localised:
    """The to-be process with the organisation's own values in all that it keeps."""
    sources_of = _sources(to_be, as_is)
    own_names = _own_performers(to_be, as_is, sources_of)
    counts = own_counts(to_be, as_is, sources_of)
    nodes, inherited = [], []
    for node in map(counts.put_in, to_be.nodes):
        if node.values is None:
            nodes.append(node)
            continue
        sources = sources_of.get(node.id)
        taken = _inherit(node.values, executed(sources)) if sources else node.values
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
    return Localised(model=model, steps=tuple(inherited), split_ids=splits, ways=ways, counts=counts)


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
    amounts: dict[str, Any] = {name: sum((getattr(source, name) for source in sources), Decimal(0)) for name in AMOUNTS}
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


def _shares(to_be: ProcessModel, as_is: ProcessModel) -> tuple[dict[str, Decimal], tuple[str, ...], dict[str, str]]:
    """Shares of the as-is by flow id of the to-be, the decisions concerned, and the as-is flows by to-be flow."""
    kept = [item for item in decisions_in_common(to_be, as_is) if item.as_is_shares and not item.changed_before]
    shares = {flow: item.as_is_shares[own] for item in kept for flow, own in item.ways.items()}
    ways = {flow: own for item in kept for flow, own in item.ways.items()}
    return shares, tuple(item.to_be_id for item in kept), ways
