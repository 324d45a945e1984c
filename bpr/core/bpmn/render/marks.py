"""Marks inside shapes, as paths around the origin. Drawn for this product after the shapes of BPMN 2.0."""

from __future__ import annotations

from math import cos, pi, sin

from bpr.core.bpmn.model import SUBPROCESS_TAGS, Node
from bpr.core.bpmn.render.svg import element, number, polygon

_Points = list[tuple[float, float]]


def _ring(radius: float, count: int, turn: float = -pi / 2) -> _Points:
    return [(radius * cos(turn + 2 * pi * i / count), radius * sin(turn + 2 * pi * i / count)) for i in range(count)]


def _gear(radius: float, teeth: int) -> _Points:
    points: _Points = []
    for tooth in range(teeth):
        middle = 2 * pi * tooth / teeth
        for offset, reach in ((-0.34, 0.74), (-0.22, 1.0), (0.22, 1.0), (0.34, 0.74)):
            angle = middle + offset * 2 * pi / teeth * 1.4
            points.append((radius * reach * cos(angle), radius * reach * sin(angle)))
    return points


def placed(mark: str, x: float, y: float, scale: float = 1.0) -> str:
    """A mark moved to a point."""
    size = "" if scale == 1.0 else f" scale({number(scale)})"
    return element("g", mark, transform=f"translate({number(x)} {number(y)}){size}")


def _path(d: str, stroke: str, fill: str = "none", width: float = 1.2) -> str:
    return element(
        "path", d=d, fill=fill, stroke=stroke, stroke_width=width, stroke_linejoin="round", stroke_linecap="round"
    )


def _envelope(stroke: str, fill: str, *, filled: bool) -> str:
    body, flap = (stroke, fill) if filled else (fill, stroke)
    return _path("M-7.5-5H7.5V5H-7.5Z", stroke, body) + _path("M-7-4.4L0 .8L7-4.4", flap)


def task_mark(tag: str, stroke: str, fill: str) -> str:
    """The mark of a task's type, about 16 × 16; "" for a plain task."""
    if tag in {"sendTask", "receiveTask"}:
        return _envelope(stroke, fill, filled=tag == "sendTask")
    if tag == "serviceTask":
        return _gears(stroke, fill)
    return "".join(_path(d, stroke, shade or fill, 1.1) for d, shade in _TASK_PATHS.get(tag, ()))


def _gears(stroke: str, fill: str) -> str:
    big = polygon(_gear(6.2, 8), fill=fill, stroke=stroke, stroke_width=1.1, stroke_linejoin="round")
    small = polygon(_gear(4.6, 7), fill=fill, stroke=stroke, stroke_width=1.1, stroke_linejoin="round")
    hole = element("circle", r=2, fill=fill, stroke=stroke, stroke_width=1.1)
    return placed(small, 4.6, 4.4) + placed(big + hole, -1.6, -1.6)


_TASK_PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    "userTask": (
        ("M-7 7.5C-7 2.6-4 .6 0 .6S7 2.6 7 7.5Z", ""),
        ("M-3.6-3.6a3.6 3.6 0 1 0 7.2 0a3.6 3.6 0 1 0-7.2 0Z", ""),
    ),
    "manualTask": (
        (
            "M-7.5-1.2L-2.6-6.2C-1.6-7.2-.2-6-1-4.9L-2.6-2.9H6.4C7.9-2.9 7.9-.6 6.4-.6H1.4M6.4-.6C7.9-.6 7.9 1.7"
            " 6.4 1.7H1.6M5.6 1.7C7 1.7 7 3.9 5.6 3.9H1.6M4.6 3.9C5.9 3.9 5.9 6.1 4.6 6.1H-3.6L-7.5 3.4Z",
            "",
        ),
    ),
    "scriptTask": (
        ("M-3.6-7H6.4C2.8-3.8 7.4 0 4 7H-6.4C-2.6 0-7.2-3.8-3.6-7Z", ""),
        ("M-2.8-4H2.6M-2.6-1.2H3.2M-2.8 1.6H3.4M-4 4.4H2.6", "none"),
    ),
    "businessRuleTask": (("M-7.5-5.5H7.5V6H-7.5Z", ""), ("M-7.5-2H7.5M-7.5 2H7.5M-3-2V6", "none")),
}  # fmt: skip


