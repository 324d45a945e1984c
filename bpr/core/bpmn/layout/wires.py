"""A way for one more link through a drawing that stands: shortest path over the lines beside what is drawn.

Shapes are walls. Length, bends, crossings, running along another link and unusual sides of shapes cost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

from bpr.core.bpmn.layout.parts import LinkKind, Outline, Side
from bpr.core.bpmn.layout.sheet import Sheet, inflated, overlap, run_box
from bpr.core.bpmn.model import Bounds, Point

_STUB = 12.0  # first and last run, at least
_CLEAR = 5.0  # between a link and shapes that are not its ends
_BEND, _CROSSING, _ALONG, _LABEL = 34.0, 45.0, 260.0, 60.0
_STEP = {Side.RIGHT: (1, 0), Side.LEFT: (-1, 0), Side.BOTTOM: (0, 1), Side.TOP: (0, -1)}
_WINDOW = 260.0
_BESIDE = 6.0  # links nearer than this lie on each other
_PITCH = 4.0  # between lines to run on

_State = tuple[int, int, Side]


@dataclass(frozen=True, slots=True)
class Port:
    """Where a link may leave or enter a shape, and what this costs."""

    at: Point
    side: Side
    cost: float

    @property
    def outside(self) -> Point:
        step = _STEP[self.side]
        return Point(self.at.x + step[0] * _STUB, self.at.y + step[1] * _STUB)


@dataclass(slots=True)
class Wall:
    """What a link must not cross (shapes) and had better not (other links, labels)."""

    shapes: list[Bounds]
    runs: list[tuple[Point, Point]]
    labels: list[Bounds]

    def is_open(self, first: Point, second: Point) -> bool:
        box = run_box(first, second)
        return not any(overlap(box, shape) for shape in self.shapes)


class _Line:
    """One line to run on, cut into pieces at the lines that cross it: the cost of each piece, infinite in a shape."""

    def __init__(self, cuts: list[float]) -> None:
        self._cuts = cuts
        self.costs = [after - before for before, after in pairwise(cuts)]

    def add(self, low: float, high: float, cost: float) -> None:
        """Raise the cost of all pieces that reach into a stretch."""
        first = max(0, bisect_right(self._cuts, low) - 1)
        for piece in range(first, min(len(self.costs), bisect_left(self._cuts, high))):
            self.costs[piece] += cost

    def add_crossing(self, at: float) -> None:
        piece = bisect_right(self._cuts, at) - 1
        if 0 <= piece < len(self.costs):
            self.costs[piece] += _CROSSING


@dataclass(slots=True)
class _Net:
    """Lines to run on, with the costs of those that were asked for."""

    xs: list[float]
    ys: list[float]
    wall: Wall
    level: dict[int, _Line] = field(default_factory=dict)
    upright: dict[int, _Line] = field(default_factory=dict)

    def point(self, x: int, y: int) -> Point:
        return Point(self.xs[x], self.ys[y])

    def piece(self, x: int, y: int, to_x: int, to_y: int) -> float:
        """Cost of one piece, infinite where a shape is in the way."""
        if y == to_y:
            if y not in self.level:
                self.level[y] = self._level(self.ys[y])
            return self.level[y].costs[min(x, to_x)]
        if x not in self.upright:
            self.upright[x] = self._upright(self.xs[x])
        return self.upright[x].costs[min(y, to_y)]

    def _level(self, y: float) -> _Line:
        line = _Line(self.xs)
        for boxes, cost in ((self.wall.shapes, inf), (self.wall.labels, _LABEL)):
            for box in boxes:
                if box.y < y < box.bottom:
                    line.add(box.x, box.right, cost)
        for first, second in self.wall.runs:
            if first.x == second.x and min(first.y, second.y) < y < max(first.y, second.y):
                line.add_crossing(first.x)
            elif first.y == second.y and abs(first.y - y) < _BESIDE:
                line.add(min(first.x, second.x), max(first.x, second.x), _ALONG)
        return line

    def _upright(self, x: float) -> _Line:
        line = _Line(self.ys)
        for boxes, cost in ((self.wall.shapes, inf), (self.wall.labels, _LABEL)):
            for box in boxes:
                if box.x < x < box.right:
                    line.add(box.y, box.bottom, cost)
        for first, second in self.wall.runs:
            if first.y == second.y and min(first.x, second.x) < x < max(first.x, second.x):
                line.add_crossing(first.y)
            elif first.x == second.x and abs(first.x - x) < _BESIDE:
                line.add(min(first.y, second.y), max(first.y, second.y), _ALONG)
        return line


def route_wire(sheet: Sheet, wire: str, kind: LinkKind, walls: Collection[str]) -> tuple[Point, ...]:
    """Waypoints from source to target; ``walls``: the frames that the link must not run through.

    Where shapes that stand on each other leave no way at all, a straight line.
    """
    source, target = sheet.ends[wire]
    starts = list(_ports(sheet, source, kind, outgoing=True, other=target))
    goals = list(_ports(sheet, target, kind, outgoing=False, other=source))
    box = _around([port.outside for port in (*starts, *goals)])
    for window in (inflated(box, _WINDOW, _WINDOW), inflated(sheet.extent(), 40.0, 40.0)):
        wall = _wall(sheet, (source, target), walls, window)
        found = _shortest(starts, goals, wall, window)
        if found:
            return found
    return starts[0].at, goals[0].at


def _wall(sheet: Sheet, ends: tuple[str, str], walls: Collection[str], window: Bounds) -> Wall:
    """The ends of the link are walls too, so that it leaves them outwards; riders are left out with their host."""
    shapes = [inflated(box, *_margin(part, ends)) for part, box in sheet.boxes.items() if overlap(box, window)]
    shapes += [
        inflated(box, *_margin(part, ends))
        for part, box in sheet.frames.items()
        if part in walls and overlap(box, window)
    ]
    runs = [(first, second) for _, first, second in sheet.runs() if overlap(run_box(first, second), window)]
    return Wall(shapes, runs, [box for box in sheet.labels.values() if overlap(box, window)])


def _margin(part: str, ends: tuple[str, str]) -> tuple[float, float]:
    return (-0.5, -0.5) if part in ends else (_CLEAR, _CLEAR)


def _shortest(starts: Iterable[Port], goals: Sequence[Port], wall: Wall, window: Bounds) -> tuple[Point, ...]:
    starts = [port for port in starts if wall.is_open(*_stub(port))]
    goals = [port for port in goals if wall.is_open(*_stub(port))]
    net = _net(wall, window, [port.outside for port in (*starts, *goals)])
    if not starts or not goals:
        return ()
    ends = {_state(port, net, inwards=True): port for port in goals}
    near = _around([port.outside for port in goals])
    costs: dict[_State, float] = {}
    came: dict[_State, _State | Port] = {}
    heap: list[tuple[float, int, float, _State]] = []
    for port in starts:
        state = _state(port, net, inwards=False)
        if port.cost < costs.get(state, inf):
            costs[state], came[state] = port.cost, port
            heappush(heap, (port.cost + _rest(state, net, near), len(heap), port.cost, state))
    best: tuple[float, _State] | None = None
    while heap and (best is None or heap[0][0] < best[0]):
        _, _, cost, state = heappop(heap)
        if cost > costs[state]:
            continue
        if state in ends and (best is None or cost + ends[state].cost < best[0]):
            best = (cost + ends[state].cost, state)
        for more, following in _steps(state, net):
            if cost + more < costs.get(following, inf):
                costs[following], came[following] = cost + more, state
                total = cost + more
                heappush(heap, (total + _rest(following, net, near), len(costs) + len(heap), total, following))
    return _traced(best[1], came, net, ends[best[1]]) if best else ()


def _stub(port: Port) -> tuple[Point, Point]:
    step = _STEP[port.side]
    return Point(port.at.x + step[0], port.at.y + step[1]), port.outside


def _state(port: Port, net: _Net, *, inwards: bool) -> _State:
    """The position outside a port, with the direction of travel there."""
    opposite = {Side.LEFT: Side.RIGHT, Side.RIGHT: Side.LEFT, Side.TOP: Side.BOTTOM, Side.BOTTOM: Side.TOP}
    at = port.outside
    return (
        bisect_left(net.xs, at.x),
        bisect_left(net.ys, at.y),
        opposite[port.side] if inwards else port.side,
    )


def _rest(state: _State, net: _Net, near: Bounds) -> float:
    """The least that is still to go: the distance to the box around all goals."""
    x, y = net.xs[state[0]], net.ys[state[1]]
    return max(near.x - x, 0.0, x - near.right) + max(near.y - y, 0.0, y - near.bottom)


def _steps(state: _State, net: _Net) -> Iterator[tuple[float, _State]]:
    x, y, heading = state
    for side, (step_x, step_y) in _STEP.items():
        to_x, to_y = x + step_x, y + step_y
        back = (step_x, step_y) == (-_STEP[heading][0], -_STEP[heading][1])
        if back or not (0 <= to_x < len(net.xs) and 0 <= to_y < len(net.ys)):
            continue
        cost = net.piece(x, y, to_x, to_y)
        if cost < inf:
            yield cost + (_BEND if side is not heading else 0.0), (to_x, to_y, side)


def _traced(state: _State, came: dict[_State, _State | Port], net: _Net, goal: Port) -> tuple[Point, ...]:
    points = [goal.at, net.point(state[0], state[1])]
    before = came[state]
    while not isinstance(before, Port):
        points.append(net.point(before[0], before[1]))
        before = came[before]
    return tidy([*points, before.at][::-1])


def tidy(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without the points that lie in the middle of a run."""
    kept: list[Point] = []
    for point in points:
        while len(kept) > 1 and (kept[-2].x == kept[-1].x == point.x or kept[-2].y == kept[-1].y == point.y):
            kept.pop()
        if not kept or kept[-1] != point:
            kept.append(point)
    return tuple(kept)


