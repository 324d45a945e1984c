"""Rows → process model (no coordinates).

Each row becomes ``Task_<key>``. Before it stand, where needed, catching events of cases that come from another pool
(``Catch_…``), joins of waiting branches (``Join_<key of the split row>``) and an exclusive merge (``Merge_<key>``);
after it a gateway (``Split_<key>``), throwing events (``Throw_…``) and ends (``End_<key>``). The first row's pool
begins with ``Start``. Ids are made of row keys and performers alone, so that a changed row leaves other ids alone.

Pools (see ``places.py``) are crossed by message flows that carry control (see ``bpr.core.bpmn.control``): from the
task itself where the row has one way on, from a throwing event where it branches. What the pool left behind does
meanwhile is decided in ``crossings.py``.

転入届 as an example: 記入 (住民) → 受付 (窓口) → 不備あり 10% → 訂正 (住民) → 受付; 90% → 入力 (窓口) → end.
住民: Start → 記入 → end; ✉ start → 訂正 → end. 窓口: ✉ start → Merge → 受付 → Split → 入力 → end, and
Split → ✉ throw (to 訂正) → ✉ catch (from 訂正) → Merge. A case visits 受付 1 ÷ 0.9 times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.steps.check import check_rows
from bpr.core.steps.crossings import Crossings
from bpr.core.steps.graph import END, RowEdge, RowGraph, canonical_next, positions_by_number, row_graph
from bpr.core.steps.joins import Meeting, meeting
from bpr.core.steps.places import Place, lanes_of, places_of, pools_of
from bpr.core.steps.problems import StepTableError
from bpr.core.steps.rows import NextKind, StepRow
from bpr.core.values import WorkKind

UNNAMED_TASK = "（作業名未記入）"
COLLABORATION = "Collaboration_rows"
_TASK_TAGS = {WorkKind.MANUAL: "manualTask", WorkKind.USER: "userTask", WorkKind.SYSTEM: "serviceTask"}
_GATEWAY_TAGS = {
    NextKind.EXCLUSIVE: "exclusiveGateway",
    NextKind.PARALLEL: "parallelGateway",
    NextKind.INCLUSIVE: "inclusiveGateway",
}
_MESSAGE = ("messageEventDefinition",)


def rows_to_model(
    rows: Sequence[StepRow], *, name: str, organisation: str = "", tolerant: bool = False
) -> ProcessModel:
    """The process that the table describes, without coordinates.

    Raises :class:`StepTableError` with all errors of the table. With ``tolerant`` (for the drawing beside a table
    that is being typed) it never fails: ways on to unknown rows are left out, missing names are shown as missing.
    """
    if tolerant:
        rows = _presentable(rows)
    else:
        errors = [problem for problem in check_rows(rows) if not problem.is_warning]
        if errors:
            raise StepTableError(errors)
    return draw_rows(rows, name=name, own_name=organisation or name)


def draw_rows(rows: Sequence[StepRow], *, name: str, own_name: str) -> ProcessModel:
    """The process of rows whose keys and ways on are sound, however unfinished they are otherwise."""
    return _Drawing.of(rows).model(name=name, own_name=own_name)


def normalise_rows(rows: Sequence[StepRow]) -> list[StepRow]:
    """The rows with 「次の作業」 written in the one canonical way, as :func:`model_to_rows` gives them back."""
    positions = positions_by_number(rows)
    return [replace(row, next=canonical_next(row.next, at, rows, positions)) for at, row in enumerate(rows)]


def _presentable(rows: Sequence[StepRow]) -> list[StepRow]:
    """A half-typed table made fit to draw: every row with a key of its own and a name."""
    shown: list[StepRow] = []
    taken: set[str] = set()
    for at, row in enumerate(rows):
        key = "".join(char for char in row.values.key if char.isascii() and (char.isalnum() or char in "_-"))
        while not key or key in taken:
            key = f"{key or 'row'}-{at + 1}"
        taken.add(key)
        shown.append(replace(row, task=row.task.strip() or UNNAMED_TASK, values=replace(row.values, key=key)))
    return shown


@dataclass
class _Drawing:
    """Nodes and flows while they are put together."""

    graph: RowGraph
    places: list[Place]
    crossings: Crossings
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, tuple[tuple[int, int], Flow]] = field(default_factory=dict)
    lane_nodes: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[StepRow]) -> _Drawing:
        graph, places = row_graph(rows), places_of(rows)
        crossings = Crossings(graph=graph, processes=[place.process for place in places])
        return cls(graph=graph, places=places, crossings=crossings)

    def model(self, *, name: str, own_name: str) -> ProcessModel:
        for at in range(len(self.graph.rows)):
            self._draw_row(at)
        for at in range(len(self.graph.rows)):
            self._lead_on(at)
            self._lead_in(at)
        pools = pools_of(self.places, own_name=own_name)
        return ProcessModel(
            id=COLLABORATION,
            name=name,
            process_ids=tuple(pool.process for pool in pools),
            pools=pools,
            lanes=lanes_of(self.places, self.lane_nodes),
            nodes=tuple(self.nodes.values()),
            flows=tuple(flow for _, flow in sorted(self.flows.values(), key=lambda item: item[0])),
        )

    # nodes, in reading order

    def _draw_row(self, at: int) -> None:
        row = self.graph.rows[at]
        if at == 0:
            self._node("Start", "startEvent", at, name="開始")
        for edge in self.graph.incoming[at]:
            if self.crossings.crosses(edge):
                caught = edge in self.crossings.caught
                self._node(self._catch(edge), "intermediateCatchEvent" if caught else "startEvent", at, message=True)
        self._draw_meeting(at)
        self._node(self._task(at), _TASK_TAGS[row.values.work_kind], at, name=row.task)
        self.nodes[self._task(at)] = replace(self.nodes[self._task(at)], values=row.values)
        if at in self.graph.splits:
            self._node(self._split(at), _GATEWAY_TAGS[self.graph.splits[at]], at)
        self._draw_exits(at)

    def _draw_meeting(self, at: int) -> None:
        parts = meeting(self.graph, at)
        for part in parts:
            self._draw_part(part, at)
        if len(parts) + (at == 0) > 1:
            self._node(f"Merge_{self._key(at)}", "exclusiveGateway", at)

    def _draw_part(self, part: Meeting | RowEdge, at: int) -> None:
        if isinstance(part, Meeting):
            for inner in part.parts:
                self._draw_part(inner, at)
            tag = "exclusiveGateway" if part.split is None else _GATEWAY_TAGS[self.graph.splits[part.split]]
            self._node(self._meeting_id(part, at), tag, at)

    def _draw_exits(self, at: int) -> None:
        away = [edge for edge in self.graph.outgoing[at] if self.crossings.crosses(edge)]
        for edge in away if at in self.graph.splits else ():
            tag = "intermediateThrowEvent" if edge in self.crossings.waits else "endEvent"
            self._node(self._throw(edge), tag, at, message=True)
        for edge in away:
            if edge in self.crossings.waits and self._is_first_waiting(edge):
                self._node(f"Wait_{self._way(edge)}", "eventBasedGateway", at)
        if any(edge.target == END for edge in self.graph.outgoing[at]):
            self._node(f"End_{self._key(at)}", "endEvent", at, name="終了")
        elif at not in self.graph.splits and any(edge not in self.crossings.waits for edge in away):
            self._node(f"End_{self._key(at)}", "endEvent", at)

    def _node(self, node_id: str, tag: str, at: int, *, name: str = "", message: bool = False) -> None:
        place = self.places[at]
        definitions = _MESSAGE if message else ()
        self.nodes[node_id] = Node(id=node_id, tag=tag, name=name, parent=place.process, event_definitions=definitions)
        if place.lane:
            self.lane_nodes.setdefault(place.lane, []).append(node_id)

    # flows

    def _lead_on(self, at: int) -> None:
        if at in self.graph.splits:
            self._flow(self._task(at), self._split(at), (at, -1))
        for edge in self.graph.outgoing[at]:
            if edge.target == END:
                self._flow(self._exit(edge), f"End_{self._key(at)}", (at, edge.branch), edge)
            elif self.crossings.crosses(edge):
                self._send(edge)

    def _send(self, edge: RowEdge) -> None:
        order = (edge.source, edge.branch)
        sender = self._task(edge.source)
        label = edge.label
        if edge.source in self.graph.splits:
            sender, label = self._throw(edge), ""
            self._flow(self._split(edge.source), sender, order, edge)
        message = self._flow_id(sender, self._catch(edge))
        self.flows[message] = (
            order,
            Flow(
                id=message,
                kind=FlowKind.MESSAGE,
                source=sender,
                target=self._catch(edge),
                name=label,
                parent=COLLABORATION,
                share=Decimal(1),
            ),
        )
        self._stay_behind(edge, sender, order)

    def _stay_behind(self, edge: RowEdge, sender: str, order: tuple[int, int]) -> None:
        """What the pool does that the case has left: wait, or be done."""
        backs = self.crossings.waits.get(edge, ())
        if len(backs) == 1:
            self._flow(sender, self._catch(backs[0]), order)
        elif backs:
            gateway = f"Wait_{self._way(self._first_waiting(edge))}"
            self._flow(sender, gateway, order)
            for back in backs if self._is_first_waiting(edge) else ():
                self._flow(gateway, self._catch(back), order)
        elif edge.source not in self.graph.splits:
            self._flow(sender, f"End_{self._key(edge.source)}", order)

    def _first_waiting(self, edge: RowEdge) -> RowEdge:
        backs = self.crossings.waits[edge]
        return next(other for other, others in self.crossings.waits.items() if others == backs)

    def _is_first_waiting(self, edge: RowEdge) -> bool:
        return len(self.crossings.waits[edge]) > 1 and self._first_waiting(edge) == edge

    def _lead_in(self, at: int) -> None:
        parts = meeting(self.graph, at)
        entrance = f"Merge_{self._key(at)}" if f"Merge_{self._key(at)}" in self.nodes else self._task(at)
        if at == 0:
            self._flow("Start", entrance, (-1, 0))
        for part in parts:
            self._connect(part, entrance, at)
        if entrance != self._task(at):
            self._flow(entrance, self._task(at), (at, -2))

    def _connect(self, part: Meeting | RowEdge, target: str, at: int) -> None:
        if isinstance(part, Meeting):
            gateway = self._meeting_id(part, at)
            for inner in part.parts:
                self._connect(inner, gateway, at)
            self._flow(gateway, target, (at, -3))
        elif self.crossings.crosses(part):
            self._flow(self._catch(part), target, (at, -3))
        else:
            self._flow(self._exit(part), target, (part.source, part.branch), part)

    def _flow(self, source: str, target: str, order: tuple[int, int], edge: RowEdge | None = None) -> None:
        flow_id = self._flow_id(source, target)
        flow = Flow(
            id=flow_id,
            kind=FlowKind.SEQUENCE,
            source=source,
            target=target,
            name=edge.label if edge else "",
            parent=self.nodes[source].parent,
            share=edge.share if edge else None,
            share_range=edge.share_range if edge else None,
            share_of=edge.share_of if edge else None,
        )
        self.flows[flow_id] = (order, flow)

    # ids

    def _flow_id(self, source: str, target: str) -> str:
        """Two flows between the same nodes (two branches to one row) are told apart by a number."""
        flow_id = base = f"Flow_{source}_{target}"
        count = 1
        while flow_id in self.flows:
            count += 1
            flow_id = f"{base}_{count}"
        return flow_id

    def _key(self, at: int) -> str:
        return self.graph.rows[at].values.key

    def _task(self, at: int) -> str:
        return f"Task_{self._key(at)}"

    def _split(self, at: int) -> str:
        return f"Split_{self._key(at)}"

    def _exit(self, edge: RowEdge) -> str:
        return self._split(edge.source) if edge.source in self.graph.splits else self._task(edge.source)

    def _throw(self, edge: RowEdge) -> str:
        return f"Throw_{self._way(edge)}"

    def _catch(self, edge: RowEdge) -> str:
        return f"Catch_{self._way(edge)}"

    def _way(self, edge: RowEdge) -> str:
        """Source and target keys; a number where earlier branches of the row lead to the same target."""
        twins = [other for other in self.graph.outgoing[edge.source] if other.target == edge.target]
        suffix = f".{twins.index(edge) + 1}" if twins[0] != edge else ""
        return f"{self._key(edge.source)}.{self._key(edge.target)}{suffix}"

    def _meeting_id(self, part: Meeting, at: int) -> str:
        """A split has at most one join before a row; the merges before it are named after their first way in."""
        if part.split is not None:
            return f"Join_{self._key(part.split)}.{self._key(at)}"
        return f"Merge_{self._way(_first_edge(part))}"


def _first_edge(part: Meeting | RowEdge) -> RowEdge:
    return part if isinstance(part, RowEdge) else _first_edge(part.parts[0])
