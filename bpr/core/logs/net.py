"""The process as a net of places and moves, on which logs are replayed: what a case may do next.

The meaning of the diagram is that of :mod:`bpr.core.bpmn.control`; shares play no part. A move that carries out a
step of the log has its label, all other moves are silent: gateways, events, and steps that no activity of the log
stands for. A choice names the decision and the ways that a silent move takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from bpr.core.bpmn.control import ControlEdge, ControlKind, control_edges, entry_ids
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Node, ProcessModel
from bpr.core.flow_expand import element_of, with_calls
from bpr.core.flow_shares import SplitKind, Way, kind_of

END = "#end"  # label that no step has: the case is over
_JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
_MAX_WAYS = 6  # of an inclusive gateway, whose combinations are tried; of more ways each alone and all together
Places = frozenset[int]
Outcome = tuple["Choice | None", tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Choice:
    """Ways (ids of flows or events) taken at one passage of a decision (id of a node or a process)."""

    decision: str
    ways: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Takes one token from each of ``takes``, gives one to each of ``gives``.

    ``idle``: places that must be empty (a sub-process is left when nothing in it is under way). ``clears``: places
    that are emptied. ``awaits`` makes it an inclusive join: it takes from all of its places that have a token, and
    for each place without one says the places from which a token could still come.
    """

    takes: tuple[int, ...]
    gives: tuple[int, ...]
    label: str = ""
    choice: Choice | None = None
    idle: Places = frozenset()
    clears: Places = frozenset()
    awaits: tuple[tuple[int, Places], ...] = ()


