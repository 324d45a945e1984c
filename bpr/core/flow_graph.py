"""The token graph of a process with the meaning of each split and join, ready to be solved.

Meaning given to BPMN here (``flow_build`` makes the graph):

- **Ways in.** A node with several ways in is carried out once per arriving token, except that a parallel join waits for
  all its ways in and an inclusive or complex join waits for the tokens of its split: it runs as often as the split.
- **Decisions** (exclusive and event-based gateways, several conditional ways on) need shares that add up to 1. What is
  not said is spread evenly over the ways without a share, and an assumption says so. Sums within one per cent of 1 are
  scaled to 1. An event-based gateway of the parallel type takes all its ways; one that instantiates begins a case.
- **Complex gateways.** Their condition is a program that nobody can read here. A split is read by its shares: one of
  the ways where they add up to at most 1, else as an inclusive one. A join is read as an inclusive join: it waits for
  all tokens that its split has sent, whatever activation count it has. Both readings are said.
- **Implicit splits and joins.** An activity or event with several unconditional ways on takes all of them.
- **Starts and ends.** Several starts of one process are alternatives with their shares (evenly without); processes
  that begin separately begin once per case each. An end ends its token; a sub-process ends with its last token. A
  terminating end does the same here: parallel branches count in full, and an assumption says so.
- **Sub-processes** (plain, transaction, ad-hoc) are left as often as they are entered. In an ad-hoc one each activity
  that nothing leads to begins once. Minutes on the sub-process itself come besides those of its content.
- **Call activities** hold the called process where it stands in the same model (``flow_expand``); elsewhere they count
  with their own values.
- **Repetition.** An activity with a loop marker is carried out ``Node.repeat`` times per arrival on average (without a
  count: once, and an assumption says so); boundary events and ways on belong to the repetition as a whole. In the graph
  ``#repeat:`` hands out the executions and ``#again:`` runs as often as ``#repeat:``. For the lead time a loop or
  sequential instances count one after the other; parallel instances count as one of them (exact for fixed minutes; a
  lower bound where the instances differ by chance), or less where the mean count is below 1. The simulation carries
  out ⌊mean⌋ executions, and one more with the rest as its chance.
- **Boundary events** take a share of the executions of their activity: ``Node.share``, else that of the event's first
  way on, else 0, which is said. Interrupting ones are alternatives of each other and of the ways on; the work of the
  activity counts in full all the same, for nobody knows how far it had come. Others begin a branch besides, at the
  moment when the activity ends. Compensation events lead to their handler, besides.
  An end that throws (cancel, error, escalation) ends its token only: the share of the event that catches it must be
  said, and where it is not, the assumption names the ends that set it off.
- **Event sub-processes** run besides their scope, in the share of its executions that their start events say
  (``Node.share``; else 0, which is said), from its beginning. Interrupting ones do not shorten the scope.
- **Links** of one name within a process or sub-process are one way. **Messages** between pools: see ``bpmn.control``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from bpr.core.bpmn.model import ProcessModel
from bpr.core.flow_errors import FlowError, label
from bpr.core.flow_expand import element_of, element_or_copy
from bpr.core.flow_shares import SplitKind
from bpr.core.flow_solve import immediate_dominators, reachable, reverse

__all__ = ["EXIT", "LEAVE", "ROOT", "Edge", "FlowError", "SplitKind", "TokenGraph", "label", "with_generic_shares"]

ROOT, EXIT = "#root", "#exit"
# Parts of an element: the way out of a sub-process, before and after its executions, what goes on where no event
# ends or besides an event, the alternatives that begin a process.
LEAVE, REPEAT, AGAIN, KEPT, ON, STARTS = "#leave:", "#repeat:", "#again:", "#kept:", "#on:", "#starts:"
_JOINING_TAGS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


@dataclass(frozen=True, slots=True)
class Edge:
    """``share``: tokens at ``target`` per token that leaves ``source``; above 1 from ``#repeat:`` only."""

    source: str
    target: str
    share: Fraction


