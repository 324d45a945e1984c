"""What differs between two sketches of rows, done to a drawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

from bpr.core.bpmn.model import Flow, FlowKind, Lane, Node, Pool, ProcessModel
from bpr.core.steps.trace import Trace

T = TypeVar("T", Node, Flow, Lane, Pool)
_TOLD = ("name", "share", "share_range", "share_of")  # what a row says of a way on
_BEFORE_STEPS = frozenset({"startEvent", "boundaryEvent"})


class RowDelta:
    """The drawing of ``trace`` brought from the sketch of its own rows to the sketch ``new`` of the wanted ones."""

    def __init__(self, trace: Trace, new: ProcessModel) -> None:
        self.trace, self.old, self.new, self.drawing = trace, trace.sketch, new, trace.drawing
        self.lanes = _bands(trace.lanes, _steps_by_lane(self.old), _steps_by_lane(new))
        self.processes = _bands(trace.processes, _steps_by_process(self.old), _steps_by_process(new))
        self.taken = {item.id for group in (self.drawing.nodes, self.drawing.flows) for item in group}
        self.ids: dict[str, str] = {}  # of what is new in the sketch

    def model(self) -> ProcessModel:
        nodes = self._nodes()
        flows = self._flows(set(nodes))
        self._prune(nodes, flows)
        flows = {flow.id: _beside_source(flow, nodes) for flow in flows.values()}
        pools, processes = self._pools(nodes)
        return replace(
            self.drawing,
            process_ids=processes,
            pools=pools,
            lanes=self._lanes(nodes, processes),
            nodes=tuple(self._in_row_order(nodes)),
            flows=tuple(self._in_branch_order(flows)),
        )

    # nodes

    def _nodes(self) -> dict[str, Node]:
        gone = self._gone()
        nodes = {node.id: node for node in self.drawing.nodes if node.id not in gone}
        for node in self.new.nodes:
            drawn = self.trace.nodes.get(node.id)
            if node.id not in self.old.node_by_id:
                self.ids[node.id] = self._free(node.id)
                nodes[self.ids[node.id]] = replace(
                    node, id=self.ids[node.id], parent=self.processes.get(node.parent, node.parent)
                )
            elif drawn in nodes:
                nodes[drawn] = self._changed(nodes[drawn], self.old.node_by_id[node.id], node)
        return nodes

    def _gone(self) -> set[str]:
        """Drawn elements that stood for sketched ones of which none is left, and events on steps that go."""
        left = {self.trace.nodes[node.id] for node in self.new.nodes if node.id in self.trace.nodes}
        gone = {drawn for sketched, drawn in self.trace.nodes.items() if drawn not in left}
        return gone | {node.id for node in self.drawing.nodes if node.attached_to in gone}

    def _changed(self, drawn: Node, old: Node, new: Node) -> Node:
        if (old.name, old.tag, old.values, old.parent) == (new.name, new.tag, new.values, new.parent):
            return drawn
        changes = {name: getattr(new, name) for name in ("name", "tag", "values") if _differ(old, new, name)}
        if self.processes.get(new.parent, new.parent) != self.processes.get(old.parent, old.parent):
            changes["parent"] = self.processes.get(new.parent, new.parent)
        return replace(drawn, **changes)

    def _free(self, wanted: str) -> str:
        """The sketch's id, or one like it where the drawing has that for something else."""
        free, count = wanted, 1
        while free in self.taken:
            count += 1
            free = f"{wanted}_{count}"
        self.taken.add(free)
        return free

    # flows

    def _flows(self, nodes: set[str]) -> dict[str, Flow]:
        old = {flow.id: flow for flow in self.old.flows}
        new = {flow.id: flow for flow in self.new.flows}
        left = {self.trace.flows[flow_id] for flow_id in new if flow_id in self.trace.flows}
        gone = {drawn for sketched, drawn in self.trace.flows.items() if sketched not in new and drawn not in left}
        ends = nodes | {pool.id for pool in self.drawing.pools} | {flow.id for flow in self.drawing.flows}
        flows = {
            flow.id: flow
            for flow in self.drawing.flows
            if flow.id not in gone and {flow.source, flow.target} <= ends - gone
        }
        for flow_id, flow in new.items():
            if flow_id not in old:
                self._add_flow(flow, flows, nodes)
            elif (drawn := self.trace.flows.get(flow_id)) in flows:
                changes = {name: getattr(flow, name) for name in _TOLD if _differ(old[flow_id], flow, name)}
                flows[drawn] = replace(flows[drawn], **changes)
        return flows

    def _add_flow(self, flow: Flow, flows: dict[str, Flow], nodes: set[str]) -> None:
        source = self.ids.get(flow.source) or self.trace.source(flow.source)
        target = self.ids.get(flow.target) or self.trace.target(flow.target)
        if source not in nodes or target not in nodes:
            return
        made = replace(flow, id=self._free(flow.id), source=source, target=target)
        self.ids[flow.id] = made.id
        parent = self.processes.get(flow.parent, flow.parent)
        flows[made.id] = replace(made, parent=self.drawing.id if flow.kind is FlowKind.MESSAGE else parent)

    def _in_branch_order(self, flows: Mapping[str, Flow]) -> list[Flow]:
        """The ways on from one element in the order of its row, where the row names them all; they take each other's
        places."""
        real = [self.ids.get(flow.id) or self.trace.flows.get(flow.id, "") for flow in self.new.flows]
        rank = {flow_id: at for at, flow_id in enumerate(real)}
        sources: dict[str, list[Flow]] = {}
        for flow in flows.values():
            sources.setdefault(flow.source, []).append(flow)
        ordered = {
            source: iter(sorted(ways, key=lambda way: rank[way.id]) if all(way.id in rank for way in ways) else ways)
            for source, ways in sources.items()
        }
        return [next(ordered[flow.source]) for flow in flows.values()]

    def _prune(self, nodes: dict[str, Node], flows: dict[str, Flow]) -> None:
        """Gateways and events that the change has left without any way in, or on, go as well."""
        while loose := [node for node in nodes.values() if self._is_loose(node, flows)]:
            for node in loose:
                del nodes[node.id]
            for flow in [flow for flow in flows.values() if not {flow.source, flow.target}.isdisjoint(map(_id, loose))]:
                del flows[flow.id]

    def _is_loose(self, node: Node, flows: Mapping[str, Flow]) -> bool:
        if not (node.is_gateway or node.is_event) or node.tag in _BEFORE_STEPS:
            return False
        into = any(flow.target == node.id for flow in flows.values() if flow.kind in _CONTROL)
        on = any(flow.source == node.id for flow in flows.values() if flow.kind in _CONTROL)
        lost_in = not into and any(flow.target == node.id for flow in self.drawing.flows if flow.kind in _CONTROL)
        lost_on = not on and any(flow.source == node.id for flow in self.drawing.flows if flow.kind in _CONTROL)
        return lost_in or lost_on

    # pools and lanes

    def _pools(self, nodes: Mapping[str, Node]) -> tuple[tuple[Pool, ...], tuple[str, ...]]:
        used = {node.parent for node in nodes.values()}
        traced = set(self.trace.processes.values())
        processes = [process for process in self.drawing.process_ids if process in used or process not in traced]
        pools = [pool for pool in self.drawing.pools if not pool.process or pool.process in processes]
        names = {pool.process: pool for pool in self.new.pools}
        grows = bool({self.processes.get(process, process) for process in names} - set(processes))
        for process, pool in names.items():
            real = self.processes.get(process, process)
            if real not in processes:
                processes.append(real)
            known = next((at for at, other in enumerate(pools) if other.process == real), None)
            if known is None and grows:  # a lone process may do without a pool
                pools.append(replace(pool, process=real))
            elif (
                known is not None
                and process in self.processes
                and _sketched_name(self.old, pool, self.processes, real) != pool.name
            ):
                pools[known] = replace(pools[known], name=pool.name)
        return tuple(pools), tuple(processes)

    def _lanes(self, nodes: Mapping[str, Node], processes: tuple[str, ...]) -> tuple[Lane, ...]:
        places = {real: lane.id for node_id, lane in self.new.lane_of.items() if (real := self._real(node_id))}
        moved = {node_id for node_id in places if self._has_moved(node_id)}
        lanes: list[Lane] = []
        for lane in self.drawing.lanes:
            kept = tuple(node_id for node_id in lane.node_ids if node_id in nodes and node_id not in moved)
            lanes.append(replace(lane, node_ids=kept))
        for lane in self.new.lanes:
            self._fill(lanes, lane, [node_id for node_id in places if places[node_id] == lane.id and node_id in moved])
        emptied = set(self.trace.lanes.values())
        return tuple(
            lane
            for lane in lanes
            if lane.process in processes and (lane.node_ids or lane.id not in emptied or _has_inner(lane, lanes))
        )

    def _fill(self, lanes: list[Lane], lane: Lane, node_ids: list[str]) -> None:
        real = self.lanes.get(lane.id, lane.id)
        at = next((at for at, other in enumerate(lanes) if other.id == real), None)
        if at is None:
            process = self.processes.get(lane.process, lane.process)
            lanes.extend([replace(lane, process=process, node_ids=tuple(node_ids))] if node_ids else [])
            return
        known = lanes[at]
        before = next((other for other in self.old.lanes if self.lanes.get(other.id, other.id) == real), None)
        changes = {
            name: getattr(lane, name)
            for name in ("name", "performer_kind")
            if before is None or _differ(before, lane, name)
        }
        lanes[at] = replace(known, node_ids=(*known.node_ids, *node_ids), **(changes if before else {}))

    def _real(self, node_id: str) -> str:
        return self.ids.get(node_id) or self.trace.nodes.get(node_id, "")

    def _has_moved(self, real: str) -> bool:
        """New, or in another lane than in the sketch before."""
        sketched = [node_id for node_id in self.new.lane_of if self._real(node_id) == real]
        return not any(self._lane_before(node_id) == self._lane_now(node_id) for node_id in sketched)

    def _lane_before(self, node_id: str) -> str:
        lane = self.old.lane_of.get(node_id)
        return self.trace.lanes.get(lane.id, lane.id) if lane else ""

    def _lane_now(self, node_id: str) -> str:
        lane = self.new.lane_of[node_id].id
        return self.lanes.get(lane, lane)

    # order of the rows

    def _in_row_order(self, nodes: dict[str, Node]) -> list[Node]:
        """Steps in the order of the rows; they take each other's places."""
        wanted = [real for node in self.new.steps() if (real := self._real(node.id)) in nodes]
        ordered = iter(wanted)
        steps = set(wanted)
        return [nodes[next(ordered)] if node.id in steps else node for node in nodes.values()]


