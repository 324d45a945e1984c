"""The drawing of one diagram as it is written in the file: bounds, waypoints, labels, colours by element id."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import Bounds, Point
from bpr.core.bpmn.names import BIOC, BPMNDI, COLOR, DC, DI, line_of

_BOUNDS, _WAYPOINT, _LABEL = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint", f"{{{BPMNDI}}}BPMNLabel"
_FILL = (f"{{{COLOR}}}background-color", f"{{{BIOC}}}fill")
_STROKE = (f"{{{COLOR}}}border-color", f"{{{BIOC}}}stroke")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """How one element is drawn. Flags are None where the file does not say."""

    bounds: Bounds | None = None
    waypoints: tuple[Point, ...] = ()
    label_bounds: Bounds | None = None
    fill: str = ""
    stroke: str = ""
    is_horizontal: bool = True
    is_expanded: bool | None = None
    marker_visible: bool = False
    message: str = ""  # the envelope on a message flow: initiating, non_initiating


def read_drawing(diagram: etree._Element) -> dict[str, Drawn]:
    """Shapes and edges of a ``BPMNDiagram`` by the id of the element drawn; the first counts."""
    found: dict[str, Drawn] = {}
    for tag, read in ((f"{{{BPMNDI}}}BPMNShape", _shape), (f"{{{BPMNDI}}}BPMNEdge", _edge)):
        for element in diagram.iter(tag):
            element_id = element.get("bpmnElement")
            if element.get("choreographyActivityShape"):  # the band of a participant in a choreography task
                continue
            if element_id and element_id not in found:
                found[element_id] = read(element)
    return found


def _shape(element: etree._Element) -> Drawn:
    expanded = element.get("isExpanded")
    return Drawn(
        bounds=_bounds(element.find(_BOUNDS)),
        label_bounds=_label(element),
        fill=_colour(element, *_FILL),
        stroke=_colour(element, *_STROKE),
        is_horizontal=element.get("isHorizontal") != "false",
        is_expanded=None if expanded is None else expanded == "true",
        marker_visible=element.get("isMarkerVisible") == "true",
    )


def _edge(element: etree._Element) -> Drawn:
    return Drawn(
        waypoints=tuple(_point(child) for child in element if child.tag == _WAYPOINT),
        label_bounds=_label(element),
        fill=_colour(element, *_FILL),
        stroke=_colour(element, *_STROKE),
        message=element.get("messageVisibleKind", ""),
    )


def _label(element: etree._Element) -> Bounds | None:
    label = element.find(_LABEL) if len(element) > 1 else None
    return _bounds(label.find(_BOUNDS)) if label is not None else None


def _bounds(element: etree._Element | None) -> Bounds | None:
    if element is None:
        return None
    return Bounds(_number(element, "x"), _number(element, "y"), _number(element, "width"), _number(element, "height"))


def _point(element: etree._Element) -> Point:
    return Point(_number(element, "x"), _number(element, "y"))


def _number(element: etree._Element, name: str) -> float:
    text = element.get(name, "0")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not -1e6 <= number <= 1e6:
        message = f"図形の座標 {name} が「{text}」で、数として読めません。作図ソフトで図を保存し直してください"
        english = (
            f"The coordinate {name} of a shape is “{text}”, no number. Save the diagram again in the drawing tool."
        )
        raise BpmnError(message, en=english, line=line_of(element))
    return number


def _colour(element: etree._Element, standard: str, older: str) -> str:
    """Only «#rrggbb»: anything else would be carried into drawings unread."""
    text = element.get(standard) or element.get(older)
    return text.lower() if text and _COLOUR.fullmatch(text) else ""
