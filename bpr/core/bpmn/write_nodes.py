"""Flow nodes, data elements and artifacts as BPMN elements, with their children in the order of the schema."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from bpr.core.bpmn.extension import write_event_share, write_repeat, write_step
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Flow, FlowKind, Node
from bpr.core.bpmn.names import XSI, bpmn, legal_text

_LOOPS = {
    "standard": ("standardLoopCharacteristics", ""),
    "multi_parallel": ("multiInstanceLoopCharacteristics", "false"),
    "multi_sequential": ("multiInstanceLoopCharacteristics", "true"),
}
_DEFAULT_GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "complexGateway"})
_CATCHING = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})


def sub(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    """A child element; empty attributes are left out."""
    kept = {name: legal_text(value) for name, value in attributes.items() if value}
    return etree.SubElement(parent, bpmn(tag), kept)


def takes_data(node: Node, kind: FlowKind) -> bool:
    """True where the schema lets this node hold data associations of that kind."""
    if kind is FlowKind.DATA_INPUT:
        return node.is_activity or node.tag in ("endEvent", "intermediateThrowEvent")
    return node.is_activity or node.tag in _CATCHING


def write_node(
    parent: etree._Element,
    node: Node,
    *,
    incoming: Sequence[Flow],
    outgoing: Sequence[Flow],
    data: Sequence[Flow],
    row: int | None = None,
) -> etree._Element:
    """One flow node, data element or artifact with everything but the children of a sub-process."""
    element = sub(parent, node.tag, id=node.id, **_attributes(node, outgoing))
    if node.documentation:
        sub(element, "documentation").text = legal_text(node.documentation)
    if node.values is not None and node.is_activity:
        write_step(element, node.values, row=row)
    if node.is_activity:
        write_repeat(element, node.repeat)
    if node.tag in ("boundaryEvent", "startEvent"):
        write_event_share(element, node.share)
    if node.tag == "textAnnotation":
        sub(element, "text").text = legal_text(node.text)
    if node.is_flow_node:
        _write_flow_node(element, node, incoming, outgoing, data)
    return element


def write_association(parent: etree._Element, flow: Flow) -> None:
    element = sub(parent, "association", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
    if flow.direction in ("None", "One", "Both"):
        element.set("associationDirection", flow.direction)


def write_io_specification(parent: etree._Element, nodes: Sequence[Node]) -> None:
    """Data inputs and outputs of a process or sub-process; the schema wants a set of each."""
    if not nodes:
        return
    holder = sub(parent, "ioSpecification")
    for tag in ("dataInput", "dataOutput"):
        for node in nodes:
            if node.tag == tag:
                sub(holder, tag, id=node.id, name=node.name, isCollection="true" if node.is_collection else "")
    for tag, refs, kind in (("inputSet", "dataInputRefs", "dataInput"), ("outputSet", "dataOutputRefs", "dataOutput")):
        group = sub(holder, tag)
        for node in nodes:
            if node.tag == kind:
                sub(group, refs).text = node.id


def data_object_id(node: Node) -> str:
    return f"{node.id}_object"


def _attributes(node: Node, outgoing: Sequence[Flow]) -> dict[str, str]:
    found = {"name": "" if node.tag in ("textAnnotation", "group") else node.name}
    if node.tag == "boundaryEvent":
        found |= {"attachedToRef": node.attached_to, "cancelActivity": "" if node.cancel_activity else "false"}
    if node.tag == "startEvent" and not node.is_interrupting:
        found["isInterrupting"] = "false"
    if node.tag in ("eventBasedGateway", "receiveTask") and node.instantiates:
        found["instantiate"] = "true"
    if node.tag == "eventBasedGateway":
        found["eventGatewayType"] = node.event_gateway_type
    if node.tag in _CATCHING and node.is_parallel_multiple:
        found["parallelMultiple"] = "true"
    if node.default_flow in {flow.id for flow in outgoing} and (node.is_activity or node.tag in _DEFAULT_GATEWAYS):
        found["default"] = node.default_flow
    if node.is_activity and node.is_for_compensation:
        found["isForCompensation"] = "true"
    if node.tag in SUBPROCESS_TAGS and node.triggered_by_event:
        found["triggeredByEvent"] = "true"
    return found | _data_attributes(node)


def _data_attributes(node: Node) -> dict[str, str]:
    if node.tag == "callActivity":
        return {"calledElement": node.called_element}
    if node.tag == "dataObjectReference":
        return {"dataObjectRef": data_object_id(node)}
    if node.tag == "dataObject":
        return {"isCollection": "true" if node.is_collection else ""}
    if node.tag == "group":
        return {"categoryValueRef": f"{node.id}_value" if node.name else ""}
    return {}


def _write_flow_node(
    element: etree._Element, node: Node, incoming: Sequence[Flow], outgoing: Sequence[Flow], data: Sequence[Flow]
) -> None:
    for tag, flows in (("incoming", incoming), ("outgoing", outgoing)):
        for flow in flows:
            sub(element, tag).text = flow.id
    _write_data(element, node, data)
    for index, definition in enumerate(node.event_definitions, start=1):
        _write_event_definition(element, node, definition, index)
    if node.is_activity and node.loop:
        tag, sequential = _LOOPS[node.loop]
        sub(element, tag, isSequential=sequential)


def _write_data(element: etree._Element, node: Node, data: Sequence[Flow]) -> None:
    """Data associations; an input needs a target inside the node, for which a property stands in."""
    inputs = [flow for flow in data if flow.kind is FlowKind.DATA_INPUT]
    for flow in inputs:
        sub(element, "property", id=f"{flow.id}_target", name="__targetRef_placeholder")
    for flow in inputs:
        association = sub(element, "dataInputAssociation", id=flow.id)
        sub(association, "sourceRef").text = flow.source
        sub(association, "targetRef").text = f"{flow.id}_target"
    for flow in data:
        if flow.kind is FlowKind.DATA_OUTPUT:
            sub(sub(element, "dataOutputAssociation", id=flow.id), "targetRef").text = flow.target


def _write_event_definition(element: etree._Element, node: Node, definition: str, index: int) -> None:
    made = sub(element, definition, id=f"{node.id}_definition_{index}")
    if definition == "conditionalEventDefinition":
        sub(made, "condition").set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
    if definition == "linkEventDefinition":
        made.set("name", legal_text(node.name))
