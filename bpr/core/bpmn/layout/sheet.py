"""A drawing that already has coordinates, and the two ways of making room in it: a strip of columns or of rows.

A strip moves everything behind a line by the same distance. Frames that lie across the line grow; links that cross it
become longer and stay as they were otherwise. So a strip brings neither overlaps nor new bends. Time runs along x.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpr.core.bpmn.layout.parts import Outline
from bpr.core.bpmn.model import Bounds, Point

_SAME = 0.05  # coordinates that are one line


def overlap(first: Bounds, second: Bounds) -> bool:
    return first.x < second.right and second.x < first.right and first.y < second.bottom and second.y < first.bottom


def inflated(box: Bounds, by_x: float, by_y: float) -> Bounds:
    return Bounds(box.x - by_x, box.y - by_y, box.width + 2 * by_x, box.height + 2 * by_y)


def run_box(first: Point, second: Point) -> Bounds:
    """The box around a run, a hair wider than nothing."""
    return Bounds(
        min(first.x, second.x), min(first.y, second.y), abs(first.x - second.x) + 0.01, abs(first.y - second.y) + 0.01
    )


def turned(box: Bounds) -> Bounds:
    return Bounds(box.y, box.x, box.height, box.width)


@dataclass(slots=True)
class Sheet:
    """Places of everything drawn so far. ``frames`` are pools, lanes, groups and expanded sub-processes."""

    boxes: dict[str, Bounds] = field(default_factory=dict)
    frames: dict[str, Bounds] = field(default_factory=dict)
    labels: dict[str, Bounds] = field(default_factory=dict)
    wires: dict[str, tuple[Point, ...]] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)  # of every link of the model
    hosts: dict[str, str] = field(default_factory=dict)  # boundary events
    outlines: dict[str, Outline] = field(default_factory=dict)

    def box_of(self, part: str) -> Bounds | None:
        return self.boxes.get(part) or self.frames.get(part)

    def runs(self) -> Iterator[tuple[str, Point, Point]]:
        return ((wire, first, second) for wire, points in self.wires.items() for first, second in pairwise(points))

    def extent(self) -> Bounds:
        boxes = [*self.boxes.values(), *self.frames.values(), *self.labels.values()]
        points = [point for way in self.wires.values() for point in way]
        xs = [*(box.x for box in boxes), *(box.right for box in boxes), *(point.x for point in points)]
        ys = [*(box.y for box in boxes), *(box.bottom for box in boxes), *(point.y for point in points)]
        return Bounds(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)) if xs else Bounds(0.0, 0.0, 0.0, 0.0)

    def insert_columns(self, cut: float, by: float) -> None:
        """Move what lies to the right of ``cut`` further right. Links that a strip would tear are dropped."""
        moves = {part: self._moves(part, cut) for part in self.boxes}
        self.labels.update({part: self._label(part, box, moves, cut, by) for part, box in self.labels.items()})
        wires = {wire: self._stretched(wire, points, moves, cut, by) for wire, points in self.wires.items()}
        self.wires = {wire: points for wire, points in wires.items() if points}
        self.boxes.update({part: _moved(self.boxes[part], by) for part, moved in moves.items() if moved})
        self.frames.update({part: _grown(box, cut, by) for part, box in self.frames.items()})

    def insert_rows(self, cut: float, by: float) -> None:
        """The same downwards."""
        self.turn()
        self.insert_columns(cut, by)
        self.turn()

    def turn(self) -> None:
        """Swap the two axes."""
        for boxes in (self.boxes, self.frames, self.labels):
            boxes.update({part: turned(box) for part, box in boxes.items()})
        self.wires = {wire: tuple(Point(point.y, point.x) for point in way) for wire, way in self.wires.items()}

    def _moves(self, part: str, cut: float) -> bool:
        """A shape goes by its middle, so that shapes of one column stay in one; what rides goes with its host."""
        return self.boxes.get(self.hosts.get(part, part), self.boxes[part]).centre.x >= cut

    def _label(self, part: str, box: Bounds, moves: dict[str, bool], cut: float, by: float) -> Bounds:
        return _moved(box, by) if moves.get(part, box.centre.x >= cut) else box

    def _stretched(
        self, wire: str, points: Sequence[Point], moves: dict[str, bool], cut: float, by: float
    ) -> tuple[Point, ...]:
        """Upright runs move as a whole: with the shape at their end, else by where they lie."""
        known = {0: moves.get(self.ends[wire][0]), len(points) - 1: moves.get(self.ends[wire][1])}
        result: list[Point] = []
        for run in _upright(points):
            said = {move for index in run if (move := known.get(index)) is not None}
            if len(said) > 1:
                return ()
            far = said.pop() if said else points[run[0]].x >= cut
            result += [Point(points[index].x + by, points[index].y) if far else points[index] for index in run]
        return tuple(result)


def _upright(points: Sequence[Point]) -> Iterator[list[int]]:
    """Indexes of neighbouring points with the same x."""
    run = [0]
    for index in range(1, len(points)):
        if abs(points[index].x - points[run[-1]].x) > _SAME:
            yield run
            run = []
        run.append(index)
    yield run


def _moved(box: Bounds, by: float) -> Bounds:
    return Bounds(box.x + by, box.y, box.width, box.height)


def _grown(box: Bounds, cut: float, by: float) -> Bounds:
    if box.x >= cut:
        return _moved(box, by)
    return Bounds(box.x, box.y, box.width + by, box.height) if box.right >= cut else box


def meets(box: Bounds, others: Iterable[Bounds]) -> bool:
    return any(overlap(box, other) for other in others)
