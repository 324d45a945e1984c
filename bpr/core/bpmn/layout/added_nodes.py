"""Shapes that a drawing has not had: each near what leads to it, in the order of a layout afresh."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.bpmn.layout.around import Around, behind_heading
from bpr.core.bpmn.layout.parts import Size
from bpr.core.bpmn.layout.room import GAP, Wish, find_place
from bpr.core.bpmn.layout.sheet import meets
from bpr.core.bpmn.model import Bounds, Flow, FlowKind, Node, Point

_TITLE, _PADDING = 26.0, 14.0
_RIDER_DROP, _RIDER_PITCH = 18.0, 44.0
_BELOW_HOST = 24.0


def add_nodes(around: Around) -> None:
    for node in _new_nodes(around):
        if around.stands(node.id) or node.parent in around.kept.hidden:
            continue
        if node.attached_to and around.sheet.box_of(node.attached_to):
            around.sheet.boxes[node.id] = _on_host(around, node)
        else:
            _place(around, node)


def _new_nodes(around: Around) -> list[Node]:
    """What is inside or on another shape comes after it; data and annotations come last."""
    boxes, by_id = around.fresh.boxes, around.model.node_by_id

    def depth(node: Node) -> int:
        return 1 + depth(by_id[node.parent]) if node.parent in by_id else 0

    return sorted(
        (node for node in around.model.nodes if node.id in boxes),
        key=lambda node: (not node.is_flow_node, depth(node), bool(node.attached_to), boxes[node.id].centre.x),
    )


def _on_host(around: Around, node: Node) -> Bounds:
    """The first free place on the lower border, from the right."""
    sheet, size = around.sheet, around.fresh.boxes[node.id]
    host = sheet.box_of(node.attached_to) or size
    riders = [
        sheet.boxes[rider] for rider, on in sheet.hosts.items() if on == node.attached_to and rider in sheet.boxes
    ]
    top = host.bottom - size.height + _RIDER_DROP
    count = max(1, int((host.width - size.width) // _RIDER_PITCH) + 1)
    places = [
        Bounds(host.right - 8.0 - size.width - nth * _RIDER_PITCH, top, size.width, size.height) for nth in range(count)
    ]
    return next((place for place in places if not meets(place, riders)), places[-1])


def _place(around: Around, node: Node) -> None:
    box, label = around.fresh.boxes[node.id], around.fresh.labels.get(node.id)
    below = label.height + 6.0 if label and label.y > box.centre.y else 0.0
    frame, area = _area(around, node)
    at = find_place(around.sheet, _wish(around, node, (box.width, box.height + below), frame, area), area)
    around.copy(node.id, Point(at.x - box.x, at.y - box.y))


def _area(around: Around, node: Node) -> tuple[str, Bounds]:
    """The frame that holds a node and the room in it; a wide field where no frame is drawn."""
    frames = around.sheet.frames
    lane = around.model.lane_of.get(_beside(around, node) or node.id)
    pool = around.pool_of.get(node.parent, "")
    if node.parent in frames:
        return node.parent, _under_title(frames[node.parent], vertical=around.vertical)
    for band in (lane.id if lane else "", pool):
        if band in frames:
            return band, behind_heading(frames[band])
    extent = around.sheet.extent()
    return "", Bounds(extent.x - GAP, extent.y - GAP, extent.width + 800.0, extent.height + 400.0)


def _under_title(box: Bounds, *, vertical: bool) -> Bounds:
    """The inside of an expanded sub-process; a padding is left on all sides by whoever looks for a place."""
    title = _TITLE - _PADDING
    if vertical:
        return Bounds(box.x + title, box.y, box.width - title, box.height)
    return Bounds(box.x, box.y + title, box.width, box.height - title)


def _beside(around: Around, node: Node) -> str:
    """For data and annotations the shape that they belong to."""
    if node.is_flow_node:
        return ""
    ends = (end for flow in around.flows_at.get(node.id, ()) for end in (flow.source, flow.target))
    return next((end for end in ends if end != node.id and end in around.model.node_by_id), "")


def _wish(around: Around, node: Node, size: Size, frame: str, area: Bounds) -> Wish:
    sheet = around.sheet
    host = sheet.box_of(_beside(around, node))
    if host:
        return Wish(size, frame, max(area.x + _PADDING, host.centre.x - size[0] / 2), None, host.bottom + _BELOW_HOST)
    after, before = _span(around, node, size, area.x + _PADDING + 10.0)
    return Wish(size, frame, after, before, _top(around, node, area))


def _span(around: Around, node: Node, size: Size, least: float) -> tuple[float, float | None]:
    """From what leads to a shape to what it leads to, as far as these stand in this order."""
    flows = [flow for flow in around.flows_at.get(node.id, ()) if _leads_on(around, flow) and flow.target == node.id]
    before = min((box.x - GAP for box in _next_standing(around, node.id)), default=None)
    starts = [
        _start(around, flow, box, size)
        for flow in flows
        if (box := around.sheet.box_of(flow.source)) and (before is None or box.centre.x < before + GAP)
    ]
    if starts:
        return max(*starts, least), before
    if before is not None:
        return max(least, before - size[0]), before
    return max((box.right + GAP for box in _inhabitants(around, node)), default=least), None


def _next_standing(around: Around, node_id: str) -> list[Bounds]:
    """What a shape leads to, seen through other shapes that have no place yet."""
    found: list[Bounds] = []
    seen, todo = {node_id}, [node_id]
    while todo:
        for flow in around.flows_at.get(todo.pop(), ()):
            if flow.source in seen and flow.target not in seen and flow.kind is FlowKind.SEQUENCE:
                if not _leads_on(around, flow):
                    continue
                seen.add(flow.target)
                box = around.sheet.box_of(flow.target)
                if box:
                    found.append(box)
                else:
                    todo.append(flow.target)
    return found


def _leads_on(around: Around, flow: Flow) -> bool:
    """Not a way back, as a layout afresh sees it."""
    ends = [around.fresh.boxes.get(end) for end in (flow.source, flow.target)]
    if ends[0] is None or ends[1] is None or flow.kind not in (FlowKind.SEQUENCE, FlowKind.MESSAGE):
        return False
    distance = ends[1].centre.x - ends[0].centre.x
    return distance > 0 or (flow.kind is FlowKind.MESSAGE and distance == 0)


def _start(around: Around, flow: Flow, box: Bounds, size: Size) -> float:
    """Where a shape may begin: behind the one before it and the link's label; under the sender of a message."""
    if flow.kind is FlowKind.MESSAGE:
        return box.centre.x - size[0] / 2
    label = around.fresh.labels.get(flow.id)
    return box.right + max(GAP, label.width + 24.0 if label else 0.0)


