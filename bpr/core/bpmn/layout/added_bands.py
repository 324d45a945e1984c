"""Pools and lanes that a drawing has not had: pools below the others, lanes at the foot of their pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bpr.core.bpmn.layout.around import Around, behind_heading, turn_box
from bpr.core.bpmn.layout.kept import bands_of
from bpr.core.bpmn.layout.room import widen
from bpr.core.bpmn.model import Bounds, Lane, Point, Pool

_POOL_GAP = 44.0


def add_bands(around: Around) -> None:
    """Lanes that are gone leave their place to a neighbour; then new pools, then new lanes."""
    known = set(around.kept.bands.values())
    for lane in around.keep.lanes:
        if lane.bounds and lane.id not in known:
            _hand_over(around, turn_box(lane.bounds, vertical=around.vertical))
    drawn_before = {band.id for band in bands_of(around.keep)}
    for pool in around.model.pools:
        if pool.id in around.fresh.boxes and not around.stands(pool.id) and pool.id not in drawn_before:
            _add_pool(around, pool)
    for lane in around.model.lanes:
        if lane.id in around.fresh.boxes and not around.stands(lane.id) and lane.id not in drawn_before:
            _add_lane(around, lane)


def _hand_over(around: Around, gone: Bounds) -> None:
    """The lane before it reaches down over its place, else the one behind it up."""
    frames = around.sheet.frames
    lanes = [lane.id for lane in around.model.lanes if lane.id in frames and abs(frames[lane.id].x - gone.x) < 1.0]
    for lane in lanes:
        if abs(frames[lane].bottom - gone.y) < 1.0:
            frames[lane] = replace(frames[lane], height=gone.bottom - frames[lane].y)
            return
    for lane in lanes:
        if abs(frames[lane].y - gone.bottom) < 1.0:
            frames[lane] = replace(frames[lane], y=gone.y, height=frames[lane].bottom - gone.y)
            return


def _add_pool(around: Around, pool: Pool) -> None:
    """With its content as a layout afresh draws it."""
    frames, box = around.sheet.frames, around.fresh.boxes[pool.id]
    others = [frames[other.id] for other in around.model.pools if other.id in frames]
    extent = around.sheet.extent()
    by = Point(min((other.x for other in others), default=extent.x) - box.x, extent.bottom + _POOL_GAP - box.y)
    lanes = [lane.id for lane in around.model.lanes if lane.process == pool.process and pool.process]
    nodes = [node.id for node in around.model.nodes if node.parent == pool.process and pool.process]
    for part in (pool.id, *lanes, *nodes):
        around.copy(part, by)
    _align(around, pool.id, lanes)


def _align(around: Around, pool: str, lanes: list[str]) -> None:
    """A new pool ends where the others end, or they where it does."""
    frames = around.sheet.frames
    others = [other.id for other in around.model.pools if other.id in frames and other.id != pool]
    right = max((frames[other].right for other in others), default=0.0)
    if frames[pool].right > right:
        for other in others:
            widen(around.sheet, other, frames[pool].right)
    for band in (pool, *(lane for lane in lanes if lane in frames)):
        frames[band] = replace(frames[band], width=max(frames[band].right, right) - frames[band].x)


def _add_lane(around: Around, lane: Lane) -> None:
    """The first lane of a pool fills it; others make it, and the lanes around them, grow."""
    frames = around.sheet.frames
    outer = frames.get(next(_frames_around(around, lane), ""))
    if outer is None:
        return
    siblings = [other.id for other in around.model.lanes if _home(other) == _home(lane) and other.id in frames]
    if not siblings:
        frames[lane.id] = behind_heading(outer)
        return
    height, inside = around.fresh.boxes[lane.id].height, behind_heading(outer)
    around.sheet.insert_rows(outer.bottom + 0.5, height)
    for band in _frames_around(around, lane):
        frames[band] = replace(frames[band], height=frames[band].height + height)
    frames[lane.id] = Bounds(inside.x, outer.bottom, inside.width, height)


def _home(lane: Lane) -> tuple[str, str]:
    return lane.process, lane.parent_lane


def _frames_around(around: Around, lane: Lane) -> Iterator[str]:
    """The drawn lanes around a lane, innermost first, then its pool."""
    lanes = {other.id: other for other in around.model.lanes}
    while lane.parent_lane in lanes:
        lane = lanes[lane.parent_lane]
        if lane.id in around.sheet.frames:
            yield lane.id
    pool = around.pool_of.get(lane.process, "")
    if pool in around.sheet.frames:
        yield pool
