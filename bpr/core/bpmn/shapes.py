"""Where shapes lie: overlaps, and what lines run through. Pixels, as in the diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from bpr.core.bpmn.model import Bounds, Node, Point

_TOUCH = 2.0  # pixels by which shapes may lie over each other, and lines over their border, without it showing
_CELL = 200.0  # pixels: about the distance of two steps


def overlapping(nodes: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
    """Pairs of shapes that lie over each other, swept from left to right."""
    open_: list[tuple[Node, Bounds]] = []
    placed = [(node, node.bounds) for node in nodes if node.bounds is not None]
    for node, bounds in sorted(placed, key=lambda item: item[1].x):
        open_ = [(other, its) for other, its in open_ if its.right - _TOUCH > bounds.x]
        for other, its in open_:
            if its.y + _TOUCH < bounds.bottom and bounds.y + _TOUCH < its.bottom:
                yield other, node
        open_.append((node, bounds))


def holds(outer: Bounds, inner: Bounds) -> bool:
    """True where the middle of ``inner`` lies in ``outer``."""
    middle = inner.centre
    return outer.x <= middle.x <= outer.right and outer.y <= middle.y <= outer.bottom


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class ShapeMap:
    """Shapes by the squares of the plane that they lie in, so that a line looks only at its neighbours."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Node, _Box]]] = defaultdict(list)
        for node in nodes:
            if node.bounds is not None:
                inside = _inside(node.bounds)
                for cell in _cells(inside):
                    self._cells[cell].append((node, inside))

    def under(self, waypoints: tuple[Point, ...]) -> dict[str, Node]:
        """Shapes that a line of these points runs through, by id."""
        found: dict[str, Node] = {}
        for start, end in pairwise(waypoints):
            around = _around(start, end)
            for cell in _cells(around):
                for node, box in self._cells.get(cell, ()):
                    if _meet(around, box) and _runs_through(start, end, box):
                        found[node.id] = node
        return found


def _inside(bounds: Bounds) -> _Box:
    return _Box(bounds.x + _TOUCH, bounds.y + _TOUCH, bounds.right - _TOUCH, bounds.bottom - _TOUCH)


def _around(start: Point, end: Point) -> _Box:
    return _Box(min(start.x, end.x), min(start.y, end.y), max(start.x, end.x), max(start.y, end.y))


def _cells(box: _Box) -> Iterable[tuple[int, int]]:
    columns = range(int(box.left // _CELL), int(box.right // _CELL) + 1)
    rows = range(int(box.top // _CELL), int(box.bottom // _CELL) + 1)
    return [(column, row) for column in columns for row in rows]


def _meet(one: _Box, other: _Box) -> bool:
    return one.left <= other.right and other.left <= one.right and one.top <= other.bottom and other.top <= one.bottom


def _runs_through(start: Point, end: Point, box: _Box) -> bool:
    """Is there a part of the segment inside the box? Told for two that meet: lines along an axis then do; for others
    by Liang and Barsky's clipping."""
    along_x, along_y = end.x - start.x, end.y - start.y
    if along_x == 0 or along_y == 0:
        return True
    first, last = 0.0, 1.0
    for step, near, far in (
        (along_x, box.left - start.x, box.right - start.x),
        (along_y, box.top - start.y, box.bottom - start.y),
    ):
        entry, leave = sorted((near / step, far / step))
        first, last = max(first, entry), min(last, leave)
    return first < last
