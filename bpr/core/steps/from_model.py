"""Process model → rows: exact for models that were made of rows, as well as can be for any other BPMN.

Rows stand in the order of the model's steps where every activity carries step values (a model of ours), otherwise in
the order in which a case comes to them. 「次の作業」 is read off the token graph; gateways behind gateways are drawn
together into one set of branches with multiplied shares.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from bpr.core.bpmn.control import ControlEdge, ControlKind, control_edges, entry_ids
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Flow, Node, ProcessModel
from bpr.core.steps.graph import canonical_next, positions_by_number
from bpr.core.steps.rows import Branch, Next, NextKind, StepRow
from bpr.core.values import PerformerKind, StepValues, WorkKind

_WORK_KINDS = {
    "userTask": WorkKind.USER,
    "serviceTask": WorkKind.SYSTEM,
    "scriptTask": WorkKind.SYSTEM,
    "businessRuleTask": WorkKind.SYSTEM,
}
_RESIDENT_NAMES = frozenset({"住民", "市民", "町民", "村民", "申請者", "届出者", "届出人", "本人", "世帯主", "利用者"})
_SPLIT_KINDS = {"parallelGateway": NextKind.PARALLEL, "inclusiveGateway": NextKind.INCLUSIVE}


@dataclass(frozen=True, slots=True)
class _Way:
    """One way from a step to the next: the id of the step that it leads to ("" for the end)."""

    to: str
    share: Decimal | None = None
    label: str = ""
    share_range: tuple[Decimal, Decimal] | None = None
    share_of: int | None = None


def model_to_rows(model: ProcessModel) -> list[StepRow]:
    """The workflow table of ``model``. Sub-processes are opened: their inner steps are rows."""
    reader = _Reader(model)
    steps = reader.steps_in_order()
    values = _values_with_numbers([reader.values(node) for node in steps])
    numbers = {node.id: known.number for node, known in zip(steps, values, strict=True)}
    rows = [
        StepRow(task=node.name, values=known, next=reader.next_of(node, numbers))
        for node, known in zip(steps, values, strict=True)
    ]
    positions = positions_by_number(rows)
    return [replace(row, next=_canonical(row.next, at, rows, positions)) for at, row in enumerate(rows)]


def steps_in_order(model: ProcessModel) -> list[Node]:
    """The steps that are the rows of :func:`model_to_rows`, one for each."""
    return _Reader(model).steps_in_order()


def _canonical(next_: Next, at: int, rows: list[StepRow], positions: dict[str, int]) -> Next:
    """Unnumbered rows can only be the following row (nothing names them)."""
    if next_.kind is NextKind.GOTO and not next_.branches[0].to:
        return Next()
    return canonical_next(next_, at, rows, positions)


def _values_with_numbers(values: list[StepValues]) -> list[StepValues]:
    """Keys and numbers as they are where they tell all rows apart, otherwise made or counted anew."""
    values = _with_own_keys(values)
    if len({known.number for known in values if known.number}) == len(values):
        return values
    return [replace(known, number=str(index)) for index, known in enumerate(values, start=1)]


def _with_own_keys(values: list[StepValues]) -> list[StepValues]:
    taken: set[str] = set()
    kept = []
    for index, known in enumerate(values, start=1):
        key = known.key if known.key and known.key not in taken else f"{known.key[:30]}-{index}"
        taken.add(key)
        kept.append(replace(known, key=key))
    return kept


class _Reader:
    def __init__(self, model: ProcessModel) -> None:
        self._model = model
        self._flows = {flow.id: flow for flow in model.flows}
        self._edges = control_edges(model)

    @cached_property
    def _following(self) -> dict[str, list[ControlEdge]]:
        found: dict[str, list[ControlEdge]] = defaultdict(list)
        for edge in self._edges:
            found[edge.source].append(edge)
        return found

    # order of rows

    def steps_in_order(self) -> list[Node]:
        steps = [node for node in self._model.nodes if self._is_step(node)]
        if all(node.values is not None for node in steps):
            return steps
        rank = {node_id: index for index, node_id in enumerate(self._in_case_order())}
        return sorted(steps, key=lambda node: rank.get(node.id, len(rank)))

    def _is_step(self, node: Node) -> bool:
        return node.is_activity and not (node.tag in SUBPROCESS_TAGS and self._entered(node.id))

    def _entered(self, node_id: str) -> list[str]:
        return [edge.target for edge in self._following[node_id] if edge.kind is ControlKind.ENTER]

    def _in_case_order(self) -> list[str]:
        """Reverse post-order of the walk from the entries: sources before targets, loops aside."""
        done: list[str] = []
        seen: set[str] = set()
        for entry in reversed(entry_ids(self._model)):
            self._walk(entry, seen, done)
        return done[::-1]

    def _walk(self, start: str, seen: set[str], done: list[str]) -> None:
        if start in seen:
            return
        seen.add(start)
        stack = [(start, iter(reversed(self._following[start])))]
        while stack:
            node_id, ways = stack[-1]
            edge = next(ways, None)
            if edge is None:
                done.append(node_id)
                stack.pop()
            elif edge.target not in seen:
                seen.add(edge.target)
                stack.append((edge.target, iter(reversed(self._following[edge.target]))))

    # what comes next

    def next_of(self, node: Node, numbers: dict[str, str]) -> Next:
        kind, ways = self._ways(node.id, frozenset())
        branches = tuple(
            Branch(
                to=numbers.get(way.to, ""), share=way.share, label=way.label, share_range=way.share_range,
                share_of=way.share_of,
            )
            for way in ways
        )  # fmt: skip
        if not ways or (kind is NextKind.GOTO and not ways[0].to):
            return Next(kind=NextKind.END)
        return Next(kind=kind, branches=branches)

    def _ways(self, node_id: str, passed: frozenset[str]) -> tuple[NextKind, list[_Way]]:
        """Ways on behind ``node_id`` up to the next steps, and how one chooses among them."""
        edges = self._ways_on(node_id)
        if not edges:
            return self._behind_subprocess(node_id, passed)
        parts = [self._way(edge, passed | {node_id}) for edge in edges]
        kind = self._kind(node_id, edges)
        if kind is NextKind.GOTO:
            return _relabelled(parts[0], self._label(edges[0]))
        return _flattened(kind, [(self._said(edge), part) for edge, part in zip(edges, parts, strict=True)])

    def _ways_on(self, node_id: str) -> list[ControlEdge]:
        """Edges out of a node; the way into a sub-process is not a way on from it."""
        return [edge for edge in self._following[node_id] if edge.kind is not ControlKind.ENTER]

    def _behind_subprocess(self, node_id: str, passed: frozenset[str]) -> tuple[NextKind, list[_Way]]:
        """At the end of a sub-process the case goes on behind it; at the end of a process it ends."""
        node = self._model.node_by_id.get(node_id)
        parent = self._model.node_by_id.get(node.parent) if node else None
        if parent is None or parent.id in passed or not parent.is_activity:
            return NextKind.GOTO, [_Way("")]
        return self._ways(parent.id, passed | {node_id})

    def _way(self, edge: ControlEdge, passed: frozenset[str]) -> tuple[NextKind, list[_Way]]:
        target = self._model.node_by_id.get(edge.target)
        if target is None or edge.target in passed:
            return NextKind.GOTO, [_Way("")] if target is None or not target.is_activity else [_Way(edge.target)]
        if self._is_step(target):
            return NextKind.GOTO, [_Way(edge.target)]
        inner = self._entered(edge.target)
        if inner:
            return self._entering(inner[0], passed | {edge.target})
        return self._ways(edge.target, passed)

    def _entering(self, first: str, passed: frozenset[str]) -> tuple[NextKind, list[_Way]]:
        if self._is_step(self._model.node_by_id[first]):
            return NextKind.GOTO, [_Way(first)]
        return self._ways(first, passed)

    def _kind(self, node_id: str, edges: list[ControlEdge]) -> NextKind:
        node = self._model.node_by_id[node_id]
        if node.is_gateway and (len(edges) > 1 or self._share(edges[0]) is not None):
            return _SPLIT_KINDS.get(node.tag, NextKind.EXCLUSIVE)
        if len(edges) == 1:
            return NextKind.INCLUSIVE if node.tag == "inclusiveGateway" and self._is_split(node_id) else NextKind.GOTO
        return NextKind.PARALLEL if all(edge.share == 1 for edge in edges) else NextKind.INCLUSIVE

    def _is_split(self, node_id: str) -> bool:
        """A gateway with one way in and one way on was drawn for its branch, not for a join."""
        return len(self._model.incoming.get(node_id, ())) == 1

    def _flow(self, edge: ControlEdge) -> Flow | None:
        return self._flows.get(edge.flow_id)

    def _share(self, edge: ControlEdge) -> Decimal | None:
        """The share as it was said, not as it was completed; BOUNDARY edges have no flow but a share."""
        flow = self._flow(edge)
        return flow.share if flow else edge.share

    def _said(self, edge: ControlEdge) -> _Way:
        """What a flow says of itself; it leads nowhere yet."""
        flow = self._flow(edge)
        if flow is None:
            return _Way("", self._share(edge))
        return _Way("", flow.share, flow.name, flow.share_range, flow.share_of)

    def _label(self, edge: ControlEdge) -> str:
        flow = self._flow(edge)
        return flow.name if flow else ""

    # values

    def values(self, node: Node) -> StepValues:
        if node.values is not None:
            return node.values
        performer, kind = self._performer(node)
        key = re.sub(r"[^A-Za-z0-9_-]", "-", node.id)[:40] or "step"
        work_kind = _WORK_KINDS.get(node.tag, WorkKind.MANUAL)
        return StepValues(key=key, performer=performer, performer_kind=kind, work_kind=work_kind)

    def _performer(self, node: Node) -> tuple[str, PerformerKind]:
        lane = self._model.lane_of.get(node.id)
        pool = next((pool for pool in self._model.pools if pool.process == self._process_of(node)), None)
        name = (lane.name if lane else "") or (pool.name if pool else "")
        if lane and lane.performer_kind:
            return name, PerformerKind(lane.performer_kind)
        if name in _RESIDENT_NAMES or (pool and pool.name in _RESIDENT_NAMES):
            return name, PerformerKind.RESIDENT
        outside = pool is not None and pool.process != self._main_process
        return name, PerformerKind.OTHER_ORGANISATION if outside else PerformerKind.SECTION

    @cached_property
    def _main_process(self) -> str:
        """The process with most steps: taken for the organisation under study."""
        counts: dict[str, int] = defaultdict(int)
        for node in self._model.nodes:
            if node.is_activity:
                counts[self._process_of(node)] += 1
        return max(counts, key=lambda process: counts[process], default="")

    def _process_of(self, node: Node) -> str:
        while node.parent in self._model.node_by_id:
            node = self._model.node_by_id[node.parent]
        return node.parent


def _relabelled(part: tuple[NextKind, list[_Way]], label: str) -> tuple[NextKind, list[_Way]]:
    kind, ways = part
    if not label or kind is not NextKind.GOTO:
        return part
    return NextKind.EXCLUSIVE, [replace(ways[0], label=label)]


def _flattened(kind: NextKind, parts: list[tuple[_Way, tuple[NextKind, list[_Way]]]]) -> tuple[NextKind, list[_Way]]:
    """Branches within branches as one set; sets of different kinds become branches with shares of their own."""
    ways = [_under(outer, way) for outer, (_, inner) in parts for way in inner]
    inner_kinds = {inner_kind for _, (inner_kind, inner) in parts if len(inner) > 1}
    if inner_kinds <= {kind}:
        return kind, _shares_of(kind, ways)
    return NextKind.INCLUSIVE, ways


def _shares_of(kind: NextKind, ways: list[_Way]) -> list[_Way]:
    return [_Way(way.to, None, way.label) for way in ways] if kind is NextKind.PARALLEL else ways


def _under(outer: _Way, way: _Way) -> _Way:
    """A way behind a way: shares and ranges are multiplied; a product was not counted in any number of cases."""
    label = " ".join(filter(None, (outer.label, way.label)))
    if outer.share is None or way.share is None:
        said = way if outer.share is None else outer
        return replace(said, to=way.to, label=label)
    (low, high), (inner_low, inner_high) = _bounds(outer), _bounds(way)
    share, ends = outer.share * way.share, (low * inner_low, high * inner_high)
    return _Way(way.to, share, label, ends if ends[0] < ends[1] else None)


def _bounds(way: _Way) -> tuple[Decimal, Decimal]:
    share = way.share or Decimal(0)
    return way.share_range or (share, share)