@dataclass
class Net:
    """``start`` is the place of the first token. ``decisions``: ways by decision, in document order."""

    moves: list[Move] = field(default_factory=list)
    start: int = 0
    decisions: dict[str, list[str]] = field(default_factory=dict)

    def steps(self) -> set[str]:
        """Labels that a case can come to at all."""
        ahead = self._ahead()
        reached, todo = {self.start}, [self.start]
        while todo:
            for place in ahead.get(todo.pop(), ()):
                if place not in reached:
                    reached.add(place)
                    todo.append(place)
        return {move.label for move in self.moves if move.label and all(place in reached for place in move.takes)}

    def _ahead(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for move in self.moves:
            for place in move.takes:
                found[place].update(move.gives)
        return found


def net_of(model: ProcessModel, labelled: Collection[str]) -> Net:
    """The net of a model in which the steps ``labelled`` are seen. FlowError where processes call each other."""
    return _Builder(with_calls(model), frozenset(labelled)).net()


class _Builder:
    def __init__(self, model: ProcessModel, labelled: frozenset[str]) -> None:
        self.model, self.labelled = model, labelled
        self.edges = [edge for edge in control_edges(model) if not self._is_compensation(edge)]
        self.outgoing, self.incoming = _grouped(self.edges, "source"), _grouped(self.edges, "target")
        self.places: dict[tuple[str, str], int] = {}
        self.moves: list[Move] = []
        self.decisions: dict[str, list[str]] = {}
        self.inside: dict[str, set[int]] = defaultdict(set)  # holder → places in it, at any depth

    def _is_compensation(self, edge: ControlEdge) -> bool:
        target = self.model.node_by_id.get(edge.target)
        if target is None:
            return True
        return bool(target.attached_to) and "compensateEventDefinition" in target.event_definitions

    def net(self) -> Net:
        start = self._place("root", "")
        nodes = [node for node in self.model.nodes if node.is_flow_node]
        for node in nodes:  # places first: what is inside must be known before moves that look at it
            self._place("in", node.id, node)
            self._place("out", node.id, node)
            for edge in self.outgoing.get(node.id, ()):
                self._target(edge)
        self._begin(start)
        for node in nodes:
            self._add(node)
        self.moves = [self._awaiting(move) if move.awaits else move for move in self.moves]
        return Net(moves=self.moves, start=start, decisions=self.decisions)

    # places

    def _place(self, kind: str, name: str, node: Node | None = None) -> int:
        known = self.places.get((kind, name))
        if known is not None:
            return known
        place = self.places[kind, name] = len(self.places)
        parent = node.parent if node else ""
        while parent:
            self.inside[parent].add(place)
            holder = self.model.node_by_id.get(parent)
            parent = holder.parent if holder else ""
        return place

    def _target(self, edge: ControlEdge) -> int:
        node = self.model.node_by_id[edge.target]
        if not self._is_join(node):
            return self._place("in", node.id, node)
        return self._place(f"way {self.incoming[node.id].index(edge)}", node.id, node)

    def _is_join(self, node: Node) -> bool:
        return node.tag in _JOINS and len(self.incoming.get(node.id, ())) > 1

    def _targets(self, edges: Iterable[ControlEdge]) -> tuple[int, ...]:
        return tuple(self._target(edge) for edge in edges)

    # moves

    def _begin(self, start: int) -> None:
        """Several starts of one process are alternatives, several processes that begin go side by side."""
        by_process: dict[str, list[str]] = defaultdict(list)
        for node_id in entry_ids(self.model, self.edges):
            by_process[self.model.node_by_id[node_id].parent].append(node_id)
        gives = []
        for process, node_ids in by_process.items():
            place = self._place("begin", process)
            gives.append(place)
            self._alternatives(place, process, node_ids)
        self.moves.append(Move(takes=(start,), gives=tuple(gives)))

    def _alternatives(self, place: int, holder: str, node_ids: Sequence[str]) -> None:
        nodes = [self.model.node_by_id[node_id] for node_id in node_ids]
        starts = [node for node in nodes if node.tag == "startEvent"]
        if len(starts) < 2:
            self.moves.append(Move(takes=(place,), gives=tuple(self._place("in", node.id) for node in nodes)))
            return
        ways = [(node.id, self._place("in", node.id)) for node in nodes]
        self._choose(place, holder, [(Choice(holder, (way,)), (target,)) for way, target in ways])

    def _choose(self, place: int, decision: str, outcomes: Sequence[Outcome]) -> None:
        element = element_of(decision)
        known = self.decisions.setdefault(element, [])
        for choice, gives in outcomes:
            ways = tuple(map(element_of, choice.ways)) if choice else ()
            known += [way for way in ways if way not in known]
            self.moves.append(Move(takes=(place,), gives=gives, choice=Choice(element, ways)))

    def _add(self, node: Node) -> None:
        inner = [edge for edge in self.outgoing.get(node.id, ()) if edge.kind is ControlKind.ENTER]
        out = self._place("out", node.id)
        if node.tag in SUBPROCESS_TAGS and inner:
            self._add_holder(node, inner)
            boundary: list[ControlEdge] = []
        else:
            self._add_body(node)
            boundary = self._boundary(node)
        outcomes = self._outcomes(node, boundary)
        clears = self._cleared(node)
        if len(outcomes) == 1:
            self.moves.append(Move(takes=(out,), gives=outcomes[0][1], clears=clears))
        else:
            self._choose(out, node.id, outcomes)

    def _cleared(self, node: Node) -> Places:
        ends_all = "terminateEventDefinition" in node.event_definitions
        return frozenset(self.inside[node.parent]) if ends_all else frozenset()

    def _add_body(self, node: Node) -> None:
        into, out = self._place("in", node.id), self._place("out", node.id)
        label = element_of(node.id) if element_of(node.id) in self.labelled else ""
        if self._is_join(node):
            ways = self._targets(self.incoming[node.id])
            awaits = tuple((way, frozenset[int]()) for way in ways) if node.tag != "parallelGateway" else ()
            self.moves.append(Move(takes=ways, gives=(out,), awaits=awaits))
            return
        self.moves.append(Move(takes=(into,), gives=(out,), label=label))
        if node.loop and label:
            self.moves.append(Move(takes=(out,), gives=(out,), label=label))

    def _add_holder(self, node: Node, inner: Sequence[ControlEdge]) -> None:
        into, out = self._place("in", node.id), self._place("out", node.id)
        hold, begin = self._place("hold", node.id, node), self._place("begin", node.id, node)
        self.inside[node.id].add(begin)
        inside = frozenset(self.inside[node.id])
        self.moves.append(Move(takes=(into,), gives=(hold, begin)))
        self._alternatives(begin, node.id, [edge.target for edge in inner])
        self.moves.append(Move(takes=(hold,), gives=(out,), idle=inside))
        for edge in self._boundary(node):
            ends = self.model.node_by_id[edge.target].interrupts
            gives = self._targets([edge]) if ends else (hold, *self._targets([edge]))
            self.moves.append(Move(takes=(hold,), gives=gives, clears=inside if ends else frozenset()))

    def _boundary(self, node: Node) -> list[ControlEdge]:
        return [edge for edge in self.outgoing.get(node.id, ()) if edge.kind is ControlKind.BOUNDARY]

    def _outcomes(self, node: Node, boundary: Sequence[ControlEdge]) -> list[Outcome]:
        ways, always = [], []
        for edge in self.outgoing.get(node.id, ()):
            if edge.kind is ControlKind.TRIGGER:
                always.append(edge)
            elif edge.kind not in (ControlKind.ENTER, ControlKind.BOUNDARY):
                ways.append(edge)
        added = self._targets(always)
        found = [(edges, self._targets(edges) + added) for edges in _chosen(node, ways)]
        if boundary:
            found = self._with_boundary(found, boundary)
        if len(found) == 1:
            return [(None, found[0][1])]
        return [(Choice(node.id, tuple(map(way_id, edges))), gives) for edges, gives in found]

    def _with_boundary(
        self, found: list[tuple[tuple[ControlEdge, ...], tuple[int, ...]]], boundary: Sequence[ControlEdge]
    ) -> list[tuple[tuple[ControlEdge, ...], tuple[int, ...]]]:
        """An interrupting event comes in place of the ways on, any other may come beside them."""
        result = list(found)
        for edge in boundary:
            target = self._targets([edge])
            if self.model.node_by_id[edge.target].interrupts:
                result.append(((edge,), target))
            else:
                result += [((*edges, edge), gives + target) for edges, gives in result]
        return result

    # inclusive joins

    def _awaiting(self, join: Move) -> Move:
        behind: dict[int, set[int]] = defaultdict(set)
        for move in self.moves:
            if move is not join:
                for place in move.gives:
                    behind[place].update(move.takes)
        own = frozenset(join.takes)
        return Move(
            takes=join.takes, gives=join.gives, awaits=tuple((way, _upstream(behind, way) - own) for way in join.takes)
        )


def _upstream(behind: dict[int, set[int]], place: int) -> Places:
    found: set[int] = set()
    todo = [place]
    while todo:
        for before in behind.get(todo.pop(), ()):
            if before not in found:
                found.add(before)
                todo.append(before)
    return frozenset(found)


def way_id(edge: ControlEdge) -> str:
    """What names a way: its flow, or the event at the activity's edge."""
    return edge.flow_id or edge.target


def _chosen(node: Node, ways: list[ControlEdge]) -> list[tuple[ControlEdge, ...]]:
    """The sets of ways that a token may go on, as :mod:`bpr.core.flow_shares` reads them."""
    said = [Way(edge.target, None if edge.share is None else Fraction(edge.share)) for edge in ways]
    kind = kind_of(node, said)
    if len(ways) < 2 or kind is SplitKind.PARALLEL:
        return [tuple(ways)]
    return _subsets(ways) if kind is SplitKind.INCLUSIVE else [(way,) for way in ways]


def _subsets(ways: list[ControlEdge]) -> list[tuple[ControlEdge, ...]]:
    sizes: Iterable[int] = range(1, len(ways) + 1) if len(ways) <= _MAX_WAYS else (1, len(ways))
    return [chosen for size in sizes for chosen in combinations(ways, size)]


def _grouped(edges: Iterable[ControlEdge], end: str) -> dict[str, list[ControlEdge]]:
    found: dict[str, list[ControlEdge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return dict(found)
