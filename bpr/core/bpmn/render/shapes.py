"""Nodes: activities, events, gateways, data and annotations."""

from __future__ import annotations

from bpr.core.bpmn.layout.sizes import (
    LABEL_FONT,
    LABEL_LINE,
    TASK_FONT,
    TASK_LINE,
    TASK_PADDING,
    has_bottom_marker,
)
from bpr.core.bpmn.layout.text import wrap
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Bounds, Node
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.highlight import Style
from bpr.core.bpmn.render.marks import bottom_marks, event_mark, gateway_mark, placed, task_mark
from bpr.core.bpmn.render.svg import Attribute, element, number, polygon, rectangle, text_block
from bpr.core.values import PerformerKind, WorkKind

_RADIUS = 8.0


def draw_node(node: Node, box: Bounds, style: Style | None, *, instantiates: bool = False) -> str:
    """The shape with its marks and inner text, without its outer label."""
    if node.tag in SUBPROCESS_TAGS and node.is_expanded:
        return _expanded(node, box, style)
    if node.is_activity:
        return _activity(node, box, style)
    if node.is_event:
        return _event(node, box, style)
    if node.is_gateway:
        return _gateway(node, box, style, instantiates=instantiates)
    return _artifact(node, box, style)


def _colours(node: Node, style: Style | None, fill: str, stroke: str) -> tuple[str, str]:
    """Fill and stroke: a highlight's, else the source's own, else ours."""
    if style:
        return style.fill, style.stroke
    return node.fill or fill, node.stroke or stroke


def _is_automatic(node: Node) -> bool:
    values = node.values
    if values is None:
        return node.tag in {"serviceTask", "scriptTask", "businessRuleTask"}
    return values.work_kind is WorkKind.SYSTEM or values.performer_kind is PerformerKind.SYSTEM


def _activity(node: Node, box: Bounds, style: Style | None) -> str:
    default = palette.SYSTEM_TASK_FILL if _is_automatic(node) else palette.TASK_FILL
    fill, stroke = _colours(node, style, default, palette.TASK_STROKE)
    return (
        _frame(node, box, fill, stroke, style)
        + _type_mark(node, box, stroke, fill)
        + _inner_text(node, box)
        + _lower_marks(node, box, stroke)
    )


def _frame(node: Node, box: Bounds, fill: str, stroke: str, style: Style | None) -> str:
    width = 4.0 if node.tag == "callActivity" else 2.5 if style else 1.5
    dash = style.dash if style else None
    if node.triggered_by_event:
        dash = "2 4"
    frame = rectangle(box, radius=_RADIUS, fill=fill, stroke=stroke, stroke_width=width, stroke_dasharray=dash)
    if node.tag == "transaction":
        frame += rectangle(box, radius=_RADIUS - 3, inset=3, fill="none", stroke=stroke, stroke_width=1.2)
    return frame


def _type_mark(node: Node, box: Bounds, stroke: str, fill: str) -> str:
    mark = task_mark(node.tag, stroke, fill)
    return placed(mark, box.x + 15, box.y + 14) if mark else ""


def _inner_text(node: Node, box: Bounds) -> str:
    """The name in the middle; tall text keeps below the mark of the type and above those at the lower border."""
    lines = wrap(node.name, box.width - 2 * TASK_PADDING, TASK_FONT)
    height = len(lines) * TASK_LINE
    top = box.y + 22.0 if task_mark(node.tag, "", "") else box.y + 4.0
    bottom = box.bottom - (16.0 if has_bottom_marker(node) else 4.0)
    middle = box.centre.y - height / 2
    return text_block(lines, box.centre.x, min(max(middle, top), max(bottom - height, box.y + 4)), TASK_FONT, TASK_LINE)


def _lower_marks(node: Node, box: Bounds, stroke: str) -> str:
    marks = bottom_marks(node, stroke)
    left = box.centre.x - (len(marks) - 1) * 9.0
    return "".join(placed(mark, left + index * 18.0, box.bottom - 10) for index, mark in enumerate(marks))


def _expanded(node: Node, box: Bounds, style: Style | None) -> str:
    fill, stroke = _colours(node, style, palette.SUBPROCESS_FILL, palette.TASK_STROKE)
    lines = wrap(node.name, box.width - 24, TASK_FONT)[:1]
    title = text_block(lines, box.x + 12, box.y + 4, TASK_FONT, TASK_LINE, anchor="start")
    return _frame(node, box, fill, stroke, style) + title + _lower_marks(node, box, stroke)


