"""Groups are drawn around shapes and hold none: what a group surrounded before is what it surrounds afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bpr.core.bpmn.model import Bounds, Node, ProcessModel

_MARGIN = 12.0


def with_groups(drawn: ProcessModel, before: ProcessModel) -> ProcessModel:
    """``drawn`` with a box for each group that had one in ``before`` and still has shapes to surround."""
    if not any(node.tag == "group" and node.bounds for node in before.nodes):
        return drawn
    nodes = tuple(_surrounding(node, drawn, before) if node.tag == "group" else node for node in drawn.nodes)
    return replace(drawn, nodes=nodes)


def _surrounding(group: Node, drawn: ProcessModel, before: ProcessModel) -> Node:
    boxes = list(_members(group, drawn, before))
    if not boxes:
        return group
    left, top = min(box.x for box in boxes) - _MARGIN, min(box.y for box in boxes) - _MARGIN
    right, bottom = max(box.right for box in boxes) + _MARGIN, max(box.bottom for box in boxes) + _MARGIN
    return replace(group, bounds=Bounds(left, top, right - left, bottom - top))


def _members(group: Node, drawn: ProcessModel, before: ProcessModel) -> Iterator[Bounds]:
    area = before.node_by_id[group.id].bounds
    for node in before.nodes:
        box = drawn.node_by_id[node.id].bounds
        if area and node.bounds and box and node.tag != "group" and _is_inside(node.bounds, area):
            yield box


def _is_inside(box: Bounds, area: Bounds) -> bool:
    return area.x <= box.centre.x <= area.right and area.y <= box.centre.y <= area.bottom
