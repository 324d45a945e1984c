"""Names that stand outside their shapes, and the words beside flows."""

from __future__ import annotations

from bpr.core.bpmn.layout.sizes import LABEL_FONT, LABEL_LINE, flow_label
from bpr.core.bpmn.layout.text import wrap
from bpr.core.bpmn.model import Bounds, Flow, Node
from bpr.core.bpmn.render.artifacts import CHOREOGRAPHY_TAGS
from bpr.core.bpmn.render.svg import element, middle_of, text_block

#: Room of a label; other tools leave narrower places that their own fonts just fill.
_WIDTH = 92.0


def node_label_place(node: Node) -> Bounds | None:
    """Where the name of a node stands outside it, None where it has none."""
    stands_inside = node.is_activity or node.tag == "textAnnotation" or node.tag in CHOREOGRAPHY_TAGS
    if not node.name or stands_inside or node.bounds is None:
        return None
    return node.label_bounds or _under(node, node.bounds)


def flow_label_place(flow: Flow) -> Bounds | None:
    if not flow_label(flow) or len(flow.waypoints) < 2:
        return None
    return flow.label_bounds or _beside(flow)


def draw_label(text: str, box: Bounds) -> str:
    """The text around the middle of its place; it begins at the top of the place where it needs more room."""
    lines = wrap(text, max(box.width + 1.0, _WIDTH), LABEL_FONT)
    top = max(box.centre.y - len(lines) * LABEL_LINE / 2, box.y - 2.0)
    return element(
        "g",
        text_block(lines, box.centre.x, top, LABEL_FONT, LABEL_LINE),
        class_="bpmn-label",
        pointer_events="none",
    )


def _under(node: Node, box: Bounds) -> Bounds:
    """Where the name of a node stands that brings no place for it."""
    lines = wrap(node.name, _WIDTH, LABEL_FONT)
    top = box.y + 4 if node.tag == "group" else box.bottom + 4
    return Bounds(box.centre.x - _WIDTH / 2, top, _WIDTH, len(lines) * LABEL_LINE)


def _beside(flow: Flow) -> Bounds:
    """Above the first run where that is long enough, else above the middle of the line."""
    first, second = flow.waypoints[0], flow.waypoints[1]
    is_long = abs(first.x - second.x) > _WIDTH / 2
    x, y = ((first.x + second.x) / 2, (first.y + second.y) / 2) if is_long else _at(flow)
    return Bounds(x - _WIDTH / 2, y - LABEL_LINE - 3, _WIDTH, LABEL_LINE)


def _at(flow: Flow) -> tuple[float, float]:
    middle = middle_of(flow.waypoints)
    return middle.x, middle.y
