"""The drawing of a file brought to another model: shapes, edges, labels and colours that differ."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from bpr.core.bpmn.edit_parts import patch_attributes
from bpr.core.bpmn.names import BPMNDI, DC, DI

_DIAGRAM, _PLANE = f"{{{BPMNDI}}}BPMNDiagram", f"{{{BPMNDI}}}BPMNPlane"
_SHAPE, _EDGE, _LABEL = (f"{{{BPMNDI}}}{name}" for name in ("BPMNShape", "BPMNEdge", "BPMNLabel"))
_BOUNDS, _WAYPOINT = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"


def edit_drawing(root: etree._Element, old: etree._Element, new: etree._Element) -> None:
    """Do to the first diagram of ``root`` what differs between the diagrams of two writings."""
    plane, before, after = _plane(root), _plane(old), _plane(new)
    if plane is None or before is None or after is None:
        _add_diagram(root, new)
        return
    patch_attributes(plane, before, after, only=("bpmnElement",))
    known, drawn, wanted = _by_element(plane), _by_element(before), _by_element(after)
    for element_id, part in wanted.items():
        if element_id not in drawn or element_id not in known:
            _draw(plane, known.get(element_id), part)
        else:
            _patch(known[element_id], drawn[element_id], part)
    for element_id in drawn:
        if element_id not in wanted and element_id in known:
            plane.remove(known[element_id])


def _plane(root: etree._Element) -> etree._Element | None:
    return root.find(f"{_DIAGRAM}/{_PLANE}")


def _add_diagram(root: etree._Element, new: etree._Element) -> None:
    diagram = new.find(_DIAGRAM)
    if diagram is not None and _by_element(diagram):
        root.append(deepcopy(diagram))


def _by_element(holder: etree._Element) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for part in holder.iter(_SHAPE, _EDGE):
        found.setdefault(part.get("bpmnElement", ""), part)
    return found


def _draw(plane: etree._Element, known: etree._Element | None, part: etree._Element) -> None:
    """A shape or edge that was not drawn, in place of one that could not be read as drawn."""
    made = deepcopy(part)
    made.tail = None
    if known is not None:
        plane.remove(known)
    plane.append(made)


def _patch(real: etree._Element, old: etree._Element, new: etree._Element) -> None:
    patch_attributes(real, old, new, without=("id", "bpmnElement"))
    _patch_bounds(real, old.find(_BOUNDS), new.find(_BOUNDS))
    _patch_waypoints(real, old, new)
    _patch_label(real, old.find(_LABEL), new.find(_LABEL))


def _patch_bounds(real: etree._Element, old: etree._Element | None, new: etree._Element | None) -> None:
    known = real.find(_BOUNDS)
    if old is not None and new is not None and known is not None:
        patch_attributes(known, old, new)
    elif new is not None and known is None:
        real.insert(0, deepcopy(new))


def _patch_waypoints(real: etree._Element, old: etree._Element, new: etree._Element) -> None:
    before, after = ([(str(p.get("x")), str(p.get("y"))) for p in part.findall(_WAYPOINT)] for part in (old, new))
    if before == after:
        return
    known = real.findall(_WAYPOINT)
    place = real.index(known[0]) if known else 0
    for point in known:
        real.remove(point)
    for at, (x, y) in enumerate(after, start=place):
        point = etree.Element(_WAYPOINT)
        point.set("x", x)
        point.set("y", y)
        real.insert(at, point)


def _patch_label(real: etree._Element, old: etree._Element | None, new: etree._Element | None) -> None:
    known = real.find(_LABEL)
    if new is None:
        if old is not None and known is not None:
            real.remove(known)
    elif known is None:
        real.append(deepcopy(new))
    else:
        bounds = None if old is None else old.find(_BOUNDS)
        _patch_bounds(known, bounds, new.find(_BOUNDS))
