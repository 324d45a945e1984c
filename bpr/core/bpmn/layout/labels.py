"""Places for labels: beside their edge or shape, where they cover nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from bpr.core.bpmn.layout.axes import LABEL_GAP
from bpr.core.bpmn.layout.geometry import label_goes_above
from bpr.core.bpmn.layout.parts import Item, Link, Plan, Side, Size
from bpr.core.bpmn.model import Bounds, Point

_CELL = 160.0
_GAP = 4.0
OVER_SHAPE, OVER_LABEL, OVER_EDGE = 1000.0, 600.0, 120.0


class LabelRoom:
    """What labels must not cover: rectangles by coarse cells, so that only near ones are looked at."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[Bounds, float, str]]] = {}

    def add(self, box: Bounds, cost: float, owner: str) -> None:
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append((box, cost, owner))

    def cost(self, box: Bounds, owner: str) -> float:
        found: set[tuple[Bounds, float, str]] = set()
        for cell in _cells(box):
            found.update(entry for entry in self._cells.get(cell, ()) if _overlap(entry[0], box))
        return sum(cost * (0.4 if other == owner else 1.0) for _, cost, other in found)

    def add_runs(self, link_id: str, points: Sequence[Point]) -> None:
        for first, second in pairwise(points):
            self.add(_segment_box(first, second), OVER_EDGE, link_id)

    def best(self, places: Iterable[Bounds], owner: str) -> Bounds:
        """The first place that costs nothing, else the cheapest; it becomes an obstacle for the next labels."""
        best: tuple[float, Bounds] | None = None
        for rank, place in enumerate(places):
            cost = self.cost(place, owner) + rank
            if best is None or cost < best[0]:
                best = (cost, place)
            if cost == rank:
                break
        assert best is not None  # noqa: S101 - every generator of places yields
        self.add(best[1], OVER_LABEL, owner)
        return best[1]


def _cells(box: Bounds) -> Iterator[tuple[int, int]]:
    for column in range(int(box.x // _CELL), int(box.right // _CELL) + 1):
        for row in range(int(box.y // _CELL), int(box.bottom // _CELL) + 1):
            yield column, row


def _overlap(first: Bounds, second: Bounds) -> bool:
    return first.x < second.right and second.x < first.right and first.y < second.bottom and second.y < first.bottom


def place_labels(items: Iterable[Item], links: Sequence[Link], sides: dict[str, set[Side]], plan: Plan) -> None:
    """Fill the label bounds of the plan: shapes first, then links in order."""
    items = tuple(items)
    room = _label_room(items, plan)
    for item in items:
        if item.label:
            places = places_beside_shape(plan.bounds[item.id], item.label, sides.get(item.id, set()), bool(item.host))
            plan.item_labels[item.id] = room.best(places, item.id)
    trunks = _trunks(plan)
    for link in links:
        if link.label:
            points = plan.waypoints[link.id]
            places = places_beside_path(points[_first_own_run(points, trunks) :], link.label)
            plan.link_labels[link.id] = room.best(places, link.id)


def _label_room(items: Iterable[Item], plan: Plan) -> LabelRoom:
    room = LabelRoom()
    for item in items:
        if plan.bounds[item.id].width < plan.width:
            room.add(plan.bounds[item.id], OVER_SHAPE, item.id)
    for link_id, points in plan.waypoints.items():
        room.add_runs(link_id, points)
    for top, bottom in plan.bands:
        for y in (top, bottom):
            room.add(Bounds(0.0, y - 0.5, plan.width, 1.0), OVER_EDGE, "")
    return room


def _trunks(plan: Plan) -> Counter[tuple[Point, bool]]:
    """How many links begin at a point, upwards or downwards."""
    ways = [points for points in plan.waypoints.values() if points[0].x == points[1].x]
    return Counter((points[0], points[1].y > points[0].y) for points in ways)


def _first_own_run(points: Sequence[Point], trunks: Counter[tuple[Point, bool]]) -> int:
    """A label beside a trunk that several links share would say nothing: it goes beside the run that follows."""
    is_shared = trunks[points[0], points[1].y > points[0].y] > 1
    return 1 if is_shared and points[0].x == points[1].x and len(points) > 2 else 0


def _segment_box(first: Point, second: Point) -> Bounds:
    x, y = min(first.x, second.x), min(first.y, second.y)
    return Bounds(x - 1, y - 1, abs(first.x - second.x) + 2, abs(first.y - second.y) + 2)


def places_beside_shape(shape: Bounds, size: Size, sides: set[Side], is_rider: bool) -> Iterator[Bounds]:
    width, height = size
    left = shape.centre.x - width / 2
    below = Bounds(left, shape.bottom + LABEL_GAP, width, height)
    above = Bounds(left, shape.y - LABEL_GAP - height, width, height)
    if is_rider:
        yield Bounds(shape.centre.x - width - 6.0, shape.bottom + 2.0, width, height)
        yield Bounds(shape.right + 2.0, shape.bottom - 12.0, width, height)
    yield from (above, below) if label_goes_above(sides) else (below, above)
    yield Bounds(shape.centre.x + 6.0, shape.bottom - 6.0, width, height)
    yield Bounds(shape.centre.x - width - 6.0, shape.bottom - 6.0, width, height)
    yield Bounds(shape.centre.x + 6.0, shape.y - height + 6.0, width, height)
    yield Bounds(shape.right + LABEL_GAP, shape.centre.y - height / 2, width, height)
    yield Bounds(shape.x - LABEL_GAP - width, shape.centre.y - height / 2, width, height)


def places_beside_path(points: Sequence[Point], size: Size) -> Iterator[Bounds]:
    """Near the source first, along the first runs, then further on."""
    width, height = size
    for index, (first, second) in enumerate(pairwise(points)):
        if first.y == second.y:
            yield from _along_row(first, second, width, height)
        else:
            yield from _along_column(first, second, width, height, near_shape=index == 0)


def _along_row(first: Point, second: Point, width: float, height: float) -> Iterator[Bounds]:
    to_right = second.x > first.x
    for shift in (5.0, 20.0, 45.0):
        x = first.x + shift if to_right else first.x - shift - width
        yield Bounds(x, first.y - _GAP - height, width, height)
        yield Bounds(x, first.y + _GAP, width, height)
    x = (first.x + second.x - width) / 2
    yield Bounds(x, first.y - _GAP - height, width, height)
    yield Bounds(x, first.y + _GAP, width, height)


def _along_column(first: Point, second: Point, width: float, height: float, *, near_shape: bool) -> Iterator[Bounds]:
    down = second.y > first.y
    for shift in (3.0 if near_shape else 8.0, 18.0, 36.0):
        y = first.y + shift if down else first.y - shift - height
        yield Bounds(first.x + _GAP + 1, y, width, height)
        yield Bounds(first.x - _GAP - 1 - width, y, width, height)