def _net(wall: Wall, window: Bounds, ports: Sequence[Point]) -> _Net:
    xs, ys = {window.x, window.right}, {window.y, window.bottom}
    for box in wall.shapes:
        xs |= {box.x - _STUB + _CLEAR, box.right + _STUB - _CLEAR}
        ys |= {box.y - _STUB + _CLEAR, box.bottom + _STUB - _CLEAR}
    for first, second in wall.runs:
        if first.x == second.x:
            xs |= {first.x - _STUB, first.x + _STUB}
        elif first.y == second.y:
            ys |= {first.y - _STUB, first.y + _STUB}
    for at in ports:
        xs.add(at.x)
        ys.add(at.y)
    return _Net(_thinned(xs, {at.x for at in ports}), _thinned(ys, {at.y for at in ports}), wall)


def _thinned(lines: set[float], needed: set[float]) -> list[float]:
    """Lines in order, without those that lie close to another one, unless a port needs them."""
    kept: list[float] = []
    for line in sorted(lines):
        if not kept or line - kept[-1] >= _PITCH or line in needed:
            kept.append(line)
    return kept


def _around(points: Sequence[Point]) -> Bounds:
    left, top = min(point.x for point in points), min(point.y for point in points)
    return Bounds(left, top, max(point.x for point in points) - left, max(point.y for point in points) - top)


