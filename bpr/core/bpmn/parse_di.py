"""The drawing of one diagram as it is written in the file: bounds, waypoints, labels, colours by element id."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from lxml import etree

from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.model import Bounds, Point
from bpr.core.bpmn.names import BIOC, BPMNDI, COLOR, DC, DI, line_of

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
    for tag in ("BPMNShape", "BPMNEdge"):
        for element in diagram.iter(f"{{{BPMNDI}}}{tag}"):
            found.setdefault(element.get("bpmnElement", ""), _drawn(element))
    found.pop("", None)
    return found


def _drawn(element: etree._Element) -> Drawn:
    expanded = element.get("isExpanded")
    return Drawn(
        bounds=_bounds(element.find(f"{{{DC}}}Bounds")),
        waypoints=tuple(_point(point) for point in element.findall(f"{{{DI}}}waypoint")),
        label_bounds=_bounds(element.find(f"{{{BPMNDI}}}BPMNLabel/{{{DC}}}Bounds")),
        fill=_colour(element, "background-color", "fill"),
        stroke=_colour(element, "border-color", "stroke"),
        is_horizontal=element.get("isHorizontal") != "false",
        is_expanded=None if expanded is None else expanded == "true",
        marker_visible=element.get("isMarkerVisible") == "true",
        message=element.get("messageVisibleKind", ""),
    )


def _bounds(element: etree._Element | None) -> Bounds | None:
    if element is None:
        return None
    return Bounds(*(_number(element, name) for name in ("x", "y", "width", "height")))


def _point(element: etree._Element) -> Point:
    return Point(_number(element, "x"), _number(element, "y"))


def _number(element: etree._Element, name: str) -> float:
    text = element.get(name, "0")
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or abs(number) > 1e6:
        message = f"図形の座標 {name} が「{text}」で、数として読めません。作図ソフトで図を保存し直してください"
        raise BpmnError(message, line=line_of(element))
    return number


def _colour(element: etree._Element, standard: str, older: str) -> str:
    """Only «#rrggbb»: anything else would be carried into drawings unread."""
    text = element.get(f"{{{COLOR}}}{standard}") or element.get(f"{{{BIOC}}}{older}") or ""
    return text.lower() if _COLOUR.fullmatch(text) else ""
