"""Sizes of shapes and labels, from the text they carry. Shared with the drawing, so that text fits its box."""

from __future__ import annotations

from decimal import Decimal

from bpr.core.bpmn.layout.parts import Size
from bpr.core.bpmn.layout.text import text_width, wrap
from bpr.core.bpmn.model import DATA_TAGS, Flow, Node

TASK_FONT, TASK_LINE = 12.0, 16.0
LABEL_FONT, LABEL_LINE = 11.0, 14.0
HEADING_FONT, HEADING_LINE = 13.0, 16.0
HEADING = 30.0  # breadth of the heading band of a pool or lane
TASK_WIDTH, TASK_HEIGHT, TASK_PADDING = 120.0, 80.0, 6.0
ICON_ROOM = 22.0  # above the text of a task, for its type mark
MARKER_ROOM = 16.0  # below it, for loop and sub-process marks
ANNOTATION_WIDTH = 150.0
_LABEL_WIDTH = 92.0
_EVENT: Size = (36.0, 36.0)
_GATEWAY: Size = (50.0, 50.0)
_STORE: Size = (50.0, 50.0)
_DATA: Size = (36.0, 50.0)


def node_size(node: Node) -> Size:
    """Width and height of a node that is drawn as one shape (not an expanded sub-process)."""
    if node.is_event:
        return _EVENT
    if node.is_gateway:
        return _GATEWAY
    if node.tag == "dataStoreReference":
        return _STORE
    if node.tag in DATA_TAGS:
        return _DATA
    if node.tag == "textAnnotation":
        return _annotation_size(node.text or node.name)
    return _task_size(node)


def _task_size(node: Node) -> Size:
    lines = len(wrap(node.name, TASK_WIDTH - 2 * TASK_PADDING, TASK_FONT))
    markers = MARKER_ROOM if has_bottom_marker(node) else 8.0
    return TASK_WIDTH, max(TASK_HEIGHT, lines * TASK_LINE + ICON_ROOM + markers)


def has_bottom_marker(node: Node) -> bool:
    """True where marks stand at the lower border: loop, multi-instance, compensation, collapsed, ad hoc."""
    is_container = node.tag in {"subProcess", "adHocSubProcess", "transaction", "callActivity"}
    return bool(node.loop) or node.is_for_compensation or is_container


def _annotation_size(text: str) -> Size:
    lines = wrap(text, ANNOTATION_WIDTH - 12.0, LABEL_FONT)
    return ANNOTATION_WIDTH, max(30.0, len(lines) * LABEL_LINE + 8.0)


def node_label_size(node: Node) -> Size | None:
    """Size of the name outside the shape (events, gateways, data), None where there is none."""
    if node.name.strip() and (node.is_event or node.is_gateway or node.tag in DATA_TAGS):
        return label_size(node.name)
    return None


def label_size(text: str) -> Size:
    lines = wrap(text, _LABEL_WIDTH, LABEL_FONT)
    return max(text_width(line, LABEL_FONT) for line in lines) + 2.0, len(lines) * LABEL_LINE


def flow_label(flow: Flow) -> str:
    """What stands beside an edge: the branch's name and its share, as 「不備あり 10%」. A share of 1 is not said."""
    share = "" if flow.share is None or flow.share == 1 else f"{percent(flow.share)}%"
    return f"{flow.name} {share}".strip()


def percent(share: Decimal) -> str:
    """A share as percent, without needless zeros: 0.125 → 12.5."""
    return f"{(share * 100).normalize():f}"


def flow_label_size(flow: Flow) -> Size | None:
    text = flow_label(flow)
    return label_size(text) if text else None


def heading_length(name: str) -> float:
    """Height that a heading needs for its vertical text, in at most two lines."""
    length = text_width(name, HEADING_FONT)
    return (length if length <= 150.0 else max(150.0, length / 2 + HEADING_FONT)) + 16.0