def event_mark(definitions: tuple[str, ...], stroke: str, fill: str, *, throws: bool, needs_all: bool = False) -> str:
    """The mark of an event's trigger or result: filled where it throws. ``needs_all``: parallel multiple."""
    if needs_all:
        return _path("M-2.5-9H2.5V-2.5H9V2.5H2.5V9H-2.5V2.5H-9V-2.5H-2.5Z", stroke, fill, 1.3)
    if not definitions:
        return ""
    if len(definitions) > 1:
        return polygon(_ring(9, 5), fill=stroke if throws else fill, stroke=stroke)
    name = definitions[0].removesuffix("EventDefinition")
    if name == "message":
        return placed(_envelope(stroke, fill, filled=throws), 0, 0, 1.3)
    if name == "timer":
        return _clock(stroke, fill)
    if name == "terminate":
        return element("circle", r=10, fill=stroke)
    if name == "conditional":
        return _path("M-6.5-8H6.5V8H-6.5Z", stroke, fill) + _path("M-4-4.6H4M-4-1.5H4M-4 1.6H4M-4 4.7H4", stroke)
    return _path(_EVENT_PATHS[name], stroke, stroke if throws else fill, 1.3) if name in _EVENT_PATHS else ""


_EVENT_PATHS = {
    "error": "M-8 7.5L-3.4-7L2.2 2.4L8-7.5L4 8L-2-1.2Z",
    "escalation": "M0-9L7 7.5L0 1.5L-7 7.5Z",
    "signal": "M0-8.5L8.5 6.5H-8.5Z",
    "link": "M-8.5-3.2H1.5V-7.5L9 0L1.5 7.5V3.2H-8.5Z",
    "compensate": "M-1-6.5V6.5L-9.5 0ZM8-6.5V6.5L-.5 0Z",
    "cancel": "M-8.5-5.6L-5.6-8.5L0-2.9L5.6-8.5L8.5-5.6L2.9 0L8.5 5.6L5.6 8.5L0 2.9L-5.6 8.5L-8.5 5.6L-2.9 0Z",
}


def _clock(stroke: str, fill: str) -> str:
    ticks = "".join(f"M{number(x * 0.82)} {number(y * 0.82)}L{number(x)} {number(y)}" for x, y in _ring(10.5, 12))
    return (
        element("circle", r=10.5, fill=fill, stroke=stroke, stroke_width=1.1)
        + _path(ticks, stroke, width=0.9)
        + _path("M0-7.5V0L5 1.8", stroke)
    )


def gateway_mark(node: Node, stroke: str) -> str:
    """The mark of a gateway: X, +, O, * or the pentagon of an event-based one (one ring where it begins cases)."""
    if node.tag == "exclusiveGateway":
        return _path("M-7-8L7 8M7-8L-7 8", stroke, width=3.0) if node.marker_visible else ""
    if node.tag == "parallelGateway":
        return _path("M0-10V10M-10 0H10", stroke, width=3.0)
    if node.tag == "inclusiveGateway":
        return element("circle", r=10, fill="none", stroke=stroke, stroke_width=2.6)
    if node.tag == "complexGateway":
        return _path("M0-10V10M-10 0H10M-7-7L7 7M7-7L-7 7", stroke, width=2.4)
    return _event_based_mark(node, stroke)


def _event_based_mark(node: Node, stroke: str) -> str:
    rings = [13.0] if node.instantiates else [13.0, 10.5]
    circles = "".join(element("circle", r=r, fill="none", stroke=stroke, stroke_width=1.0) for r in rings)
    if node.instantiates and node.event_gateway_type == "Parallel":
        return circles + _path("M-2-7.5H2V-2H7.5V2H2V7.5H-2V2H-7.5V-2H-2Z", stroke)
    return circles + polygon(_ring(7, 5), fill="none", stroke=stroke, stroke_width=1.2)


def hides_content(node: Node) -> bool:
    """True for what stands for a process that is drawn elsewhere: the mark is a plus in a box."""
    if node.tag in {"callActivity", "callChoreography", "subConversation"}:
        return True
    return node.tag in {*SUBPROCESS_TAGS, "subChoreography"} and not node.is_expanded


def bottom_marks(node: Node, stroke: str) -> list[str]:
    """Marks at the lower border of an activity, left to right, each 14 wide."""
    marks = [_LOOP_PATHS[node.loop]] if node.loop in _LOOP_PATHS else []
    if node.is_for_compensation:
        marks.append("M-.5-4.5V4.5L-6.5 0ZM6-4.5V4.5L0 0Z")
    if node.tag == "adHocSubProcess":
        marks.append("M-6 1.5C-4-3.5-1.5-2 0 0S4 3.5 6-1.5")
    if hides_content(node):
        marks.append("M-6-6H6V6H-6ZM0-3.8V3.8M-3.8 0H3.8")
    return [_path(d, stroke, width=1.4) for d in marks]


_LOOP_PATHS = {
    "standard": "M-2.5 5.2A5.4 5.4 0 1 1 2.6 5.1M-2.5 5.2L-6.2 5.6M-2.5 5.2L-3 1.6",
    "multi_parallel": "M-4-5.5V5.5M0-5.5V5.5M4-5.5V5.5",
    "multi_sequential": "M-5.5-4H5.5M-5.5 0H5.5M-5.5 4H5.5",
}
