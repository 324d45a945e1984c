"""One BPMN element → one :class:`~bpr.core.bpmn.model.Node` or flow."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from bpr.core.bpmn.extension import (
    read_event_share,
    read_repeat,
    read_share,
    read_share_of,
    read_share_range,
    read_step,
)
from bpr.core.bpmn.model import ACTIVITY_TAGS, DATA_TAGS, SUBPROCESS_TAGS, Flow, FlowKind, Node
from bpr.core.bpmn.names import bpmn, local_name
from bpr.core.bpmn.parse_di import Drawn

_UNDRAWN = Drawn()
_WITH_SHARE = frozenset({"boundaryEvent", "startEvent"})
_SHARED = frozenset({FlowKind.SEQUENCE, FlowKind.MESSAGE})


def read_node(
    element: etree._Element, *, parent: str, drawn: Drawn | None, event_definitions: tuple[str, ...], name: str
) -> Node:
    tag = local_name(element.tag)
    look = drawn or _UNDRAWN
    children = {local_name(child.tag): child for child in reversed(element)}  # the first of each
    is_activity = tag in ACTIVITY_TAGS
    return Node(
        id=element.get("id", ""),
        tag=tag,
        name=name,
        parent=parent,
        bounds=look.bounds,
        label_bounds=look.label_bounds,
        event_definitions=event_definitions,
        attached_to=element.get("attachedToRef", ""),
        cancel_activity=element.get("cancelActivity") != "false",
        is_interrupting=element.get("isInterrupting") != "false",
        default_flow=element.get("default", ""),
        is_expanded=look.is_expanded is True if drawn and tag in SUBPROCESS_TAGS else True,
        triggered_by_event=element.get("triggeredByEvent") == "true",
        is_for_compensation=element.get("isForCompensation") == "true",
        loop=_loop(children) if is_activity else "",
        is_collection=_is_collection(element, tag),
        called_element=element.get("calledElement", ""),
        text=_text(children.get("text")),
        documentation=_text(children.get("documentation")),
        fill=look.fill,
        stroke=look.stroke,
        values=read_step(element) if is_activity and "extensionElements" in children else None,
        marker_visible=look.marker_visible if drawn and tag == "exclusiveGateway" else True,
        is_parallel_multiple=element.get("parallelMultiple") == "true",
        instantiates=element.get("instantiate") == "true",
        event_gateway_type=element.get("eventGatewayType", ""),
        repeat=_repeat(element, children) if is_activity else None,
        share=read_event_share(element) if tag in _WITH_SHARE and "extensionElements" in children else None,
    )


def read_flow(
    element: etree._Element, *, kind: FlowKind, source: str, target: str, parent: str, drawn: Drawn | None
) -> Flow:
    look = drawn or _UNDRAWN
    has_children = len(element) > 0
    has_share = has_children and kind in _SHARED
    return Flow(
        id=element.get("id", ""),
        kind=kind,
        source=source,
        target=target,
        name=element.get("name", ""),
        parent=parent,
        share=read_share(element) if has_share else None,
        share_range=read_share_range(element) if has_share else None,
        share_of=read_share_of(element) if has_share else None,
        has_condition=has_children and element.find(bpmn("conditionExpression")) is not None,
        waypoints=look.waypoints,
        label_bounds=look.label_bounds,
        fill=look.fill,
        stroke=look.stroke,
        direction=element.get("associationDirection", ""),
        message=look.message,
    )


def _loop(children: dict[str, etree._Element]) -> str:
    if "standardLoopCharacteristics" in children:
        return "standard"
    several = children.get("multiInstanceLoopCharacteristics")
    if several is None:
        return ""
    return "multi_sequential" if several.get("isSequential") == "true" else "multi_parallel"


def _repeat(element: etree._Element, children: dict[str, etree._Element]) -> Decimal | None:
    """Our count; else the number that the standard's own cardinality of several instances says."""
    said = read_repeat(element) if "extensionElements" in children else None
    several = children.get("multiInstanceLoopCharacteristics")
    if said is not None or several is None:
        return said
    text = (several.findtext(bpmn("loopCardinality")) or "").strip()
    return Decimal(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _is_collection(element: etree._Element, tag: str) -> bool:
    """A reference is a collection if the data object is that it stands for."""
    if tag not in DATA_TAGS:
        return False
    reference = element.get("dataObjectRef")
    holder = element.getparent()
    if reference and holder is not None:
        siblings = holder.findall(bpmn("dataObject"))
        return any(other.get("id") == reference and other.get("isCollection") == "true" for other in siblings)
    return element.get("isCollection") == "true"


def _text(child: etree._Element | None) -> str:
    return "".join(map(str, child.itertext())) if child is not None else ""