def _beside_source(flow: Flow, nodes: Mapping[str, Node]) -> Flow:
    """A flow is written in the process of its ends, which may have gone to another pool."""
    source = nodes.get(flow.source)
    moved = flow.kind is FlowKind.SEQUENCE and source is not None and source.parent != flow.parent
    return replace(flow, parent=source.parent) if moved and source is not None else flow


_CONTROL = (FlowKind.SEQUENCE, FlowKind.MESSAGE)


def _id(node: Node) -> str:
    return node.id


def _differ(old: object, new: object, name: str) -> bool:
    return bool(getattr(old, name) != getattr(new, name))


def _has_inner(lane: Lane, lanes: list[Lane]) -> bool:
    return any(other.parent_lane == lane.id for other in lanes)


def _sketched_name(old: ProcessModel, pool: Pool, processes: Mapping[str, str], real: str) -> str:
    """The name that the sketch had before for the same pool."""
    return next((other.name for other in old.pools if processes.get(other.process) == real), pool.name)


def _steps_by_lane(model: ProcessModel) -> dict[str, set[str]]:
    steps = {node.id for node in model.steps()}
    return {lane.id: steps & set(lane.node_ids) for lane in model.lanes}


def _steps_by_process(model: ProcessModel) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for node in model.steps():
        found.setdefault(node.parent, set()).add(node.id)
    return found


