"""From grid positions to pixels: bounds of items, and waypoints that end on the items' borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from bpr.core.bpmn.layout.axes import (
    RIDER_DROP,
    TRACK_X,
    TRACK_Y,
    Axis,
    column_axis,
    row_axis,
    row_extents,
    track_counts,
)
from bpr.core.bpmn.layout.grid import Cell, Grid, Path, sides_of
from bpr.core.bpmn.layout.parts import Band, Item, Link, Outline, Plan, Side
from bpr.core.bpmn.layout.tracks import Tracks
from bpr.core.bpmn.model import Bounds, Point

_RIDER_PITCH = 44.0  # no more than what scene.py gives the host for each


@dataclass(slots=True)
class Routed:
    """A grid with its items, links, paths and tracks."""

    items: dict[str, Item]
    links: Sequence[Link]
    bands: Sequence[Band]
    grid: Grid
    paths: dict[str, Path]
    tracks: Tracks


def draw(routed: Routed, sides: dict[str, set[Side]]) -> Plan:
    """Bounds of items and bands, and waypoints of links; ``sides`` are those that links are attached to."""
    grid, paths = routed.grid, routed.paths
    items = routed.items.values()
    above = {item.id for item in items if label_goes_above(sides.get(item.id, set()))}
    x = column_axis(items, routed.links, grid, paths, track_counts(routed.tracks.vertical, paths, 0))
    y, spans = row_axis(
        routed.bands,
        grid,
        row_extents(items, grid, above, routed.links, paths),
        track_counts(routed.tracks.horizontal, paths, 1),
    )
    plan = Plan(width=x.end, height=y.end, bands=spans)
    _place_items(routed, x, y, plan)
    plan.waypoints = {link.id: _waypoints(link, routed, x, y, plan) for link in routed.links}
    return plan


def sides_used(links: Sequence[Link], paths: dict[str, Path]) -> dict[str, set[Side]]:
    used: dict[str, set[Side]] = {}
    for link in links:
        source_side, target_side = sides_of(paths[link.id])
        used.setdefault(link.source, set()).add(source_side)
        used.setdefault(link.target, set()).add(target_side)
    return used


def label_goes_above(sides: set[Side]) -> bool:
    """Labels stand below an item, unless a link leaves there and none above."""
    return Side.BOTTOM in sides and Side.TOP not in sides


def _place_items(routed: Routed, x: Axis, y: Axis, plan: Plan) -> None:
    riders: dict[str, int] = {}
    for item in routed.items.values():
        column, row = routed.grid.cells[item.id]
        width, height = item.size
        if item.id in routed.grid.shape_bands:
            top, bottom = plan.bands[item.band]
            plan.bounds[item.id] = Bounds(0.0, top, plan.width, bottom - top)
        elif item.host:
            nth = riders[item.host] = riders.get(item.host, -1) + 1
            plan.bounds[item.id] = _on_border(plan.bounds[item.host], item, nth)
        else:
            plan.bounds[item.id] = Bounds(x.middle[column] - width / 2, y.middle[row] - height / 2, width, height)


def _on_border(host: Bounds, item: Item, nth: int) -> Bounds:
    """Boundary events hang on the lower border, from the right corner to the left."""
    width, height = item.size
    return Bounds(host.right - width - 4.0 - nth * _RIDER_PITCH, host.bottom - height + RIDER_DROP, width, height)


def _waypoints(link: Link, routed: Routed, x: Axis, y: Axis, plan: Plan) -> tuple[Point, ...]:
    path = routed.paths[link.id]
    runs = [_run_coordinate(link, path, index, routed, x, y, plan) for index in range(len(path) - 1)]
    vertical = [path[index][0] == path[index + 1][0] for index in range(len(path) - 1)]
    bends = [
        Point(first, second) if first_upright else Point(second, first)
        for (first, second), first_upright in zip(pairwise(runs), vertical, strict=False)
    ]
    start = _attach(routed.items[link.source], plan.bounds[link.source], sides_of(path)[0], runs[0])
    end = _attach(routed.items[link.target], plan.bounds[link.target], sides_of(path)[1], runs[-1])
    return (start, *bends, end)


def _run_coordinate(link: Link, path: Path, index: int, routed: Routed, x: Axis, y: Axis, plan: Plan) -> float:
    """x of a vertical run, y of a horizontal one: from the port at either end, else from the track."""
    upright = path[index][0] == path[index + 1][0]
    axis, along = (x, 0) if upright else (y, 1)
    if path[index][along] % 2:
        at_source = index == 0 and not (len(path) == 2 and link.source in routed.grid.shape_bands)
        middle = _port_middle(link.source if at_source else link.target, path[index], upright, routed, x, plan)
        return middle + routed.tracks.ports[link.id, at_source]
    table, pitch = (routed.tracks.vertical, TRACK_X) if upright else (routed.tracks.horizontal, TRACK_Y)
    return axis.middle[path[index][along]] + table[link.id, index][0] * pitch


def _port_middle(item_id: str, cell: Cell, upright: bool, routed: Routed, x: Axis, plan: Plan) -> float:
    if item_id in routed.grid.shape_bands:
        return x.middle[cell[0]]
    centre = plan.bounds[item_id].centre
    return centre.x if upright else centre.y


def _attach(item: Item, bounds: Bounds, side: Side, at: float) -> Point:
    """The point of the outline on one side, at a given y (left, right) or x (top, bottom)."""
    upright = side in (Side.TOP, Side.BOTTOM)
    centre = bounds.centre
    inset = _inset(
        item.outline, (bounds.width if upright else bounds.height) / 2, at - (centre.x if upright else centre.y)
    )
    if upright:
        return Point(at, bounds.y + inset if side is Side.TOP else bounds.bottom - inset)
    return Point(bounds.x + inset if side is Side.LEFT else bounds.right - inset, at)


def _inset(outline: Outline, radius: float, offset: float) -> float:
    """How far the outline lies inside its bounding box, ``offset`` away from the middle of a side."""
    if outline is Outline.DIAMOND:
        return abs(offset)
    if outline is Outline.CIRCLE:
        return radius - sqrt(max(0.0, radius * radius - offset * offset))
    return 0.0
