"""Where a long diagram is cut into pages: between shapes, in parts of about the same size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bpr.core.bpmn.model import Bounds, ProcessModel
from bpr.core.bpmn.render.labels import flow_label_place, node_label_place

_CLEAR = 8.0  # between a cut and the nearest shape
_MARK = 22.0  # room for a number beside a cut
_UNEVEN = 1.08  # a part may be so much longer than the others
Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A flow that a cut runs through: at ``along`` on the cut's own line, at ``place`` across it."""

    is_upright: bool  # the cut runs from top to bottom
    place: float
    along: float


def spans(start: float, end: float, room: float, shapes: Sequence[Span], labels: Sequence[Span]) -> list[Span]:
    """``start`` to ``end`` in as few parts as ``room`` allows; no part ends in a shape where it can end before one."""
    count = max(1, -int(-(end - start) // room))
    even = (end - start) / count
    found: list[Span] = []
    while end - start > room:
        cut = _cut(start, min(even * _UNEVEN, room), shapes, labels)
        found.append((start, cut))
        start = cut
    return [*found, (start, end)]


def _cut(start: float, reach: float, shapes: Sequence[Span], labels: Sequence[Span]) -> float:
    """The last wide gap between shapes, labels and lines, else a gap between them, else one between shapes.

    The cut runs in the middle of the gap; where there is no gap, at the end of the reach.
    """
    wide = [(left - _MARK, right + _MARK) for left, right in [*shapes, *labels]]
    for blocked in (wide, [*shapes, *labels], shapes):
        end = start + reach
        while hit := [left for left, right in blocked if left < end < right]:
            end = min(hit)
        if end > start + reach / 2:
            return (end + max((right for _, right in blocked if start < right <= end), default=end)) / 2
    return start + reach


def shape_boxes(model: ProcessModel, containers: frozenset[str]) -> list[Bounds]:
    """What must not be cut, with some room around it; sub-processes and groups may be, their contents may not."""
    boxes = [node.bounds for node in model.nodes if node.bounds and node.id not in containers]
    return [Bounds(b.x - _CLEAR, b.y - _CLEAR, b.width + 2 * _CLEAR, b.height + 2 * _CLEAR) for b in boxes]


def label_boxes(model: ProcessModel) -> list[Bounds]:
    places = [*map(node_label_place, model.nodes), *map(flow_label_place, model.flows)]
    return [place for place in places if place]


def runs_along(model: ProcessModel, *, is_upright: bool) -> list[Span]:
    """Lines that run beside an upright (or level) cut: cut between them, not along them."""
    return [
        ((before.x, before.x) if is_upright else (before.y, before.y))
        for flow in model.flows
        for before, after in pairwise(flow.waypoints)
        if (before.x == after.x if is_upright else before.y == after.y)
    ]


def crossings(model: ProcessModel, columns: Sequence[Span], rows: Sequence[Span]) -> list[Crossing]:
    """Every place where a flow runs over a cut, in reading order; flows on one line count once."""
    found = set(_crossings_of(model, [right for _, right in columns[:-1]], is_upright=True))
    found |= set(_crossings_of(model, [bottom for _, bottom in rows[:-1]], is_upright=False))
    return sorted(found, key=lambda crossing: (not crossing.is_upright, crossing.place, crossing.along))


def _crossings_of(model: ProcessModel, places: Sequence[float], *, is_upright: bool) -> Iterator[Crossing]:
    for flow in model.flows:
        for before, after in pairwise(flow.waypoints):
            start, end = (before.x, after.x) if is_upright else (before.y, after.y)
            from_, to = (before.y, after.y) if is_upright else (before.x, after.x)
            for place in places:
                if min(start, end) < place < max(start, end):
                    along = from_ + (to - from_) * (place - start) / (end - start)
                    yield Crossing(is_upright, place, round(along))