def _bands(known: Mapping[str, str], old: Mapping[str, set[str]], new: Mapping[str, set[str]]) -> dict[str, str]:
    """Lanes or processes of the new sketch → of the drawing; one that only got another name stays the same."""
    found = {band: known[band] for band in new if band in known}
    lost = {band: steps for band, steps in old.items() if band not in new and band in known}
    for band, steps in new.items():
        heir = next((other for other, had in lost.items() if had and had <= steps), None)
        if band not in old and heir is not None:
            found[band] = known[heir]
            del lost[heir]
    return found


def redrawn(trace: Trace, new: ProcessModel) -> ProcessModel:
    """The sketch ``new`` with the steps of the drawing, and everything of the drawing that is no flow of control."""
    steps = {node.id: trace.nodes[node.id] for node in new.nodes if node.is_activity and node.id in trace.nodes}
    drawn = trace.drawing.node_by_id
    nodes = [_as_drawn(node, trace, drawn[steps[node.id]]) if node.id in steps else node for node in new.nodes]
    there = {node.id for node in nodes}
    process = new.process_ids[0] if new.process_ids else ""
    beside = [
        replace(node, parent=node.parent if node.parent in new.process_ids else process)
        for node in trace.drawing.nodes
        if not node.is_flow_node and node.id not in there
    ]
    there |= {node.id for node in beside}
    flows = [
        replace(flow, source=steps.get(flow.source, flow.source), target=steps.get(flow.target, flow.target))
        for flow in new.flows
    ]
    kept = [
        flow
        for flow in trace.drawing.flows
        if flow.kind not in _CONTROL and {flow.source, flow.target} <= there and flow.id not in {f.id for f in flows}
    ]
    lanes = [
        replace(lane, node_ids=tuple(steps.get(node_id, node_id) for node_id in lane.node_ids)) for lane in new.lanes
    ]
    return replace(new, name=trace.drawing.name, nodes=(*nodes, *beside), flows=(*flows, *kept), lanes=tuple(lanes))


def _as_drawn(sketched: Node, trace: Trace, drawn: Node) -> Node:
    """A step as it was drawn, with what the rows say of it."""
    said = {"name", "values", "parent"} | (
        {"tag"} if trace.sketch.node_by_id[sketched.id].tag != sketched.tag else set()
    )
    return replace(
        drawn, default_flow="", **{f.name: getattr(sketched, f.name) for f in fields(Node) if f.name in said}
    )
