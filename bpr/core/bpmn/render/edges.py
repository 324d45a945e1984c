"""Flows: sequence, message, association and data association. Arrow heads are drawn, not referenced."""

from __future__ import annotations

from math import atan2, degrees

from bpr.core.bpmn.model import Flow, FlowKind, Point
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.highlight import Style
from bpr.core.bpmn.render.svg import element, middle_of, number, polyline_path, towards

_HEAD = 9.0
_CLOSED, _OPEN = "M0 0L-9-4V4Z", "M-8-4.5L0 0L-8 4.5"
_DASH = {
    FlowKind.MESSAGE: "7 4",
    FlowKind.ASSOCIATION: "1.5 3.5",
    FlowKind.DATA_INPUT: "1.5 3.5",
    FlowKind.DATA_OUTPUT: "1.5 3.5",
}


def draw_flow(flow: Flow, style: Style | None, *, is_default: bool, is_conditional: bool) -> str:
    """The line with what stands at its ends. ``is_conditional``: a condition without a gateway before it."""
    default = palette.MESSAGE_LINE if flow.kind is FlowKind.MESSAGE else palette.LINE
    stroke = style.stroke if style else flow.stroke or default
    line = element(
        "path",
        d=polyline_path(_shortened(flow)),
        fill="none",
        stroke=stroke,
        stroke_width=2.5 if style else 1.4,
        stroke_dasharray=_DASH.get(flow.kind) or (style.dash if style else None),
        stroke_linejoin="round",
    )
    if flow.kind is FlowKind.CONVERSATION:
        line = _double(flow, stroke)
    marks = _start_mark(flow, stroke, is_default, is_conditional) + _end_mark(flow, stroke)
    return line + marks + (_envelope(flow, stroke) if flow.message else "")


def _double(flow: Flow, stroke: str) -> str:
    """Two lines: a broad one with a lighter one on it."""
    d = polyline_path(flow.waypoints)
    return element("path", d=d, fill="none", stroke=stroke, stroke_width=4.0) + element(
        "path", d=d, fill="none", stroke=palette.PAPER, stroke_width=1.6
    )


def _envelope(flow: Flow, stroke: str) -> str:
    """The message itself in the middle of its flow: white where it begins the exchange, grey where it answers."""
    at = middle_of(flow.waypoints)
    fill = palette.PAPER if flow.message == "initiating" else palette.ANSWER_FILL
    return element(
        "path",
        d="M-11-8H11V8H-11ZM-11-8L0 1L11-8",
        fill=fill,
        stroke=stroke,
        stroke_width=1.3,
        stroke_linejoin="round",
        transform=f"translate({number(at.x)} {number(at.y)})",
    )


def _shortened(flow: Flow) -> tuple[Point, ...]:
    """Waypoints with room for the marks that are not filled with the line's colour."""
    points = flow.waypoints
    if flow.kind is FlowKind.MESSAGE:
        return (towards(points[0], points[1], 7.0), *points[1:-1], towards(points[-1], points[-2], _HEAD))
    if flow.kind is FlowKind.SEQUENCE:
        return (*points[:-1], towards(points[-1], points[-2], _HEAD - 2))
    return points


def _start_mark(flow: Flow, stroke: str, is_default: bool, is_conditional: bool) -> str:
    start, following = flow.waypoints[0], flow.waypoints[1]
    if flow.kind is FlowKind.MESSAGE:
        at = towards(start, following, 3.5)
        return element("circle", cx=at.x, cy=at.y, r=3.5, fill=palette.PAPER, stroke=stroke, stroke_width=1.3)
    if is_default:
        return _turned("M5-5L11 5", start, following, stroke, "none")
    if is_conditional:
        return _turned("M0 0L8-4.5L16 0L8 4.5Z", start, following, stroke, palette.PAPER)
    if flow.direction == "Both":
        return _turned("M8-4.5L0 0L8 4.5", start, following, stroke, "none")
    return ""


def _end_mark(flow: Flow, stroke: str) -> str:
    before, end = flow.waypoints[-2], flow.waypoints[-1]
    if flow.kind is FlowKind.SEQUENCE:
        return _turned(_CLOSED, end, _beyond(before, end), stroke, stroke)
    if flow.kind is FlowKind.MESSAGE:
        return _turned(_CLOSED, end, _beyond(before, end), stroke, palette.PAPER)
    if flow.kind in (FlowKind.DATA_INPUT, FlowKind.DATA_OUTPUT) or flow.direction in ("One", "Both"):
        return _turned(_OPEN, end, _beyond(before, end), stroke, "none")
    return ""


def _beyond(before: Point, end: Point) -> Point:
    return Point(2 * end.x - before.x, 2 * end.y - before.y)


def _turned(d: str, at: Point, towards_: Point, stroke: str, fill: str) -> str:
    """A mark drawn along the x axis, moved to ``at`` and turned into the direction of the line."""
    angle = degrees(atan2(towards_.y - at.y, towards_.x - at.x))
    return element(
        "path",
        d=d,
        fill=fill,
        stroke=stroke,
        stroke_width=1.3,
        stroke_linejoin="round",
        transform=f"translate({number(at.x)} {number(at.y)}) rotate({number(angle)})",
    )