def _event(node: Node, box: Bounds, style: Style | None) -> str:
    fill, stroke = _colours(node, style, *_event_colours(node.tag))
    throws = node.tag in {"endEvent", "intermediateThrowEvent"}
    is_middle = node.tag in {"intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
    passive = (node.tag == "boundaryEvent" and not node.cancel_activity) or (
        node.tag == "startEvent" and not node.is_interrupting
    )
    radius = box.width / 2
    width = 3.2 if node.tag == "endEvent" else 1.5
    circle: dict[str, Attribute] = {
        "cx": box.centre.x,
        "cy": box.centre.y,
        "stroke": stroke,
        "stroke_dasharray": "5 3" if passive else None,
    }
    drawn = element("circle", **circle, r=radius - width / 4, fill=fill, stroke_width=width)
    if is_middle:
        drawn += element("circle", **circle, r=radius - 3.5, fill="none", stroke_width=1.3)
    mark = event_mark(node.event_definitions, stroke, fill, throws=throws)
    return drawn + (placed(mark, box.centre.x, box.centre.y, radius / 18 * 0.9) if mark else "")


def _event_colours(tag: str) -> tuple[str, str]:
    if tag == "startEvent":
        return palette.START_FILL, palette.START_STROKE
    if tag == "endEvent":
        return palette.END_FILL, palette.END_STROKE
    return palette.MIDDLE_FILL, palette.MIDDLE_STROKE


def _gateway(node: Node, box: Bounds, style: Style | None, *, instantiates: bool) -> str:
    fill, stroke = _colours(node, style, palette.GATEWAY_FILL, palette.GATEWAY_STROKE)
    centre = box.centre
    diamond = polygon(
        [(centre.x, box.y), (box.right, centre.y), (centre.x, box.bottom), (box.x, centre.y)],
        fill=fill,
        stroke=stroke,
        stroke_width=2.5 if style else 1.5,
        stroke_dasharray=style.dash if style else None,
    )
    mark = gateway_mark(node, stroke, instantiates=instantiates)
    return diamond + (placed(mark, centre.x, centre.y, box.width / 50) if mark else "")


def _artifact(node: Node, box: Bounds, style: Style | None) -> str:
    fill, stroke = _colours(node, style, palette.DATA_FILL, palette.DATA_STROKE)
    if node.tag == "textAnnotation":
        return _annotation(node, box, stroke)
    if node.tag == "group":
        return rectangle(box, radius=_RADIUS, fill="none", stroke=stroke, stroke_width=1.5, stroke_dasharray="10 4 2 4")
    return _store(box, fill, stroke) if node.tag == "dataStoreReference" else _data(node, box, fill, stroke)


def _annotation(node: Node, box: Bounds, stroke: str) -> str:
    bracket = element(
        "path",
        d=f"M{number(box.x + 10)} {number(box.y)}H{number(box.x)}V{number(box.bottom)}H{number(box.x + 10)}",
        fill="none",
        stroke=stroke,
        stroke_width=1.5,
    )
    ground = rectangle(box, fill="#ffffff", fill_opacity=0.6, stroke="none")
    lines = wrap(node.text or node.name, box.width - 12, LABEL_FONT)
    return ground + bracket + text_block(lines, box.x + 8, box.y + 4, LABEL_FONT, LABEL_LINE, anchor="start")


def _data(node: Node, box: Bounds, fill: str, stroke: str) -> str:
    fold = min(12.0, box.width / 3)
    x, y, right, bottom = map(number, (box.x, box.y, box.right, box.bottom))
    corner, under = number(box.right - fold), number(box.y + fold)
    sheet = element(
        "path",
        d=f"M{x} {y}H{corner}L{right} {under}V{bottom}H{x}ZM{corner} {y}V{under}H{right}",
        fill=fill,
        stroke=stroke,
        stroke_width=1.3,
        stroke_linejoin="round",
    )
    return sheet + _data_marks(node, box, fill, stroke)


def _data_marks(node: Node, box: Bounds, fill: str, stroke: str) -> str:
    """An arrow for inputs (open) and outputs (filled), three bars for collections."""
    drawn = ""
    if node.tag in {"dataInput", "dataOutput"}:
        inner = stroke if node.tag == "dataOutput" else fill
        arrow = element("path", d="M0-2.2H7V-5L13 0L7 5V2.2H0Z", fill=inner, stroke=stroke, stroke_width=1.1)
        drawn += placed(arrow, box.x + 4, box.y + 9)
    if node.is_collection:
        bars = element("path", d="M-4-4V4M0-4V4M4-4V4", fill="none", stroke=stroke, stroke_width=1.4)
        drawn += placed(bars, box.centre.x, box.bottom - 7)
    return drawn


def _store(box: Bounds, fill: str, stroke: str) -> str:
    rise = box.height * 0.14
    arc = f"{number(box.width / 2)} {number(rise)} 0 0"
    left, right, top, bottom = box.x, box.right, box.y + rise, box.bottom - rise
    body = (
        f"M{number(left)} {number(top)}A{arc} 1 {number(right)} {number(top)}V{number(bottom)}"
        f"A{arc} 1 {number(left)} {number(bottom)}Z"
    )
    rims = "".join(
        f"M{number(left)} {number(top + shift)}A{arc} 0 {number(right)} {number(top + shift)}"
        for shift in (0.0, box.height * 0.1, box.height * 0.2)
    )
    pen: dict[str, Attribute] = {"stroke": stroke, "stroke_width": 1.3}
    return element("path", d=body, fill=fill, **pen) + element("path", d=rims, fill="none", **pen)
