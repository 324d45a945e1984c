"""Decisions that two processes have in common, told by the common steps that their branches lead to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bpr.core.bpmn.control import ControlEdge, ControlKind, control_edges
from bpr.core.bpmn.model import Node, ProcessModel
from bpr.core.origins import is_kept, origin_keys
from bpr.core.values import StepValues

_END = "終了"

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
    ways = Ways(model)
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
    new, old = Ways(to_be), Ways(as_is)
    candidates: dict[frozenset[frozenset[str]], list[tuple[str, Branches]]] = defaultdict(list)
    for split, branches in old.splits().items():
        candidates[frozenset(branches)].append((split, branches))
    found = []
    for split, branches in new.splits().items():
        if match := _match(new.before(split), candidates[frozenset(branches)], old):
            found.append(_common(new, split, branches, old, match))
    return tuple(found)


def _common(new: Ways, split: str, branches: Branches, old: Ways, match: tuple[str, Branches]) -> CommonDecision:
    as_is_id, own = match
    return CommonDecision(
        to_be_id=split,
        as_is_id=as_is_id,
        ways={flow: own[target] for target, flow in branches.items()},
        as_is_shares={own[target]: share for target, share in old.shares(own).items()},
        to_be_shares={own[target]: share for target, share in new.shares(branches).items()},
        changed_before=new.changed_before(split),
    )


def _match(before: frozenset[str], candidates: list[tuple[str, Branches]], old: Ways) -> tuple[str, Branches] | None:
    """The one decision with the same branches; among several the one after the same steps."""
    if len(candidates) > 1:
        candidates = [(split, branches) for split, branches in candidates if old.before(split) == before]
    return candidates[0] if len(candidates) == 1 else None


class Ways:
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

    def leads_to(self, node_id: str) -> frozenset[str]:
        """The common steps that come first from a node on."""
        return self._keys(node_id, self.after, "target")

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
