"""The drawing of a model: BPMN DI shapes, edges, labels and colours."""

from __future__ import annotations

from lxml import etree

from bpr.core.bpmn.model import SUBPROCESS_TAGS, Bounds, Flow, Lane, Node, Pool, ProcessModel
from bpr.core.bpmn.names import BIOC, BPMNDI, COLOR, DC, DI


def write_diagram(root: etree._Element, model: ProcessModel, plane_element: str) -> None:
    """One diagram with all that has coordinates; elements without any are left undrawn."""
    diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id=f"Diagram_{plane_element}")
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", id=f"Plane_{plane_element}")
    plane.set("bpmnElement", plane_element)
    for pool in model.pools:
        _write_part(plane, pool)
    for lane in model.lanes:
        _write_part(plane, lane)
    for node in model.nodes:
        _write_node(plane, node)
    for flow in model.flows:
        _write_edge(plane, flow)


def _write_part(plane: etree._Element, part: Pool | Lane) -> None:
    if part.bounds is None:
        return
    shape = _shape(plane, part.id, part.fill, part.stroke)
    shape.set("isHorizontal", _flag(part.is_horizontal))
    _write_bounds(shape, part.bounds)


def _write_node(plane: etree._Element, node: Node) -> None:
    if node.bounds is None:
        return
    shape = _shape(plane, node.id, node.fill, node.stroke)
    if node.tag in SUBPROCESS_TAGS:
        shape.set("isExpanded", _flag(node.is_expanded))
    if node.tag == "exclusiveGateway":
        shape.set("isMarkerVisible", _flag(node.marker_visible))
    _write_bounds(shape, node.bounds)
    _write_label(shape, node.label_bounds)


def _write_edge(plane: etree._Element, flow: Flow) -> None:
    if len(flow.waypoints) < 2:
        return
    edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"{flow.id}_di")
    edge.set("bpmnElement", flow.id)
    if flow.message:
        edge.set("messageVisibleKind", flow.message)
    _colour(edge, flow.fill, flow.stroke)
    for point in flow.waypoints:
        etree.SubElement(edge, f"{{{DI}}}waypoint", x=_number(point.x), y=_number(point.y))
    _write_label(edge, flow.label_bounds)


def _shape(plane: etree._Element, element_id: str, fill: str, stroke: str) -> etree._Element:
    shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"{element_id}_di")
    shape.set("bpmnElement", element_id)
    _colour(shape, fill, stroke)
    return shape


def _colour(element: etree._Element, fill: str, stroke: str) -> None:
    """Both the standard's colours and those of bpmn.io, which older tools read."""
    for colour, standard, older in ((fill, "background-color", "fill"), (stroke, "border-color", "stroke")):
        if colour:
            element.set(f"{{{COLOR}}}{standard}", colour)
            element.set(f"{{{BIOC}}}{older}", colour)


def _write_label(holder: etree._Element, bounds: Bounds | None) -> None:
    if bounds is not None:
        _write_bounds(etree.SubElement(holder, f"{{{BPMNDI}}}BPMNLabel"), bounds)


def _write_bounds(holder: etree._Element, bounds: Bounds) -> None:
    sizes = {name: _number(getattr(bounds, name)) for name in ("x", "y", "width", "height")}
    etree.SubElement(holder, f"{{{DC}}}Bounds", sizes)


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))


def _flag(value: bool) -> str:
    return "true" if value else "false"
