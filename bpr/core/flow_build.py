"""Reading the token graph of a model; what each construct means is said in :mod:`bpr.core.flow_graph`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from bpr.core.bpmn.control import ControlEdge, ControlKind, control_edges, enter_edges, entry_ids
from bpr.core.bpmn.model import SUBPROCESS_TAGS, FlowKind, Node, ProcessModel
from bpr.core.flow_errors import FlowError, label
from bpr.core.flow_expand import with_calls
from bpr.core.flow_graph import AGAIN, KEPT, LEAVE, ON, REPEAT, ROOT, STARTS, Edge, TokenGraph
from bpr.core.flow_shares import SplitKind, Way, exclusive, percent, shared

MAX_REPEAT = 10_000
_ALWAYS = Fraction(1)
_THROWN = frozenset({"cancelEventDefinition", "errorEventDefinition", "escalationEventDefinition"})


def token_graph(model: ProcessModel) -> TokenGraph:
    """Read the graph of one model; FlowError where shares are wrong or nothing starts."""
    whole = with_calls(model)
    counts = {node.id: _count(whole, node) for node in whole.nodes}
    graph = TokenGraph(model=whole, repeats={node_id: count for node_id, count in counts.items() if count != 1})
    reader = _Reader(graph)
    for node in whole.nodes:
        reader.read(node)
    reader.enter()
    return graph


def _count(model: ProcessModel, node: Node) -> Fraction:
    """Executions per arrival."""
    if not node.loop or node.repeat is None:
        return _ALWAYS
    if not node.repeat.is_finite() or not 0 <= node.repeat <= MAX_REPEAT:
        raise FlowError(
            f"{label(model, node.id)}の繰返しの回数が{node.repeat}です。0以上{MAX_REPEAT:,}以下の回数を入れてください",
            element_id=node.id,
        )
    return Fraction(node.repeat)


class _Reader:
    """Adds nodes to the graph, one after the other."""

    def __init__(self, graph: TokenGraph) -> None:
        self.graph, self.model = graph, graph.model
        events = [node for node in self.model.nodes if node.triggered_by_event and node.tag in SUBPROCESS_TAGS]
        self.edges: dict[str, list[ControlEdge]] = defaultdict(list)
        edges = control_edges(self.model)
        self.entries = entry_ids(self.model, edges)
        for edge in (*edges, *enter_edges(self.model, frozenset(node.id for node in events))):
            self.edges[edge.source].append(edge)
        self.beside = self._beside_by_place(events)
        self.handlers = self._handlers()

    def note(self, node_id: str, text: str) -> None:
        self.graph.assumptions.append(f"{label(self.model, node_id)}{text}")

    def add(self, source: str, target: str, share: Fraction) -> None:
        self.graph.edges.append(Edge(source, self.graph.door(target), share))

    def read(self, node: Node) -> None:
        """Its content, its repetition, its events, its ways on."""
        edges = self.edges[node.id]
        self._say_what_is_not_known(node)
        source = node.id
        if node.tag in SUBPROCESS_TAGS:
            source = self._add_content(node, [edge.target for edge in edges if edge.kind is ControlKind.ENTER])
        source = self._add_repetition(node, source)
        if node.id in self.beside and node.tag not in SUBPROCESS_TAGS:
            source = self._go_on_beside(source, STARTS + node.id, self.beside[node.id])
        events = [edge for edge in edges if edge.kind is ControlKind.BOUNDARY]
        source, rest = self._add_boundary_events(node, source, events)
        onward = [edge for edge in edges if edge.kind not in (ControlKind.ENTER, ControlKind.BOUNDARY)]
        self._add_ways_on(node, source, [_way(edge, rest) for edge in onward])

    # what stands in a node

    def _add_content(self, node: Node, firsts: list[str]) -> str:
        leave = LEAVE + node.id
        self.graph.leaves[leave] = node.id
        beside = self.beside.get(node.id, [])
        if firsts or any(way.share for way in beside):
            self.graph.filled.add(node.id)
        source = self._go_on_beside(node.id, STARTS + node.id, beside)
        self._begin(source, firsts, node.triggered_by_event)
        return leave

    def _begin(self, source: str, firsts: list[str], is_event: bool = False) -> None:
        shares = self._start_shares(firsts, is_event)
        if len(firsts) > 1:
            self.graph.splits[source] = SplitKind.PARALLEL if min(shares) == 1 else SplitKind.EXCLUSIVE
        for target, share in zip(firsts, shares, strict=True):
            self.add(source, target, share)

    def _add_repetition(self, node: Node, source: str) -> str:
        graph = self.graph
        if node.id not in graph.repeats:
            return source
        before, after = REPEAT + node.id, AGAIN + node.id
        graph.leaves[after] = before
        if graph.repeats[node.id]:
            graph.filled.add(before)
        graph.edges.append(Edge(before, node.id, graph.repeats[node.id]))
        return after

    def _go_on_beside(self, source: str, kept: str, ways: Sequence[Way]) -> str:
        """Ways that are taken besides what goes on from ``source``, which from here on is called ``kept``."""
        taken = [way for way in ways if way.share]
        if not taken:
            return source
        self.graph.splits[source] = SplitKind.PARALLEL
        self.graph.edges.append(Edge(source, kept, _ALWAYS))
        for way in taken:
            self.add(source, way.target, way.share or Fraction(0))
        return kept

    # events

    def _add_boundary_events(self, node: Node, source: str, edges: list[ControlEdge]) -> tuple[str, Fraction]:
        """Where the ways on begin, and the part of the executions that goes there."""
        ways = {edge.target: self._event_way(edge) for edge in edges}
        ending = [way for target, way in ways.items() if self.model.node_by_id[target].interrupts]
        besides = [way for target, way in ways.items() if not self.model.node_by_id[target].interrupts]
        source = self._go_on_beside(source, KEPT + node.id, besides)
        taken = sum((way.share or Fraction(0) for way in ending), Fraction(0))
        if taken > 1:
            raise FlowError(
                f"{label(self.model, node.id)}を中断するイベントの割合の合計が{percent(taken)}です。"
                "合計が100%以下になるように割合を直してください",
                element_id=node.id,
            )
        return self._branch_off(node, source, ending, taken), 1 - taken

    def _event_way(self, edge: ControlEdge) -> Way:
        if edge.share is None:
            thrown = "、".join(label(self.model, end.id) for end in self._thrown_to(self.model.node_by_id[edge.target]))
            more = f"。中の終了{thrown}から起きるので、そこへ行く割合を入れてください" if thrown else ""
            self.note(edge.target, f"は割合がないため、起きないものとしました{more}")
        return Way(edge.target, Fraction(edge.share or 0))

    def _thrown_to(self, event: Node) -> list[Node]:
        """Ends inside the activity that set its boundary event off: cancel, error, escalation."""
        kinds = _THROWN & set(event.event_definitions)
        ends = [node for node in self.model.nodes if node.tag == "endEvent" and kinds & set(node.event_definitions)]
        return [end for end in ends if end.parent == event.attached_to]

    def _branch_off(self, node: Node, source: str, ending: Sequence[Way], taken: Fraction) -> str:
        if not taken:
            return source
        on = ON + node.id
        self.graph.splits[source] = SplitKind.EXCLUSIVE
        self.graph.edges.append(Edge(source, on, 1 - taken))
        for way in ending:
            if way.share:
                self.note(way.target, f"が起きたときも、{label(self.model, node.id)}の作業はすべて数えました")
                self.add(source, way.target, way.share)
        return on

    def _beside_by_place(self, events: list[Node]) -> dict[str, list[Way]]:
        """Ways into event sub-processes by the node that they begin with: the sub-process, or starts of the process."""
        found: dict[str, list[Way]] = defaultdict(list)
        for node in events:
            way = Way(node.id, self._event_share(node))
            for place in self._beginnings(node.parent):
                found[place].append(way)
        return found

    def _beginnings(self, holder: str) -> list[str]:
        if holder in self.model.node_by_id:
            return [holder]
        inside = [node.id for node in self.model.nodes if node.parent == holder and node.begins]
        loose = [node_id for node_id in self.entries if self.model.node_by_id[node_id].parent == holder]
        return inside or loose[:1]

    def _event_share(self, node: Node) -> Fraction:
        starts = [each for each in self.model.nodes if each.parent == node.id and each.tag == "startEvent"]
        said = [Fraction(start.share) for start in starts if start.share is not None]
        total = sum(said, Fraction(0))
        if not said:
            self.note(node.id, "は起きる割合がないため、起きないものとしました")
        elif any(start.is_interrupting for start in starts):
            self.note(node.id, "が起きたときも、それまでの作業はすべて数えました")
        if total > 1:
            raise FlowError(
                f"イベントサブプロセス{label(self.model, node.id)}の開始の割合の合計が{percent(total)}です。"
                "合計が100%以下になるように割合を直してください",
                element_id=node.id,
            )
        return total

    def _handlers(self) -> dict[str, list[str]]:
        """Compensation events and what they are tied to."""
        found: dict[str, list[str]] = defaultdict(list)
        for flow in self.model.flows:
            source, target = (self.model.node_by_id.get(end) for end in (flow.source, flow.target))
            is_tied = flow.kind is FlowKind.ASSOCIATION and source and target
            if is_tied and source and target and source.is_compensation_event and target.is_for_compensation:
                found[source.id].append(target.id)
        return found

    # ways on

    def _add_ways_on(self, node: Node, source: str, ways: list[Way]) -> None:
        ways = ways + [Way(target, _ALWAYS) for target in self.handlers.get(node.id, ())]
        found = shared(self.model, node, ways)
        self.graph.assumptions += found.notes
        if len(ways) > 1:
            self.graph.splits[source] = found.kind
        for way, share in zip(ways, found.shares, strict=True):
            self.add(source, way.target, share)

    # beginning

    def enter(self) -> None:
        """Where cases begin."""
        graph = self.graph
        by_process: dict[str, list[str]] = defaultdict(list)
        for node_id in self.entries:
            by_process[self.model.node_by_id[node_id].parent].append(node_id)
        if not by_process:
            raise FlowError("業務の始まりがありません。開始イベントを置き、最初の作業へつないでください")
        for process, node_ids in by_process.items():
            if len(node_ids) > 1 and self.model.node_by_id[node_ids[0]].begins:
                self._begin(STARTS + process, node_ids)
                node_ids = [STARTS + process]
            graph.entries.update({graph.door(node_id): _ALWAYS for node_id in node_ids})
        if len(graph.entries) > 1:
            graph.splits[ROOT] = SplitKind.PARALLEL
            graph.assumptions.append("別々に始まる流れが複数あるため、1件につきそれぞれ1回始まるものとしました")

    def _start_shares(self, node_ids: list[str], is_event: bool = False) -> list[Fraction]:
        """Starts of one process are alternatives; nodes that merely have nothing before them all begin."""
        nodes = [self.model.node_by_id[node_id] for node_id in node_ids]
        if len(nodes) < 2 or not nodes[0].begins:
            return [_ALWAYS] * len(nodes)
        said = [None if node.share is None else Fraction(node.share) for node in nodes]
        total = sum((share for share in said if share is not None), Fraction(0))
        if not total:
            names = "、".join(label(self.model, node.id) for node in nodes)
            self.graph.assumptions.append(f"開始が{len(nodes)}つあるため、同じ割合で始まるものとしました: {names}")
            return [Fraction(1, len(nodes))] * len(nodes)
        if is_event:
            return [(share or Fraction(0)) / total for share in said]
        ways = [Way(node.id, share) for node, share in zip(nodes, said, strict=True)]
        found = exclusive(self.model, nodes[0].id, ways)
        self.graph.assumptions += found.notes
        return list(found.shares)

    def _say_what_is_not_known(self, node: Node) -> None:
        if node.loop and node.repeat is None:
            self.note(node.id, "は繰返しの回数がないため、1回としました")
        if not node.loop and node.repeat is not None:
            self.note(node.id, "は繰返しの印がないため、繰返しの回数を使いませんでした")
        if node.tag == "adHocSubProcess":
            self.note(node.id, "の中の作業は、それぞれ1回ずつ行うものとしました")
        if node.tag == "complexGateway" and len(self.model.incoming.get(node.id, ())) > 1:
            self.note(node.id, "は、来るはずの枝がすべてそろってから進む合流と読みました")
        if node.tag == "callActivity" and _has_no_minutes(node):
            self.note(node.id, "の呼び出し先がこの図になく、処理時間もないため、その中の時間は数えていません")


def _has_no_minutes(node: Node) -> bool:
    return node.values is None or node.values.handling_minutes is None


def _way(edge: ControlEdge, rest: Fraction) -> Way:
    """The share among the executions that no event ends."""
    share = None if edge.share is None else Fraction(edge.share)
    if share is not None and edge.kind is ControlKind.SEQUENCE:
        share = share / rest if rest else None  # where every execution is ended, nothing can be said
    return Way(edge.target, share)
