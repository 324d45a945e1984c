"""The way of one case through all pools of a model: the token graph.

A case is in one pool at a time and moves between pools by message. BPMN forbids sequence flows between pools, so the
way over is said by message flows, of two sorts:

*Control-carrying message flow* (kind HANDOVER). A message flow **with a share**. It takes the case from its source to
its target: the source's own sequence flows then only say what that pool does meanwhile (wait for an answer, or
nothing more) and carry no case. The diagrams that are made of rows mark every crossing this way, with share 1; where
a row branches into several pools, the share stands on the sequence flow from the gateway to the throwing event.
The catching event (message start or intermediate catch) is passed through. A waiting event-based gateway, and an end
event after a hand-over, get no case.

*Triggering message flow* (kind TRIGGER). A message flow without a share into a node that nothing else in its process
leads to, from a node of another pool: the message begins work there while the source goes on as well. This is how
diagrams of other tools are read. Every other message flow is information only and is not in the graph.

Expected visits are then v = e + Pᵀv over :func:`control_edges`, with e = 1 at every id of :func:`entry_ids`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from bpr.core.bpmn.model import SUBPROCESS_TAGS, Flow, FlowKind, Node, ProcessModel

_ALWAYS = Decimal(1)
_DECIDING_TAGS = frozenset({"exclusiveGateway", "eventBasedGateway", "complexGateway"})


class ControlKind(StrEnum):
    """SEQUENCE: within a process. HANDOVER, TRIGGER: see the module. ENTER: into a sub-process's first node.

    BOUNDARY: an activity to a boundary event on it. LINK: between link events of the same name.
    """

    SEQUENCE = "sequence"
    HANDOVER = "handover"
    TRIGGER = "trigger"
    ENTER = "enter"
    BOUNDARY = "boundary"
    LINK = "link"


@dataclass(frozen=True, kw_only=True, slots=True)
class ControlEdge:
    """One step of a case. ``share`` is the part of the source's executions that take it; None: not said.

    ``flow_id`` is "" for edges that no flow draws (ENTER, BOUNDARY, LINK).
    """

    source: str
    target: str
    share: Decimal | None
    kind: ControlKind
    flow_id: str = ""


def control_edges(model: ProcessModel) -> list[ControlEdge]:
    """The token graph of all pools, in document order of the flows.

    Shares: parallel branches and single ways on have 1; the one branch of a deciding gateway that has no share gets
    the rest; other branches without a share have None. The share on a boundary event's flow is the part of the
    activity's executions that it takes; an interrupting one takes it from the activity's other ways on.
    """
    waiting = _flows_without_case(model)
    carrying = [flow for flow in model.sequence_flows() if flow.id not in waiting]
    edges = _sequence_edges(model, carrying)
    edges += _message_edges(model)
    edges += _link_edges(model)
    edges += _enter_edges(model)
    return edges + _boundary_edges(model)


def entry_ids(model: ProcessModel, edges: Iterable[ControlEdge] | None = None) -> list[str]:
    """Nodes where a case begins: starts that no message of another pool sets off, in document order.

    ``edges`` are the model's control edges, for callers that have them already.
    """
    reached = {edge.target for edge in (control_edges(model) if edges is None else edges)}
    top = [node for node in _first_nodes(model, frozenset(model.process_ids)) if node.id not in reached]
    starts = [node.id for node in top if node.begins]
    return starts or [node.id for node in top]


def called_process(model: ProcessModel, node: Node) -> str:
    """The id of the process of this model that a call activity carries out; "" where it is not in the model."""
    called = node.called_element.rpartition(":")[2]
    return called if node.tag == "callActivity" and called in model.process_ids else ""


def called_ids(model: ProcessModel) -> list[str]:
    """Nodes where a called process begins; a case comes to them by its call."""
    called = frozenset(process for node in model.nodes if (process := called_process(model, node)))
    return [node.id for node in _first_nodes(model, called)]


def reached_ids(edges: Iterable[ControlEdge], entries: Iterable[str]) -> set[str]:
    """Nodes that a case can come to."""
    following = defaultdict(list)
    for edge in edges:
        if edge.share != 0:
            following[edge.source].append(edge.target)
    reached, todo = set[str](), list(entries)
    while todo:
        node_id = todo.pop()
        if node_id not in reached:
            reached.add(node_id)
            todo.extend(following[node_id])
    return reached


def _is_handover(flow: Flow) -> bool:
    return flow.kind is FlowKind.MESSAGE and flow.share is not None


def _flows_without_case(model: ProcessModel) -> set[str]:
    """Sequence flows that only say what a pool does while the case is elsewhere."""
    senders = {flow.source for flow in model.flows if _is_handover(flow)}
    waiting = {flow.id for sender in senders for flow in model.outgoing.get(sender, ())}
    for node in model.nodes:
        incoming = model.incoming.get(node.id, ())
        if node.tag == "eventBasedGateway" and incoming and all(flow.id in waiting for flow in incoming):
            waiting |= {flow.id for flow in model.outgoing.get(node.id, ())}
    return waiting


def _sequence_edges(model: ProcessModel, carrying: list[Flow]) -> list[ControlEdge]:
    by_source = defaultdict(list)
    for flow in carrying:
        by_source[flow.source].append(flow)
    shares: dict[str, Decimal | None] = {}
    interrupted = _interrupted(model)
    for source, flows in by_source.items():
        shares.update(_shares(model.node_by_id.get(source), flows, _ALWAYS - interrupted[source]))
    return [
        ControlEdge(
            source=flow.source, target=flow.target, share=shares[flow.id], kind=ControlKind.SEQUENCE, flow_id=flow.id
        )
        for flow in carrying
    ]


def _shares(source: Node | None, flows: list[Flow], rest: Decimal) -> dict[str, Decimal | None]:
    """``rest`` is the part of the source's executions that no boundary event takes away."""
    tag = source.tag if source else ""
    if tag in _DECIDING_TAGS and not _takes_all(source):
        return _decided(flows)
    if tag == "boundaryEvent" or _takes_all(source):
        return {flow.id: _ALWAYS for flow in flows}
    if tag == "inclusiveGateway" and len(flows) > 1:
        return {flow.id: flow.share for flow in flows}
    if tag == "parallelGateway" or source is None:
        return {flow.id: _ALWAYS for flow in flows}
    return _ways_on(flows, rest)


