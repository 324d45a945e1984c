"""Where a drawing has what the rows say: from the sketch that rows make to the diagram that people drew.

The sketch (``rows_to_model`` of the diagram's own rows) has ids of its own; a diagram that was drawn by hand or came
from another tool has others, perhaps fewer gateways, perhaps one end for all. Steps are known by their rows. From
there the trace goes along the flows: what the only unknown neighbour of a known element is, is known too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bpr.core.bpmn.model import Flow, ProcessModel


@dataclass
class Trace:
    """``nodes``, ``flows``, ``lanes``, ``pools``, ``processes``: ids of the sketch → ids of the drawing."""

    sketch: ProcessModel
    drawing: ProcessModel
    nodes: dict[str, str]
    flows: dict[str, str] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    pools: dict[str, str] = field(default_factory=dict)
    processes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, sketch: ProcessModel, drawing: ProcessModel, steps: Mapping[str, str]) -> Trace:
        """The trace from ``steps``: ids of steps in the sketch → in the drawing."""
        trace = cls(sketch=sketch, drawing=drawing, nodes=dict(steps))
        while trace._spread():
            pass
        trace._match_flows()
        trace._match_bands()
        return trace

    def source(self, node_id: str) -> str:
        """The drawn element that a flow leaves for the sketched one: itself, or what leads to it alone."""
        return self._nearest(node_id, self.sketch.incoming, lambda flow: flow.source)

    def target(self, node_id: str) -> str:
        """The drawn element that a flow reaches for the sketched one: itself, or where it alone leads."""
        return self._nearest(node_id, self.sketch.outgoing, lambda flow: flow.target)

    def _nearest(self, node_id: str, flows: Mapping[str, tuple[Flow, ...]], end: Callable[[Flow], str]) -> str:
        seen: set[str] = set()
        while node_id not in self.nodes:
            ways = flows.get(node_id, ())
            if len(ways) != 1 or node_id in seen:
                return ""
            seen.add(node_id)
            node_id = end(ways[0])
        return self.nodes[node_id]

    # along the flows

    def _spread(self) -> bool:
        """One round along all flows of the sketch; True where something more became known."""
        known = len(self.nodes)
        for flow in self.sketch.flows:
            if flow.source in self.nodes and flow.target not in self.nodes:
                self._learn(flow.target, self._ends(flow, lambda f: f.source, lambda f: f.target, flow.source))
            elif flow.target in self.nodes and flow.source not in self.nodes:
                self._learn(flow.source, self._ends(flow, lambda f: f.target, lambda f: f.source, flow.target))
        return len(self.nodes) > known

    def _ends(self, flow: Flow, near: Callable[[Flow], str], far: Callable[[Flow], str], known: str) -> Iterable[str]:
        at = self.nodes[known]
        return dict.fromkeys(
            far(other) for other in self.drawing.flows if other.kind is flow.kind and near(other) == at
        )

    def _learn(self, node_id: str, candidates: Iterable[str]) -> None:
        wanted = self.sketch.node_by_id[node_id]
        taken = set(self.nodes.values())
        found = [
            candidate
            for candidate in candidates
            if (node := self.drawing.node_by_id.get(candidate))
            and node.tag == wanted.tag
            and (candidate not in taken or node.tag == "endEvent")
        ]
        if node_id in found:
            self.nodes[node_id] = node_id
        elif len(found) == 1:
            self.nodes[node_id] = found[0]

    def _match_flows(self) -> None:
        taken: set[str] = set()
        ids = {flow.id for flow in self.drawing.flows}
        for flow in self.sketch.flows:
            ends = (self.source(flow.source), self.target(flow.target))
            found = [
                other.id
                for other in self.drawing.flows
                if (other.source, other.target) == ends and other.kind is flow.kind and other.id not in taken
            ]
            if found:
                self.flows[flow.id] = flow.id if flow.id in ids and flow.id in found else found[0]
                taken.add(self.flows[flow.id])

    # pools and lanes

    def _match_bands(self) -> None:
        for sketched in self.sketch.nodes:
            drawn = self.drawing.node_by_id.get(self.nodes.get(sketched.id, ""))
            if drawn is not None and sketched.is_activity:
                self.processes.setdefault(sketched.parent, self._process_of(drawn.id))
                ours, theirs = self.sketch.lane_of.get(sketched.id), self.drawing.lane_of.get(drawn.id)
                if ours and theirs:
                    self.lanes.setdefault(ours.id, theirs.id)
        pools = {pool.process: pool.id for pool in self.drawing.pools if pool.process}
        for pool in self.sketch.pools:
            drawn_pool = pools.get(self.processes.get(pool.process, ""))
            if drawn_pool:
                self.pools[pool.id] = drawn_pool

    def _process_of(self, node_id: str) -> str:
        while node_id in self.drawing.node_by_id:
            node_id = self.drawing.node_by_id[node_id].parent
        return node_id
