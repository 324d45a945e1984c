"""The token graph of a process with the meaning of each split and join, ready to be solved.

Meaning given to BPMN here:

- A node with several ways in is carried out once per arriving token, except that a parallel join waits for all its
  ways in and an inclusive join waits for the tokens of its split: it runs as often as the split.
- Decisions (exclusive, event-based, complex gateways) need shares that add up to 1. What is not said is spread evenly
  over the ways without a share, and an assumption says so. Sums within one per cent of 1 are scaled to 1.
- A sub-process is left as often as it is entered. Several start events of one process are alternatives.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from bpr.core.bpmn.control import ControlEdge, ControlKind, control_edges, entry_ids
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Node, ProcessModel
from bpr.core.flow_solve import immediate_dominators, reachable, reverse

ROOT, EXIT, LEAVE = "#root", "#exit", "#leave:"
_ROUNDING_TOLERANCE = Fraction(1, 100)
_DECIDING_TAGS = frozenset({"exclusiveGateway", "eventBasedGateway", "complexGateway"})
_JOINING_TAGS = frozenset({"parallelGateway", "inclusiveGateway"})


class FlowError(ValueError):
    """A process that has no expected values; the message names the element and the remedy, in Japanese."""

    def __init__(self, message: str, *, element_id: str = "") -> None:
        super().__init__(message)
        self.element_id = element_id


class SplitKind(StrEnum):
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    share: Fraction


@dataclass
class TokenGraph:
    """Nodes, edges with exact shares, and the kind of each split. Built by :func:`token_graph`."""

    model: ProcessModel
    edges: list[Edge] = field(default_factory=list)
    entries: dict[str, Fraction] = field(default_factory=dict)
    splits: dict[str, SplitKind] = field(default_factory=dict)
    leaves: dict[str, str] = field(default_factory=dict)  # virtual way out of a sub-process → the sub-process
    filled: set[str] = field(default_factory=set)  # sub-processes whose content is drawn
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
        for node in reachable(found, [ROOT]):
            if not found[node]:
                found[node].append(self._after_end(node))
        return dict(found)

    def _after_end(self, node_id: str) -> str:
        node = self.model.node_by_id.get(self.leaves.get(node_id, node_id))
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


def label(model: ProcessModel, node_id: str) -> str:
    """How messages name an element: 「審査」（id: Task_3）, or by what comes before it: 「審査」の後（id: x）."""
    own = node_id.removeprefix(LEAVE)
    seen, work = {own}, [own]
    for current in work:
        node = model.node_by_id.get(current)
        if node and node.name:
            return f"「{node.name}」{'' if current == own else 'の後'}（id: {own}）"
        before = [flow.source for flow in model.incoming.get(current, ()) if flow.source not in seen]
        seen.update(before)
        work += before
    return f"「名前なし」（id: {own}）"


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


def token_graph(model: ProcessModel) -> TokenGraph:
    """Read the graph of one model; FlowError where shares are wrong or nothing starts."""
    graph = TokenGraph(model=model)
    by_source: dict[str, list[ControlEdge]] = defaultdict(list)
    for edge in control_edges(model):
        by_source[edge.source].append(edge)
    for node in model.nodes:
        _add_ways_on(graph, node, by_source[node.id])
    _add_entries(graph)
    return graph


def _grouped(edges: list[Edge], end: str) -> dict[str, list[Edge]]:
    found: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        found[getattr(edge, end)].append(edge)
    return dict(found)


def _add_ways_on(graph: TokenGraph, node: Node, edges: list[ControlEdge]) -> None:
    inner = [edge for edge in edges if edge.kind is ControlKind.ENTER]
    boundary = [edge for edge in edges if edge.kind is ControlKind.BOUNDARY]
    onward = [edge for edge in edges if edge.kind not in (ControlKind.ENTER, ControlKind.BOUNDARY)]
    source = node.id
    if node.tag in SUBPROCESS_TAGS:
        source = LEAVE + node.id
        graph.leaves[source] = node.id
        _add_inner(graph, node, inner)
    _note_unknown_counts(graph, node)
    for edge, share in zip(onward, _shares(graph, node, onward, source), strict=True):
        graph.edges.append(Edge(source, edge.target, share))
    for edge in boundary:
        if edge.share is None:
            graph.assumptions.append(f"{label(graph.model, edge.target)}は割合がないため、起きないものとしました")
        graph.edges.append(Edge(source, edge.target, Fraction(edge.share or 0)))


def _note_unknown_counts(graph: TokenGraph, node: Node) -> None:
    if node.loop:
        graph.assumptions.append(f"{label(graph.model, node.id)}は繰返しの回数がないため、1回としました")
    if node.triggered_by_event:
        graph.assumptions.append(f"{label(graph.model, node.id)}は起きる割合がないため、起きないものとしました")


def _add_inner(graph: TokenGraph, node: Node, inner: list[ControlEdge]) -> None:
    shares = _start_shares(graph, [edge.target for edge in inner])
    if inner:
        graph.filled.add(node.id)
    if len(inner) > 1 and all(share == 1 for share in shares):
        graph.splits[node.id] = SplitKind.PARALLEL
    graph.edges += [Edge(node.id, edge.target, share) for edge, share in zip(inner, shares, strict=True)]


def _start_shares(graph: TokenGraph, node_ids: list[str]) -> list[Fraction]:
    """Start events of one process are alternatives; nodes that merely have nothing before them all begin."""
    starts = [node_id for node_id in node_ids if graph.model.node_by_id[node_id].tag == "startEvent"]
    if len(starts) < 2:
        return [Fraction(1)] * len(node_ids)
    names = "、".join(label(graph.model, node_id) for node_id in starts)
    graph.assumptions.append(f"開始が{len(starts)}つあるため、同じ割合で始まるものとしました: {names}")
    return [Fraction(1, len(starts))] * len(node_ids)


def _add_entries(graph: TokenGraph) -> None:
    by_process: dict[str, list[str]] = defaultdict(list)
    for node_id in entry_ids(graph.model):
        by_process[graph.model.node_by_id[node_id].parent].append(node_id)
    if not by_process:
        raise FlowError("業務の始まりがありません。開始イベントを置き、最初の作業へつないでください")
    for node_ids in by_process.values():
        graph.entries.update(zip(node_ids, _start_shares(graph, node_ids), strict=True))
    if len(graph.entries) > 1 and all(share == 1 for share in graph.entries.values()):
        graph.splits[ROOT] = SplitKind.PARALLEL
        graph.assumptions.append("別々に始まる流れが複数あるため、1件につきそれぞれ1回始まるものとしました")


def _shares(graph: TokenGraph, node: Node, edges: list[ControlEdge], source: str) -> list[Fraction]:
    kind = _split_kind(node, edges)
    if len(edges) > 1:
        graph.splits[source] = kind
    if kind is SplitKind.PARALLEL:
        return [Fraction(1 if edge.share is None else edge.share) for edge in edges]
    if kind is SplitKind.INCLUSIVE:
        return _inclusive_shares(graph, node, edges)
    return _exclusive_shares(graph, node, edges)


def _split_kind(node: Node, edges: list[ControlEdge]) -> SplitKind:
    if node.tag in _DECIDING_TAGS:
        return SplitKind.EXCLUSIVE
    if node.tag == "inclusiveGateway" and len(edges) > 1:
        return SplitKind.INCLUSIVE
    if node.tag == "parallelGateway" or len(edges) < 2 or all(edge.share == 1 for edge in edges):
        return SplitKind.PARALLEL
    said = [edge.share for edge in edges if edge.share is not None]
    return SplitKind.INCLUSIVE if len(said) == len(edges) and sum(said) > 1 else SplitKind.EXCLUSIVE


def _inclusive_shares(graph: TokenGraph, node: Node, edges: list[ControlEdge]) -> list[Fraction]:
    if any(edge.share is None for edge in edges):
        graph.assumptions.append(f"{label(graph.model, node.id)}の割合のない枝は、必ず通るもの（100%）としました")
    shares = [Fraction(1 if edge.share is None else edge.share) for edge in edges]
    if max(shares) > 1 or sum(shares) < 1:
        raise _share_error(
            graph.model, node.id, sum(shares, Fraction(0)), "各枝は100%以下、合計は100%以上にしてください"
        )
    return shares


def _exclusive_shares(graph: TokenGraph, node: Node, edges: list[ControlEdge]) -> list[Fraction]:
    said = sum((Fraction(edge.share) for edge in edges if edge.share is not None), Fraction(0))
    unsaid = sum(edge.share is None for edge in edges)
    if not edges:
        return []
    if said > 1 + _ROUNDING_TOLERANCE or (not unsaid and said < 1 - _ROUNDING_TOLERANCE):
        raise _share_error(graph.model, node.id, said, "合計が100%になるように割合を直してください")
    scale = max(said, Fraction(1)) if unsaid else said
    if scale != 1:
        graph.assumptions.append(f"{label(graph.model, node.id)}の割合の合計は{_percent(said)}のため、100%に直しました")
    rest = (1 - said / scale) / unsaid if unsaid else Fraction(0)
    if unsaid > 1 or (unsaid and len(edges) == unsaid and len(edges) > 1):
        remaining = _percent(1 - said / scale)
        graph.assumptions.append(
            f"{label(graph.model, node.id)}の割合のない{unsaid}本の枝に、残り{remaining}を均等に割り振りました"
        )
    return [rest if edge.share is None else Fraction(edge.share) / scale for edge in edges]


def _share_error(model: ProcessModel, node_id: str, total: Fraction, remedy: str) -> FlowError:
    return FlowError(f"分岐{label(model, node_id)}の割合の合計が{_percent(total)}です。{remedy}", element_id=node_id)


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):.4g}%"