def _takes_all(source: Node | None) -> bool:
    """A parallel event-based gateway waits for every one of its events."""
    return source is not None and source.tag == "eventBasedGateway" and source.event_gateway_type == "Parallel"


def _ways_on(flows: list[Flow], rest: Decimal) -> dict[str, Decimal | None]:
    """What an activity's ways on say is of the executions that no event ends, or already of all of them."""
    said = [flow.share for flow in flows if flow.share is not None]
    of_all = len(said) == len(flows) and (sum(said) == rest or all(share == rest for share in said))
    return {flow.id: _way_on(flow, rest, of_all=of_all, alone=len(flows) == 1) for flow in flows}


def _way_on(flow: Flow, rest: Decimal, *, of_all: bool, alone: bool) -> Decimal | None:
    if flow.share is not None:
        return flow.share if of_all else flow.share * rest
    return None if flow.has_condition and not alone else rest


def _decided(flows: list[Flow]) -> dict[str, Decimal | None]:
    unsaid = [flow for flow in flows if flow.share is None]
    shares = {flow.id: flow.share for flow in flows}
    rest = _ALWAYS - sum((flow.share for flow in flows if flow.share is not None), Decimal(0))
    if len(unsaid) == 1 and rest >= 0:
        shares[unsaid[0].id] = rest
    return shares