def _ports(sheet: Sheet, part: str, kind: LinkKind, *, outgoing: bool, other: str) -> Iterator[Port]:
    box = sheet.box_of(part)
    against = sheet.box_of(other)
    if box is None or against is None:
        raise ValueError(f"「{part if box is None else other}」に座標がないため、線を引けません")
    taken = [points[0 if end == 0 else -1] for end, points in _attached(sheet, part)]
    for side in Side:
        cost = _side_cost(sheet, part, side, kind, outgoing=outgoing)
        for offset in _offsets(sheet, part, box, against.centre, side):
            at = _on(box, side, offset)
            crowd = sum(70.0 for point in taken if abs(point.x - at.x) + abs(point.y - at.y) < 7.0)
            yield Port(at, side, cost + crowd + abs(offset) * 0.1 * (part in sheet.boxes))


def _attached(sheet: Sheet, part: str) -> Iterator[tuple[int, tuple[Point, ...]]]:
    for wire, points in sheet.wires.items():
        for end in (0, 1):
            if sheet.ends[wire][end] == part:
                yield end, points


def _offsets(sheet: Sheet, part: str, box: Bounds, towards: Point, side: Side) -> Sequence[float]:
    """Distances from the middle of a side: corners of gateways and events; long sides take a link straight on."""
    upright = side in (Side.TOP, Side.BOTTOM)
    if sheet.outlines.get(part, Outline.BOX) is not Outline.BOX:
        return (0.0,)
    half = (box.width if upright else box.height) / 2 - 10.0
    straight = (towards.x - box.centre.x) if upright else (towards.y - box.centre.y)
    offsets = [offset for offset in (0.0, 16.0, -16.0) if abs(offset) <= half]
    return [*offsets, straight] if abs(straight) <= half and straight not in offsets else offsets


def _on(box: Bounds, side: Side, offset: float) -> Point:
    if side in (Side.TOP, Side.BOTTOM):
        return Point(box.centre.x + offset, box.y if side is Side.TOP else box.bottom)
    return Point(box.x if side is Side.LEFT else box.right, box.centre.y + offset)


def _side_cost(sheet: Sheet, part: str, side: Side, kind: LinkKind, *, outgoing: bool) -> float:
    if part in sheet.hosts:
        return 0.0 if side is Side.BOTTOM else 500.0
    sideways = side in (Side.LEFT, Side.RIGHT)
    if kind is not LinkKind.CONTROL:
        return 40.0 if sideways else 0.0
    if side is (Side.RIGHT if outgoing else Side.LEFT):
        return 0.0
    if sideways:
        return 200.0
    return 12.0 if sheet.outlines.get(part) is Outline.DIAMOND else 45.0
