"""The process with everything written out that a drawing only refers to: called processes, instances side by side.

A call activity whose process stands in the same model becomes a sub-process that holds it; from the second call on, a
copy. Copies carry :data:`COPY` in their ids, and :func:`element_of` gives the element that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import ceil

from bpr.core.bpmn.control import called_process
from bpr.core.bpmn.model import Flow, FlowKind, Node, ProcessModel
from bpr.core.flow_errors import FlowError, label

COPY = "#copy:"
MAX_INSTANCES, MAX_ELEMENTS = 50, 5000


def element_of(node_id: str) -> str:
    """The id in the drawing of what stands behind a node of the token graph: without its part (``#part:``) and copy."""
    return element_or_copy(node_id).partition(COPY)[0]


def element_or_copy(node_id: str) -> str:
    """The node of the (written out) model that a node of the graph is a part of."""
    return node_id.partition(":")[2] if node_id.startswith("#") else node_id


# called processes


def with_calls(model: ProcessModel) -> ProcessModel:
    """The model with its called processes inside the call activities. FlowError where processes call each other."""
    called = {process for node in model.nodes if (process := called_process(model, node))}
    if not called:
        return model
    calls = _Calls(model)
    roots = [process for process in model.process_ids if process not in called]
    for process in roots:
        calls.place(process, process, "", ())
    calls.refuse_circles(called)
    others = [node for node in model.nodes if calls.home[node.id] not in model.process_ids]
    placed = {*calls.nodes, *(node.id for node in others)}
    rest = [flow for flow in model.flows if flow.kind is not FlowKind.SEQUENCE and flow.source in placed]
    nodes = _in_order(model, [*calls.nodes.values(), *others])
    return replace(model, process_ids=tuple(roots), nodes=nodes, flows=(*calls.flows, *rest))


def _in_order(model: ProcessModel, nodes: Iterable[Node]) -> tuple[Node, ...]:
    place = {node.id: at for at, node in enumerate(model.nodes)}
    return tuple(sorted(nodes, key=lambda node: (place[element_of(node.id)], node.id)))


@dataclass
class _Calls:
    model: ProcessModel
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.home = {node.id: _process_of(self.model, node) for node in self.model.nodes}

    def place(self, process: str, holder: str, suffix: str, path: tuple[str, ...]) -> None:
        """Put the content of ``process`` into ``holder``."""
        self.used.add(process)
        content = [node for node in self.model.nodes if self.home[node.id] == process]
        ids = {node.id for node in content}
        for node in content:
            self._place_node(node, holder if node.parent == process else node.parent + suffix, suffix, path)
        flows = [flow for flow in self.model.flows if flow.source in ids and flow.target in ids]
        self.flows += [_moved(flow, suffix) for flow in flows if not suffix or flow.kind is not FlowKind.MESSAGE]
        if len(self.nodes) > MAX_ELEMENTS:
            raise FlowError(f"呼び出しを展開すると要素が{MAX_ELEMENTS:,}を超えます。呼び出しの重なりを減らしてください")

    def _place_node(self, node: Node, parent: str, suffix: str, path: tuple[str, ...]) -> None:
        process = called_process(self.model, node)
        placed = renamed(node, suffix, parent=parent)
        if not process:
            self.nodes[placed.id] = placed
            return
        if node.id in path:
            raise _circle(self.model, node)
        self.nodes[placed.id] = replace(placed, tag="subProcess")
        inner = f"{COPY}{len(self.nodes)}" if process in self.used else ""
        self.place(process, placed.id, inner, (*path, node.id))

    def refuse_circles(self, called: set[str]) -> None:
        """Called processes that nothing outside them calls."""
        for node in self.model.nodes:
            if called_process(self.model, node) and self.home[node.id] in called - self.used:
                raise _circle(self.model, node)


def _circle(model: ProcessModel, node: Node) -> FlowError:
    return FlowError(
        f"呼び出し{label(model, node.id)}をたどると、同じ呼び出しに戻ります。"
        "繰返すところは呼び出しではなく、繰返しの矢印か繰返しの印で表してください",
        element_id=node.id,
    )


def _process_of(model: ProcessModel, node: Node) -> str:
    parent = node.parent
    while parent in model.node_by_id:
        parent = model.node_by_id[parent].parent
    return parent


def renamed(node: Node, suffix: str, *, parent: str) -> Node:
    attached = node.attached_to + suffix if node.attached_to else ""
    return replace(node, id=node.id + suffix, parent=parent, attached_to=attached)


def _moved(flow: Flow, suffix: str) -> Flow:
    return replace(flow, id=flow.id + suffix, source=flow.source + suffix, target=flow.target + suffix)


# instances side by side


def with_instances(model: ProcessModel) -> tuple[ProcessModel, frozenset[str]]:
    """The model with every parallel multi-instance activity drawn as that many copies; for the simulation.

    The activity becomes a sub-process of its copies (its id is in the second part of the answer): it is left once all
    are done. Of a count that is no whole number the last copy is carried out with the fraction as its chance.
    """
    wrappers: set[str] = set()
    while several := next((node for node in model.nodes if _is_side_by_side(node)), None):
        model = _side_by_side(model, several)
        wrappers.add(several.id)
    return model, frozenset(wrappers)


def _is_side_by_side(node: Node) -> bool:
    return node.loop == "multi_parallel" and bool(node.repeat) and not node.triggered_by_event


def _side_by_side(model: ProcessModel, node: Node) -> ProcessModel:
    count = node.repeat or Decimal(1)
    content = _content(model, node.id)
    ids = {inner.id for inner in content}
    if count > MAX_INSTANCES or len(model.nodes) + ceil(count) * len(content) > MAX_ELEMENTS:
        raise FlowError(
            f"{label(model, node.id)}の並行の繰返しが{count}回で、模擬できる{MAX_INSTANCES}回を超えます。"
            "順次の繰返しにするか、まとめて1回の作業にしてください",
            element_id=node.id,
        )
    flows = [flow for flow in model.flows if flow.source in ids and flow.target in ids]
    nodes = [replace(node, tag="subProcess", values=None, loop="", repeat=None)]
    made: list[Flow] = []
    for number in range(1, ceil(count) + 1):
        suffix = f"{COPY}{number}"
        nodes.append(_instance(node, suffix, min(Decimal(1), count - number + 1)))
        nodes += [renamed(inner, suffix, parent=inner.parent + suffix) for inner in content]
        made += [_moved(flow, suffix) for flow in flows]
    others = [other for other in model.nodes if other.id not in ids and other.id != node.id]
    kept = [flow for flow in model.flows if not (flow.source in ids and flow.target in ids)]
    return replace(model, nodes=(*others, *nodes), flows=(*kept, *made))


def _instance(node: Node, suffix: str, chance: Decimal) -> Node:
    """One execution of ``node``, or of the fraction ``chance`` of one."""
    one = renamed(node, suffix, parent=node.id)
    loop, repeat = ("", None) if chance == 1 else ("standard", chance)
    return replace(one, attached_to="", loop=loop, repeat=repeat, is_for_compensation=False)


def _content(model: ProcessModel, holder: str) -> list[Node]:
    inside = {holder}
    found: list[Node] = []
    while more := [node for node in model.nodes if node.parent in inside and node.id not in inside]:
        inside |= {node.id for node in more}
        found += more
    return found
