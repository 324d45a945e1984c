"""Activities, events and gateways. Data, notes and the shapes of other diagram types are in ``artifacts``."""

from __future__ import annotations

from bpr.core.bpmn.layout.sizes import TASK_FONT, TASK_LINE, TASK_PADDING
from bpr.core.bpmn.layout.text import text_width, wrap
from bpr.core.bpmn.model import SUBPROCESS_TAGS, Bounds, Node
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.artifacts import draw_artifact
from bpr.core.bpmn.render.highlight import Style
from bpr.core.bpmn.render.marks import bottom_marks, event_mark, gateway_mark, placed, task_mark
from bpr.core.bpmn.render.svg import Attribute, element, polygon, rectangle, text_block
from bpr.core.values import PerformerKind, WorkKind

_RADIUS = 8.0


def draw_node(node: Node, box: Bounds, style: Style | None, *, is_container: bool = False) -> str:
    """The shape with its marks and inner text, without its outer label.

    ``is_container``: other shapes are drawn inside it, so that its name stands at the top.
    """
    if node.is_activity:
        return _container(node, box, style) if is_container else _activity(node, box, style)
    if node.is_event:
        return _event(node, box, style)
    if node.is_gateway:
        return _gateway(node, box, style)
    return draw_artifact(node, box, style)


def _colours(node: Node, style: Style | None, fill: str, stroke: str) -> tuple[str, str]:
    """Fill and stroke: a highlight's, else the source's own, else ours; black around a fill that is not ours."""
    if style:
        return style.fill, style.stroke
    return node.fill or fill, node.stroke or (palette.INK if node.fill else stroke)


def _is_automatic(node: Node) -> bool:
    values = node.values
    if values is None:
        return node.tag in {"serviceTask", "scriptTask", "businessRuleTask"}
    return values.work_kind is WorkKind.SYSTEM or values.performer_kind is PerformerKind.SYSTEM


