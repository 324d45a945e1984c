"""Where shapes lie: overlaps, and what lines run through. Pixels, as in the diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bpr.core.bpmn.model import Bounds, Node, Point

_TOUCH = 2.0  # pixels by which shapes may lie over each other, and lines over their border, without it showing
_CELL = 200.0


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


class ShapeMap:
    """Shapes by the squares of the plane that they lie in, so that a line looks only at its neighbours."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Node, Bounds]]] = defaultdict(list)
        for node in nodes:
            if node.bounds is not None:
                inside = _shrunk(node.bounds)
                for cell in _cells(inside.x, inside.y, inside.right, inside.bottom):
                    self._cells[cell].append((node, inside))

    def under(self, waypoints: tuple[Point, ...]) -> dict[str, Node]:
        """Shapes that a line of these points runs through, by id."""
        found: dict[str, Node] = {}
        for start, end in pairwise(waypoints):
            left, right = sorted((start.x, end.x))
            top, bottom = sorted((start.y, end.y))
            for cell in _cells(left, top, right, bottom):
                for node, bounds in self._cells.get(cell, ()):
                    if node.id not in found and _runs_through(start, end, bounds):
                        found[node.id] = node
        return found


def _shrunk(bounds: Bounds) -> Bounds:
    width, height = max(bounds.width - 2 * _TOUCH, 0), max(bounds.height - 2 * _TOUCH, 0)
    return Bounds(bounds.x + _TOUCH, bounds.y + _TOUCH, width, height)


def _cells(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
    for column in range(int(left // _CELL), int(right // _CELL) + 1):
        for row in range(int(top // _CELL), int(bottom // _CELL) + 1):
            yield column, row


def _runs_through(start: Point, end: Point, bounds: Bounds) -> bool:
    """Liang–Barsky: is there a part of the segment inside the bounds?"""
    along_x, along_y = end.x - start.x, end.y - start.y
    first, last = 0.0, 1.0
    for step, room in (
        (-along_x, start.x - bounds.x),
        (along_x, bounds.right - start.x),
        (-along_y, start.y - bounds.y),
        (along_y, bounds.bottom - start.y),
    ):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    return first < last