def _inhabitants(around: Around, node: Node) -> Iterator[Bounds]:
    """Shapes that share the frame of a node."""
    home = _area(around, node)[0]
    others = (other for other in around.model.nodes if other.id in around.sheet.boxes and other.is_flow_node)
    return (around.sheet.boxes[other.id] for other in others if _area(around, other)[0] == home)


def _top(around: Around, node: Node, area: Bounds) -> float:
    """As far above or below a neighbour as in the layout afresh: one that is linked, else the nearest one."""
    fresh, mine = around.fresh.boxes, around.fresh.boxes[node.id]
    home = _area(around, node)[0]
    linked = [end for flow in around.flows_at.get(node.id, ()) for end in (flow.source, flow.target)]
    near = [end for end in linked if _is_known(around, end, home)]
    near = near or [other.id for other in around.model.nodes if _is_known(around, other.id, home)]
    if not near:
        return area.centre.y - mine.height / 2
    anchor = min(near, key=lambda other: abs(fresh[other].centre.x - mine.centre.x))
    place = around.sheet.box_of(anchor)
    assert place is not None  # noqa: S101 - known ones stand
    return place.centre.y + mine.centre.y - fresh[anchor].centre.y - mine.height / 2


def _is_known(around: Around, other: str, home: str) -> bool:
    node = around.model.node_by_id.get(other)
    stands = node is not None and node.is_flow_node and other in around.fresh.boxes and around.sheet.box_of(other)
    return bool(stands) and node is not None and _area(around, node)[0] == home
