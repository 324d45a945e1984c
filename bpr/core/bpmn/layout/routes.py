"""Choosing a way for each link: a few typical shapes are tried, the cheapest that is open is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpr.core.bpmn.layout.grid import Cell, Grid, Path, Trunk, between, ends_of, sides_of, simplify
from bpr.core.bpmn.layout.parts import Item, Link, LinkKind, Outline, Side

_BEND, _CROSSING, _LOAD = 30.0, 55.0, 6.0
_UNIT_X, _UNIT_Y = 7.0, 6.0
_BACKWARD_RUN = 400.0  # a path folded back over itself, or entering against its direction
_FLOW_SIDES = (Side.RIGHT, Side.LEFT)


@dataclass(slots=True)
class _Usage:
    """Which ends are at each side of each item, so that ways in and ways out do not share one."""

    ends: dict[tuple[str, Side], list[bool]] = field(default_factory=dict)  # True: outgoing

    def cost(self, item: Item, side: Side, outgoing: bool, kind: LinkKind, *, in_trunk: bool) -> float:
        others = self.ends.get((item.id, side), [])
        opposed = (20.0 if kind is LinkKind.MESSAGE else 70.0) * ((not outgoing) in others)
        if in_trunk:
            return opposed
        crowd = 45.0 if item.outline is Outline.DIAMOND and outgoing else 8.0
        return opposed + crowd * sum(other == outgoing for other in others)

    def add(self, item_id: str, side: Side, outgoing: bool) -> None:
        self.ends.setdefault((item_id, side), []).append(outgoing)


def route_all(links: Sequence[Link], items: dict[str, Item], grid: Grid) -> dict[str, Path]:
    """A path for each link, by id. Short links are laid first and keep the straight ways."""
    usage = _Usage()
    paths: dict[str, Path] = {}
    order = sorted(range(len(links)), key=lambda index: (*_difficulty(links[index], grid), index))
    for index in order:
        link = links[index]
        path = _cheapest(link, items, grid, usage)
        source_side, target_side = sides_of(path)
        usage.add(link.source, source_side, True)
        usage.add(link.target, target_side, False)
        grid.mark(path)
        for name, run in _trunk_runs(path, link, items).items():
            grid.mark_trunk(name, *run)
        paths[link.id] = path
    return paths


def _difficulty(link: Link, grid: Grid) -> tuple[int, int, int]:
    (x1, y1), (x2, y2) = ends_of(link, grid)
    kind = {LinkKind.CONTROL: 0, LinkKind.MESSAGE: 1, LinkKind.SIDE: 2}[link.kind]
    return kind, int(x2 <= x1), abs(x2 - x1) + abs(y2 - y1)


def _cheapest(link: Link, items: dict[str, Item], grid: Grid, usage: _Usage) -> Path:
    best: tuple[float, Path] | None = None
    for path in _candidates(link, items, grid):
        own = _own_trunk(path, link, items, grid)
        if len(path) < 2 or not grid.is_open(path, own):
            continue
        cost = _cost(path, link, items, grid, usage, own)
        if best is None or cost < best[0]:
            best = (cost, path)
    if best is None:  # pragma: no cover - the ways through channels alone are always open
        raise AssertionError(f"no way for {link.id}")
    return best[1]


def _trunk_runs(path: Path, link: Link, items: dict[str, Item]) -> dict[str, tuple[Cell, Cell]]:
    """Upright runs at a gateway that several of its ways share, by the name of the trunk.

    All ways in share one; of the ways out those that turn to the same side, so that loops keep a run of their own.
    """
    if len(path) < 3:
        return {}
    way_out = f"{link.source}{'>' if path[2][0] > path[1][0] else '<'}"
    ends = ((way_out, link.source, path[0], path[1]), (f"to {link.target}", link.target, path[-1], path[-2]))
    return {
        name: (start, turn)
        for name, item_id, start, turn in ends
        if start[0] == turn[0] and items[item_id].outline is Outline.DIAMOND
    }


def _own_trunk(path: Path, link: Link, items: dict[str, Item], grid: Grid) -> Trunk:
    """What is already there of the trunks that a path would join."""
    trunks = [grid.trunks[name] for name in _trunk_runs(path, link, items) if name in grid.trunks]
    if len(trunks) == 2:
        return Trunk(trunks[0].runs | trunks[1].runs, trunks[0].forks | trunks[1].forks)
    return trunks[0] if trunks else Trunk()


def _cost(path: Path, link: Link, items: dict[str, Item], grid: Grid, usage: _Usage, own: Trunk) -> float:
    source, target = items[link.source], items[link.target]
    source_side, target_side = sides_of(path)
    length = sum(abs(x2 - x1) * _UNIT_X + abs(y2 - y1) * _UNIT_Y for (x1, y1), (x2, y2) in pairwise(path))
    return (
        length
        + _BEND * (len(path) - 2)
        + _CROSSING * grid.crossings(path, own)
        + _LOAD * grid.channel_load(path)
        + _side_cost(source, source_side, link.kind, outgoing=True, leads_on=path[-1][0] > path[0][0])
        + _side_cost(target, target_side, link.kind, outgoing=False)
        + usage.cost(source, source_side, True, link.kind, in_trunk=path[0] in own.runs)
        + usage.cost(target, target_side, False, link.kind, in_trunk=path[-1] in own.runs)
    )


def _side_cost(item: Item, side: Side, kind: LinkKind, *, outgoing: bool, leads_on: bool = False) -> float:
    """How unusual a side is: flows read left to right, messages and data up and down, riders hang below.

    ``leads_on``: a way forward out of the item, which leaves a box at its right.
    """
    if item.host:
        return 0.0
    if kind is not LinkKind.CONTROL:
        return 35.0 if side in _FLOW_SIDES else 0.0
    if side is (Side.RIGHT if outgoing else Side.LEFT):
        return 0.0
    if side in _FLOW_SIDES:
        return _BACKWARD_RUN
    if item.outline is not Outline.BOX:
        return 6.0
    return 45.0 if leads_on else 28.0


def _candidates(link: Link, items: dict[str, Item], grid: Grid) -> Iterator[Path]:
    start, end = ends_of(link, grid)
    if start == end:
        yield from _self_loops(start, hangs=bool(items[link.source].host))
    elif items[link.target].is_band:
        yield from _to_band(start, end, hangs=bool(items[link.source].host))
    elif items[link.source].is_band:
        yield from (path[::-1] for path in _to_band(end, start, hangs=bool(items[link.target].host)))
    elif items[link.source].host and items[link.target].host:
        yield from map(simplify, _below_to_below(start, end))
    elif items[link.source].host:
        yield from map(simplify, _from_below(start, end))
    elif items[link.target].host:
        yield from (simplify(path)[::-1] for path in _from_below(end, start))
    elif link.kind is LinkKind.CONTROL:
        yield from map(simplify, _flow_ways(start, end))
    else:
        yield from map(simplify, _upright_ways(start, end))
        yield from map(simplify, _flow_ways(start, end))


def _to_band(start: Cell, end: Cell, *, hangs: bool) -> Iterator[Path]:
    """Straight onto a black-box pool, or beside the column where that is not free; never through the pool.

    What hangs on a host is left downwards even where the pool is above.
    """
    (x1, y1), (_, y2) = start, end
    step = 1 if hangs or y2 >= y1 else -1
    if not hangs or y2 > y1:
        yield (start, end)
    for x in (x1 + 1, x1 - 1):
        yield (start, (x1, y1 + step), (x, y1 + step), (x, y2))


def _self_loops(cell: Cell, *, hangs: bool) -> Iterator[Path]:
    """Back to the same item; from what hangs on it, round the lower left corner."""
    x, y = cell
    if hangs:
        yield ((x, y), (x, y + 1), (x - 1, y + 1), (x - 1, y), (x, y))
        return
    yield ((x, y), (x + 1, y), (x + 1, y - 1), (x, y - 1), (x, y))
    yield ((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y))


def _flow_ways(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    if end[0] > start[0]:
        yield from _forward_ways(start, end)
    elif end[0] == start[0]:
        yield from _same_column_ways(start, end)
    yield from _around_ways(start, end)


def _forward_ways(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    """Right out of the source, left into the target; corners of gateways where that saves a bend."""
    (x1, y1), (x2, y2) = start, end
    if y1 == y2:
        yield [start, end]
    else:
        for x in dict.fromkeys((x1 + 1, x2 - 1)):
            yield [start, (x, y1), (x, y2), end]
        yield [start, (x1, y2), end]
        yield [start, (x2, y1), end]
    for y in dict.fromkeys((y1 - 1, y1 + 1, y2 - 1, y2 + 1)):
        yield [start, (x1 + 1, y1), (x1 + 1, y), (x2 - 1, y), (x2 - 1, y2), end]


def _same_column_ways(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    yield [start, end]
    yield [start, (start[0] - 1, start[1]), (start[0] - 1, end[1]), end]


def _around_ways(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    """Through the channels above or below the rows: loops back, and ways past other items."""
    (x1, y1), (x2, y2) = start, end
    for y in dict.fromkeys((y1 - 1, y1 + 1, y2 - 1, y2 + 1)):
        yield [start, (x1, y), (x2, y), end]
        yield [start, (x1, y), (x2 - 1, y), (x2 - 1, y2), end]
        yield [start, (x1 + 1, y1), (x1 + 1, y), (x2, y), end]
        yield [start, (x1 + 1, y1), (x1 + 1, y), (x2 - 1, y), (x2 - 1, y2), end]


def _from_below(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    """Downwards from what hangs on an item; not straight, as it is not in the middle of its column."""
    (x1, y1), (x2, y2) = start, end
    if x1 != x2:
        if y2 > y1:
            yield [start, (x1, y2), end]
        for y in (y2 - 1, y2 + 1):
            if y > y1:
                yield [start, (x1, y), (x2, y), end]
    for x in dict.fromkeys((x2 - 1, x1 + 1, x1 - 1)):
        yield [start, (x1, y1 + 1), (x, y1 + 1), (x, y2), end]
    for y in (y2 - 1, y2 + 1):
        yield [start, (x1, y1 + 1), (x1 + 1, y1 + 1), (x1 + 1, y), (x2, y), end]


def _below_to_below(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    (x1, y1), (x2, y2) = start, end
    for x in dict.fromkeys((x1 + 1, x1 - 1, x2 - 1)):
        yield [start, (x1, y1 + 1), (x, y1 + 1), (x, y2 + 1), (x2, y2 + 1), end]


def _upright_ways(start: Cell, end: Cell) -> Iterator[list[Cell]]:
    """Down (or up) out of the source and into the target, sideways in one of the channels between them."""
    (x1, y1), (x2, y2) = start, end
    if x1 == x2 and y1 != y2:
        yield [start, end]
    for y in between(y1, y2):
        yield [start, (x1, y), (x2, y), end]
    step = 1 if y2 >= y1 else -1
    for x in dict.fromkeys((x1 - 1, x1 + 1, x2 - 1, x2 + 1)):
        yield [start, (x1, y1 + step), (x, y1 + step), (x, y2 - step), (x2, y2 - step), end]
