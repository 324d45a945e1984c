"""Complexity measures of a process: the only adapter to bpmn-python (extra ``complexity``).

Where it belongs: measuring a model is pure, so this is part of the core. bpmn-python (GPL-3, networkx behind it) is
imported inside the functions only, so that the core imports nothing heavy and the application runs without it:
:func:`is_available` says whether it is there.

bpmn-python is fed through its own calls from our model, never from a file: its reader loses most real diagrams. It
expects a networkx of 2017 with ``Graph.node`` and ``Graph.edge``; its graph gets a class with these names, networkx
itself is not touched. Its longest path tries every way and copies as it goes, which never ends on a diagram with many
branches; so the ways are counted first, and where they are too many the length is None.

What is counted: activities of every sort as one, events, gateways, sequence flows, and message flows that hand a case
over to another pool. Two flows between the same two elements count as one, as networkx has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import util
from typing import TYPE_CHECKING, Any

from bpr.core.bpmn.model import GATEWAY_TAGS, SUBPROCESS_TAGS, FlowKind, Node, ProcessModel

if TYPE_CHECKING:
    from bpmn_python.bpmn_diagram_rep import BpmnDiagramGraph

#: Nodes that the search for the longest path may copy: about half a second.
_MOST_COPIES = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Complexity:
    """Measures of one process; the names of the literature stand behind each."""

    activities: int  # NOA
    activities_and_control: int  # NOAC: with gateways and events
    activities_joins_splits: int  # NOAJS: with gateways
    flows_per_node: float | None  # CNC, coefficient of network complexity; None for an empty process
    gateway_kinds: int  # gateway heterogeneity
    gateway_degree: float | None  # average flows at a gateway; None without gateways
    longest_path: int | None  # nodes on the longest way; None where there are too many ways to try
    longest_path_activities: int | None


def is_available() -> bool:
    """Whether bpmn-python is installed."""
    return util.find_spec("bpmn_python") is not None and util.find_spec("networkx") is not None


@lru_cache(maxsize=128)
def complexity(nodes: tuple[tuple[str, str], ...], flows: tuple[tuple[str, str], ...]) -> Complexity:
    """Measures of a graph of (id, type) and (source, target); see :func:`measured`. ModuleNotFoundError without the
    extra."""
    import bpmn_python.bpmn_diagram_metrics as metrics

    graph = _fed(nodes, flows)
    longest, longest_activities = _longest(graph, dict(nodes), flows)
    has_gateways = metrics.all_gateways_count(graph) > 0
    return Complexity(
        activities=metrics.NOA_metric(graph),
        activities_and_control=metrics.NOAC_metric(graph),
        activities_joins_splits=metrics.NOAJS_metric(graph),
        flows_per_node=metrics.CoefficientOfNetworkComplexity_metric(graph) if nodes else None,
        gateway_kinds=metrics.GatewayHeterogenity_metric(graph),
        gateway_degree=metrics.AverageGatewayDegree_metric(graph) if has_gateways else None,
        longest_path=longest,
        longest_path_activities=longest_activities,
    )


def measured(model: ProcessModel) -> Complexity:
    """Measures of a process. ModuleNotFoundError without the extra: ask :func:`is_available` first."""
    nodes = tuple((node.id, _type(node)) for node in model.nodes if node.is_flow_node)
    known = {node_id for node_id, _ in nodes}
    flows = dict.fromkeys(
        (flow.source, flow.target)
        for flow in model.flows
        if flow.source in known
        and flow.target in known
        and (flow.kind is FlowKind.SEQUENCE or (flow.kind is FlowKind.MESSAGE and flow.share is not None))
    )
    return complexity(nodes, tuple(flows))


def _type(node: Node) -> str:
    """The few types that bpmn-python counts."""
    if node.is_activity:
        return "subProcess" if node.tag in SUBPROCESS_TAGS else "task"
    return "intermediateCatchEvent" if node.tag == "boundaryEvent" else node.tag


def _fed(nodes: tuple[tuple[str, str], ...], flows: tuple[tuple[str, str], ...]) -> BpmnDiagramGraph:
    """The graph, built through bpmn-python's own calls."""
    from bpmn_python.bpmn_diagram_rep import BpmnDiagramGraph

    graph = BpmnDiagramGraph()
    graph.create_new_diagram_graph()
    graph.diagram_graph = _graph_of_2017()()
    process = graph.add_process_to_diagram()
    for node_id, node_type in nodes:
        _node_id, attributes = graph.add_flow_node_to_diagram(process, node_type, "", node_id=node_id)
        if node_type in GATEWAY_TAGS:
            attributes["gatewayDirection"] = "Unspecified"
    for source, target in flows:
        graph.add_sequence_flow_to_diagram(process, source, target)
    return graph


@lru_cache(maxsize=1)
def _graph_of_2017() -> Any:
    """A directed graph with the names that networkx had in 2017."""
    import networkx

    class Graph(networkx.DiGraph):  # type: ignore[misc, type-arg, unused-ignore]
        @property
        def node(self) -> Any:
            return self.nodes

        @property
        def edge(self) -> Any:
            return self.adj

    return Graph


def _longest(
    graph: BpmnDiagramGraph, types: Mapping[str, str], flows: tuple[tuple[str, str], ...]
) -> tuple[int | None, int | None]:
    import bpmn_python.diagram_layout_metrics as layout_metrics

    if _copies(types, flows) > _MOST_COPIES:
        return None, None
    return layout_metrics.compute_longest_path(graph)[1], layout_metrics.compute_longest_path_tasks(graph)[1]


def _copies(types: Mapping[str, str], flows: tuple[tuple[str, str], ...]) -> int:
    """How many nodes bpmn-python's search copies, counted up to just above the limit."""
    ahead: dict[str, list[str]] = defaultdict(list)
    for source, target in flows:
        ahead[source].append(target)
    targets = {target for _, target in flows}
    todo: list[tuple[str, frozenset[str]]] = [(node, frozenset()) for node in types if node not in targets]
    copies = 0
    while todo and copies <= _MOST_COPIES:
        here, before = todo.pop()
        copies += len(before) + 1
        way = before | {here}
        todo += [(target, way) for target in ahead[here] if target not in before]
    return copies