@dataclass
class TokenGraph:
    """Nodes, edges with exact shares, and the kind of each split. ``model`` has its called processes written out."""

    model: ProcessModel
    edges: list[Edge] = field(default_factory=list)
    entries: dict[str, Fraction] = field(default_factory=dict)
    splits: dict[str, SplitKind] = field(default_factory=dict)
    leaves: dict[str, str] = field(default_factory=dict)  # way out → sub-process or ``#repeat:`` that it belongs to
    filled: set[str] = field(default_factory=set)  # those of them that something is inside of
    repeats: dict[str, Fraction] = field(default_factory=dict)  # activity → executions per arrival, other than 1
    assumptions: list[str] = field(default_factory=list)

    @cached_property
    def outgoing(self) -> dict[str, list[Edge]]:
        return _grouped(self.edges, "source")

    @cached_property
    def incoming(self) -> dict[str, list[Edge]]:
        return _grouped(self.edges, "target")

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        """Structure of the ways that are ever taken, from one root to one exit."""
        found: dict[str, list[str]] = defaultdict(list)
        found[ROOT] = list(self.entries)
        for edge in self.edges:
            if edge.share:
                found[edge.source].append(edge.target)
        for leave, holder in self.leaves.items():
            if holder not in self.filled:
                found[holder].append(leave)
        while ends := [node for node in reachable(found, [ROOT]) if node != EXIT and not found[node]]:
            for node in ends:  # an end may be that of a sub-process, which may be an end itself
                found[node].append(self._after_end(node))
        return dict(found)

    def _after_end(self, node_id: str) -> str:
        """Where a token goes that nothing leads on: out of what it is in."""
        own = element_or_copy(node_id)
        again = AGAIN + own
        if again in self.leaves and node_id in (own, LEAVE + own):
            return again
        node = self.model.node_by_id.get(own)
        leave = LEAVE + node.parent if node else ""
        return leave if leave in self.leaves and leave != node_id else EXIT

    @cached_property
    def dominators(self) -> dict[str, str]:
        return immediate_dominators(self.successors, ROOT)

    @cached_property
    def postdominators(self) -> dict[str, str]:
        return immediate_dominators(reverse(self.successors), EXIT)

    @cached_property
    def reached(self) -> set[str]:
        return reachable(self.successors, [ROOT]) - {ROOT, EXIT}

    def dominates(self, first: str, second: str) -> bool:
        """True where every way to ``second`` leads through ``first`` (or it is the same node)."""
        while second != first and self.dominators.get(second, second) != second:
            second = self.dominators[second]
        return second == first

    def is_join(self, node_id: str) -> bool:
        node = self.model.node_by_id.get(node_id)
        return bool(node and node.tag in _JOINING_TAGS and len(self.incoming.get(node_id, ())) > 1)

    def waits_for_all(self, node_id: str) -> bool:
        return self.is_join(node_id) and self.model.node_by_id[node_id].tag == "parallelGateway"

    def door(self, node_id: str) -> str:
        """Where a token comes to that is on its way to ``node_id``."""
        return REPEAT + node_id if node_id in self.repeats else node_id


def _grouped(edges: list[Edge], end: str) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return dict(found)


def by_element(amounts: dict[str, Fraction], graph: TokenGraph) -> dict[str, Fraction]:
    """Amounts of the graph's nodes, added up by the element that is drawn; parts that only the graph has are left."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    for node_id, amount in amounts.items():
        if node_id in graph.model.node_by_id:
            found[element_of(node_id)] += amount
    return dict(found)


def one_after_the_other(graph: TokenGraph) -> TokenGraph:
    """The same graph with the executions that follow each other only: parallel instances count as at most one."""
    side_by_side = {
        REPEAT + node_id for node_id in graph.repeats if graph.model.node_by_id[node_id].loop == "multi_parallel"
    }
    if not side_by_side:
        return graph
    edges = [
        replace(edge, share=min(edge.share, Fraction(1))) if edge.source in side_by_side else edge
        for edge in graph.edges
    ]
    return replace(graph, edges=edges)


def with_generic_shares(graph: TokenGraph) -> TokenGraph:
    """The same graph with other, unrelated shares wherever a way is not always taken.

    What holds for such shares holds for every share, so it is a fact of the structure and no coincidence.
    """
    edges: list[Edge] = []
    for source, ways in graph.outgoing.items():
        edges += _with_generic_shares(ways, graph.splits.get(source), len(edges) * 7)
    return replace(graph, edges=edges)


def _with_generic_shares(ways: list[Edge], kind: SplitKind | None, offset: int) -> list[Edge]:
    if kind is None:
        return ways
    weights = [Fraction(offset + number * number + 11) for number in range(1, len(ways) + 1)]
    is_open = [0 < edge.share < 1 for edge in ways]
    chosen = [weight for weight, is_chosen in zip(weights, is_open, strict=True) if is_chosen]
    total = sum(chosen, Fraction(0)) if kind is SplitKind.EXCLUSIVE else max(chosen, default=Fraction(0)) + 3
    return [
        replace(edge, share=weight / total) if is_chosen else edge
        for edge, weight, is_chosen in zip(ways, weights, is_open, strict=True)
    ]