def _interrupted(model: ProcessModel) -> dict[str, Decimal]:
    """The part of each activity's executions that interrupting boundary events take from its other ways on."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for node in model.nodes:
        if node.interrupts:
            found[node.attached_to] += event_share(model, node) or Decimal(0)
    return found


def event_share(model: ProcessModel, event: Node) -> Decimal | None:
    """What the event itself says, else its first way on where it rides on an activity; None where nobody says it."""
    if event.share is not None or event.tag != "boundaryEvent":
        return event.share
    return next((flow.share for flow in model.outgoing.get(event.id, ())), None)


def _message_edges(model: ProcessModel) -> list[ControlEdge]:
    edges = [
        ControlEdge(source=flow.source, target=flow.target, share=share, kind=kind, flow_id=flow.id)
        for flow in model.flows
        if flow.kind is FlowKind.MESSAGE and flow.source in model.node_by_id and flow.target in model.node_by_id
        for share, kind in [
            (flow.share, ControlKind.HANDOVER) if _is_handover(flow) else (_ALWAYS, ControlKind.TRIGGER)
        ]
    ]
    triggers = [edge for edge in edges if edge.kind is ControlKind.TRIGGER]
    dropped = {edge.flow_id for edge in triggers if not _sets_off(model, edge, triggers)}
    return [edge for edge in edges if edge.flow_id not in dropped]


def _sets_off(model: ProcessModel, edge: ControlEdge, triggers: list[ControlEdge]) -> bool:
    """True where the message begins work that nothing else begins, in a process that does not begin the sender's."""
    target = model.node_by_id[edge.target]
    if model.incoming.get(target.id) or target.tag == "boundaryEvent":
        return False
    own, other = _process_of(model, edge.target), _process_of(model, edge.source)
    order = {process_id: index for index, process_id in enumerate(model.process_ids)}
    answered = any(
        _process_of(model, back.source) == own
        and _process_of(model, back.target) == other
        and not model.incoming.get(back.target)
        for back in triggers
    )
    return not answered or order.get(other, 0) < order.get(own, 0)


def _process_of(model: ProcessModel, node_id: str) -> str:
    parent = model.node_by_id[node_id].parent
    while parent in model.node_by_id:
        parent = model.node_by_id[parent].parent
    return parent


def _link_edges(model: ProcessModel) -> list[ControlEdge]:
    links = [node for node in model.nodes if "linkEventDefinition" in node.event_definitions]
    return [
        ControlEdge(source=throw.id, target=catch.id, share=_ALWAYS, kind=ControlKind.LINK)
        for throw in links
        for catch in links
        if throw.tag == "intermediateThrowEvent"
        and catch.tag == "intermediateCatchEvent"
        and (throw.name, throw.parent) == (catch.name, catch.parent)
    ]


def _enter_edges(model: ProcessModel) -> list[ControlEdge]:
    holders = (node.id for node in model.nodes if node.tag in SUBPROCESS_TAGS and not node.triggered_by_event)
    return enter_edges(model, frozenset(holders))


def enter_edges(model: ProcessModel, holders: frozenset[str]) -> list[ControlEdge]:
    """From each of ``holders`` into its first nodes. Those of event sub-processes are not in :func:`control_edges`."""
    firsts = _first_nodes(model, holders)
    return [ControlEdge(source=node.parent, target=node.id, share=_ALWAYS, kind=ControlKind.ENTER) for node in firsts]


def _first_nodes(model: ProcessModel, parents: frozenset[str]) -> list[Node]:
    """In each parent what begins it, or, where it draws nothing of the kind, the nodes that nothing leads to."""
    loose = [node for node in model.nodes if node.parent in parents and _is_loose(model, node)]
    with_start = {node.parent for node in loose if node.begins}
    return [node for node in loose if node.begins or node.parent not in with_start]


def _is_loose(model: ProcessModel, node: Node) -> bool:
    return (
        node.is_flow_node
        and node.tag != "boundaryEvent"
        and not node.triggered_by_event
        and not node.is_for_compensation
        and "linkEventDefinition" not in node.event_definitions
        and not model.incoming.get(node.id)
    )


def _boundary_edges(model: ProcessModel) -> list[ControlEdge]:
    return [
        ControlEdge(source=node.attached_to, target=node.id, share=event_share(model, node), kind=ControlKind.BOUNDARY)
        for node in model.nodes
        if node.tag == "boundaryEvent" and node.attached_to in model.node_by_id
    ]
