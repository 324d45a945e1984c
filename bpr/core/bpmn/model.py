"""The process model: an immutable view of one BPMN 2.0 diagram.

The original XML stays the truth (see ``document.py``); this view is read from it, drawn, checked and calculated.
Coordinates are those of BPMN DI: pixels, origin top left. Order of tuples is document order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from bpr.core.values import StepValues


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bounds:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return Point(self.x + self.width / 2, self.y + self.height / 2)


class FlowKind(StrEnum):
    SEQUENCE = "sequenceFlow"
    MESSAGE = "messageFlow"
    ASSOCIATION = "association"
    DATA_INPUT = "dataInputAssociation"
    DATA_OUTPUT = "dataOutputAssociation"
    CONVERSATION = "conversationLink"


ACTIVITY_TAGS = frozenset(
    {
        "task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask",
        "businessRuleTask", "callActivity", "subProcess", "adHocSubProcess", "transaction",
    }
)  # fmt: skip
EVENT_TAGS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAY_TAGS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"}
)
SUBPROCESS_TAGS = frozenset({"subProcess", "adHocSubProcess", "transaction"})
DATA_TAGS = frozenset({"dataObjectReference", "dataObject", "dataStoreReference", "dataInput", "dataOutput"})
ARTIFACT_TAGS = frozenset({"textAnnotation", "group"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Node:
    """One flow node, data element or artifact. ``tag`` is the BPMN element's local name.

    ``parent`` is the id of the process or sub-process (or collaboration, for artifacts) that holds it.
    """

    id: str
    tag: str
    name: str = ""
    parent: str = ""
    bounds: Bounds | None = None  # None: not drawn
    label_bounds: Bounds | None = None
    event_definitions: tuple[str, ...] = ()  # local names: timerEventDefinition …
    attached_to: str = ""  # boundary events: the activity's id
    cancel_activity: bool = True  # boundary events: interrupting
    is_interrupting: bool = True  # start events of event sub-processes
    default_flow: str = ""
    is_expanded: bool = True  # sub-processes
    triggered_by_event: bool = False  # event sub-process
    is_for_compensation: bool = False
    loop: str = ""  # "", "standard", "multi_parallel", "multi_sequential"
    is_collection: bool = False  # data objects
    called_element: str = ""
    text: str = ""  # text annotations
    documentation: str = ""
    fill: str = ""  # colour of the source, "#rrggbb"
    stroke: str = ""
    values: StepValues | None = None
    marker_visible: bool = True  # exclusive gateways: isMarkerVisible
    is_parallel_multiple: bool = False  # events with several definitions: all must happen
    instantiates: bool = False  # event-based gateways and receive tasks that begin a case
    event_gateway_type: str = ""  # event-based gateways: Exclusive, Parallel
    repeat: Decimal | None = None  # with a loop marker: mean executions per arrival; None where not said
    share: Decimal | None = None  # boundary and start events: see bpr.core.flow_graph; None where not said

    @property
    def interrupts(self) -> bool:
        """True for boundary events that end their activity; compensation comes after it."""
        return bool(self.attached_to) and self.cancel_activity and not self.is_compensation_event

    @property
    def is_compensation_event(self) -> bool:
        return "compensateEventDefinition" in self.event_definitions

    @property
    def begins(self) -> bool:
        """True for what begins a process by itself: start events, gateways and receive tasks that instantiate."""
        return self.tag == "startEvent" or self.instantiates

    @property
    def is_activity(self) -> bool:
        return self.tag in ACTIVITY_TAGS

    @property
    def is_event(self) -> bool:
        return self.tag in EVENT_TAGS

    @property
    def is_gateway(self) -> bool:
        return self.tag in GATEWAY_TAGS

    @property
    def is_flow_node(self) -> bool:
        return self.is_activity or self.is_event or self.is_gateway


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """One edge. ``share`` is the part of executions of the source that take it (0..1), None where not said.

    How sure it is: ``share_range`` is its minimum and maximum, or ``share_of`` the number of cases it was counted in.
    """

    id: str
    kind: FlowKind
    source: str
    target: str
    name: str = ""
    parent: str = ""
    share: Decimal | None = None
    share_range: tuple[Decimal, Decimal] | None = None
    share_of: int | None = None
    has_condition: bool = False
    waypoints: tuple[Point, ...] = ()
    label_bounds: Bounds | None = None
    fill: str = ""
    stroke: str = ""
    direction: str = ""  # associations: None, One, Both
    message: str = ""  # message flows drawn with an envelope: initiating, non_initiating


@dataclass(frozen=True, kw_only=True, slots=True)
class Lane:
    id: str
    name: str
    process: str
    node_ids: tuple[str, ...] = ()
    parent_lane: str = ""
    bounds: Bounds | None = None
    is_horizontal: bool = True
    fill: str = ""
    stroke: str = ""
    performer_kind: str = ""  # PerformerKind value kept in our extension, "" where unknown


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """A participant. ``process`` is empty for a black-box pool."""

    id: str
    name: str
    process: str = ""
    bounds: Bounds | None = None
    is_horizontal: bool = True
    multiplicity: bool = False
    fill: str = ""
    stroke: str = ""


@dataclass(frozen=True, kw_only=True)
class ProcessModel:
    """All processes of one diagram, flattened; nesting is in ``Node.parent``."""

    id: str
    name: str = ""
    process_ids: tuple[str, ...] = ()
    pools: tuple[Pool, ...] = ()
    lanes: tuple[Lane, ...] = ()
    nodes: tuple[Node, ...] = ()
    flows: tuple[Flow, ...] = ()

    @cached_property
    def node_by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def lane_of(self) -> dict[str, Lane]:
        """Innermost lane of each node id."""
        return {node_id: lane for lane in self.lanes for node_id in lane.node_ids}

    @cached_property
    def outgoing(self) -> dict[str, tuple[Flow, ...]]:
        """Sequence flows by source id."""
        return self._by_end("source")

    @cached_property
    def incoming(self) -> dict[str, tuple[Flow, ...]]:
        """Sequence flows by target id."""
        return self._by_end("target")

    def _by_end(self, end: str) -> dict[str, tuple[Flow, ...]]:
        found: dict[str, list[Flow]] = {}
        for flow in self.sequence_flows():
            found.setdefault(getattr(flow, end), []).append(flow)
        return {node_id: tuple(flows) for node_id, flows in found.items()}

    def sequence_flows(self) -> Iterator[Flow]:
        return (flow for flow in self.flows if flow.kind is FlowKind.SEQUENCE)

    def steps(self) -> Iterator[Node]:
        """Activities that carry step values, in document order."""
        return (node for node in self.nodes if node.is_activity and node.values is not None)

    @cached_property
    def step_by_key(self) -> dict[str, Node]:
        return {node.values.key: node for node in self.steps() if node.values is not None}