def _activity(node: Node, box: Bounds, style: Style | None) -> str:
    default = palette.SYSTEM_TASK_FILL if _is_automatic(node) else palette.TASK_FILL
    fill, stroke = _colours(node, style, default, palette.TASK_STROKE)
    ink = palette.ink_on(fill)
    line = stroke if ink == palette.INK else ink
    marks = bottom_marks(node, line)
    return (
        _frame(node, box, fill, stroke, style)
        + _type_mark(node, box, line, fill)
        + _inner_text(node, box, ink, has_marks=bool(marks))
        + _lower_marks(marks, box)
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
    """The mark of the task's type; an envelope in a circle receives what begins the case."""
    mark = task_mark(node.tag, stroke, fill)
    if node.tag == "receiveTask" and node.instantiates:
        mark = element("circle", r=10.5, fill="none", stroke=stroke, stroke_width=1.1) + placed(mark, 0, 0, 0.8)
    return placed(mark, box.x + 15, box.y + 14) if mark else ""


def _inner_text(node: Node, box: Bounds, ink: str, *, has_marks: bool) -> str:
    """The name in the middle; tall text keeps below the mark of the type and above those at the lower border.

    What does not fit at the usual size is set smaller, down to three quarters.
    """
    size, lines = _fitting_lines(node.name, box, _room(node, box, has_marks=has_marks))
    pitch = size * TASK_LINE / TASK_FONT
    height = len(lines) * pitch
    top = box.y + 22.0 if task_mark(node.tag, "", "") else box.y + 4.0
    bottom = box.bottom - (16.0 if has_marks else 4.0)
    at = min(max(box.centre.y - height / 2, top), max(bottom - height, box.y + 3))
    return text_block(lines, box.centre.x, at, size, pitch, fill=ink)


def _room(node: Node, box: Bounds, *, has_marks: bool) -> float:
    return box.height - 6.0 - (12.0 if has_marks else 0.0) - (10.0 if task_mark(node.tag, "", "") else 0.0)


def _fitting_lines(name: str, box: Bounds, room: float) -> tuple[float, tuple[str, ...]]:
    """Font size and lines: as large as fits the room and cuts no Latin word in two."""
    width = max(box.width - 2 * TASK_PADDING, 20.0)
    longest = max((text_width(word, 1.0) for word in name.split() if word.isascii()), default=0.0)
    for size in (TASK_FONT, TASK_FONT * 0.875, TASK_FONT * 0.75):
        lines = wrap(name, width, size)
        if len(lines) * size * TASK_LINE / TASK_FONT <= room and longest * size <= width:
            break
    return size, lines


def _lower_marks(marks: list[str], box: Bounds) -> str:
    left = box.centre.x - (len(marks) - 1) * 9.0
    return "".join(placed(mark, left + index * 18.0, box.bottom - 10) for index, mark in enumerate(marks))


def _container(node: Node, box: Bounds, style: Style | None) -> str:
    fill, stroke = _colours(node, style, palette.SUBPROCESS_FILL, palette.TASK_STROKE)
    lines = wrap(node.name, box.width - 24, TASK_FONT)[:1]
    title = text_block(lines, box.centre.x, box.y + 4, TASK_FONT, TASK_LINE, fill=palette.ink_on(fill))
    marks = [] if node.tag == "callActivity" else bottom_marks(node, stroke)
    return _frame(node, box, fill, stroke, style) + title + _lower_marks(marks, box)


def _event(node: Node, box: Bounds, style: Style | None) -> str:
    fill, stroke = _colours(node, style, *_event_colours(node.tag))
    radius = min(box.width, box.height) / 2
    width = 3.2 if node.tag == "endEvent" else 2.2 if style else 1.5
    circle: dict[str, Attribute] = {
        "cx": box.centre.x,
        "cy": box.centre.y,
        "stroke": stroke,
        "stroke_dasharray": "5 3" if _is_passive(node) else None,
    }
    drawn = element("circle", **circle, r=radius - width / 4, fill=fill, stroke_width=width)
    line = stroke if palette.ink_on(fill) == palette.INK else palette.PAPER
    if node.tag in {"intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}:
        ring = circle | {"stroke": line}
        drawn += element("circle", **ring, r=max(radius - 3.5, 1.0), fill="none", stroke_width=1.3)
    throws = node.tag in {"endEvent", "intermediateThrowEvent"}
    mark = event_mark(node.event_definitions, line, fill, throws=throws, needs_all=node.is_parallel_multiple)
    return drawn + (placed(mark, box.centre.x, box.centre.y, radius / 18 * 0.9) if mark else "")


def _is_passive(node: Node) -> bool:
    """True for events that let what runs go on: dashed."""
    if node.tag == "boundaryEvent":
        return not node.cancel_activity
    return node.tag == "startEvent" and not node.is_interrupting


def _event_colours(tag: str) -> tuple[str, str]:
    if tag == "startEvent":
        return palette.START_FILL, palette.START_STROKE
    if tag == "endEvent":
        return palette.END_FILL, palette.END_STROKE
    return palette.MIDDLE_FILL, palette.MIDDLE_STROKE


def _gateway(node: Node, box: Bounds, style: Style | None) -> str:
    fill, stroke = _colours(node, style, palette.GATEWAY_FILL, palette.GATEWAY_STROKE)
    centre = box.centre
    diamond = polygon(
        [(centre.x, box.y), (box.right, centre.y), (centre.x, box.bottom), (box.x, centre.y)],
        fill=fill,
        stroke=stroke,
        stroke_width=2.5 if style else 1.5,
        stroke_dasharray=style.dash if style else None,
    )
    mark = gateway_mark(node, stroke if palette.ink_on(fill) == palette.INK else palette.PAPER)
    return diamond + (placed(mark, centre.x, centre.y, min(box.width, box.height) / 50) if mark else "")


def has_room_inside(node: Node) -> bool:
    """True for an expanded sub-process."""
    return node.tag in SUBPROCESS_TAGS and node.is_expanded
