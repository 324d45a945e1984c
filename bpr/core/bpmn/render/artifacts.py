"""Data, notes and groups, and the shapes of conversation and choreography diagrams."""

from __future__ import annotations

from bpr.core.bpmn.layout.sizes import LABEL_FONT, LABEL_LINE, TASK_FONT, TASK_LINE
from bpr.core.bpmn.layout.text import wrap
from bpr.core.bpmn.model import Bounds, Node
from bpr.core.bpmn.render import palette
from bpr.core.bpmn.render.highlight import Style
from bpr.core.bpmn.render.marks import bottom_marks, placed
from bpr.core.bpmn.render.svg import Attribute, element, number, polygon, rectangle, text_block

CHOREOGRAPHY_TAGS = frozenset({"choreographyTask", "subChoreography", "callChoreography"})
CONVERSATION_TAGS = frozenset({"conversation", "subConversation", "callConversation"})
_RADIUS = 8.0
_BAND = 20.0


def draw_artifact(node: Node, box: Bounds, style: Style | None) -> str:
    """One shape that is no activity, event or gateway."""
    fill = style.fill if style else node.fill or palette.DATA_FILL
    stroke = style.stroke if style else node.stroke or palette.DATA_STROKE
    if node.tag == "textAnnotation":
        return _annotation(node, box, stroke)
    if node.tag == "group":
        return rectangle(box, radius=_RADIUS, fill="none", stroke=stroke, stroke_width=1.5, stroke_dasharray="10 4 2 4")
    if node.tag in CHOREOGRAPHY_TAGS:
        return _choreography(node, box, fill, stroke)
    if node.tag in CONVERSATION_TAGS:
        return _conversation(node, box, fill, stroke)
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
    lines = wrap(node.text or node.name, max(box.width - 12, 30.0), LABEL_FONT)
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


def _choreography(node: Node, box: Bounds, fill: str, stroke: str) -> str:
    """A task with a band above and below for those who take part; a called one has a thick frame."""
    width = 4.0 if node.tag == "callChoreography" else 1.5
    band = min(_BAND, box.height / 4)
    upper, lower = number(box.y + band), number(box.bottom - band)
    bands = element(
        "path",
        d=f"M{number(box.x)} {upper}H{number(box.right)}M{number(box.x)} {lower}H{number(box.right)}",
        stroke=stroke,
        stroke_width=1.2,
    )
    lines = wrap(node.name, box.width - 12, TASK_FONT)
    if node.tag == "subChoreography" and node.is_expanded:
        top = box.y + band + 2
    else:
        top = box.centre.y - len(lines) * TASK_LINE / 2
    text = text_block(lines, box.centre.x, top, TASK_FONT, TASK_LINE, fill=palette.ink_on(fill))
    marks = "".join(placed(mark, box.centre.x, box.bottom - band - 9) for mark in bottom_marks(node, stroke))
    return rectangle(box, radius=_RADIUS, fill=fill, stroke=stroke, stroke_width=width) + bands + text + marks


def _conversation(node: Node, box: Bounds, fill: str, stroke: str) -> str:
    """A hexagon; thick where it is called, with a plus where it holds others."""
    inset = box.width / 4
    points = [
        (box.x, box.centre.y), (box.x + inset, box.y), (box.right - inset, box.y),
        (box.right, box.centre.y), (box.right - inset, box.bottom), (box.x + inset, box.bottom),
    ]  # fmt: skip
    width = 4.0 if node.tag == "callConversation" else 1.5
    marks = "".join(placed(mark, box.centre.x, box.bottom - 9) for mark in bottom_marks(node, stroke))
    return polygon(points, fill=fill, stroke=stroke, stroke_width=width) + marks
