"""Figures that say how readable a drawing is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from bpr.core.bpmn.model import Bounds, Flow, Point, ProcessModel
from tests.core.bpmn.layout_checks import intersect


@dataclass(frozen=True, kw_only=True, slots=True)
class Measures:
    crossings: int  # of two edges
    bends: int
    length: int  # of all edges, pixels
    width: int
    height: int
    covered_labels: int  # pairs of a label and a shape, another label, or an edge
    border_labels: int  # labels across the border of a lane or pool


def measure(model: ProcessModel) -> Measures:
    bands = [band.bounds for band in (*model.pools, *model.lanes) if band.bounds]
    shapes = bands or [node.bounds for node in model.nodes if node.bounds]
    return Measures(
        crossings=_crossings(model),
        bends=sum(max(0, len(flow.waypoints) - 2) for flow in model.flows),
        length=round(sum(_length(a, b) for flow in model.flows for a, b in pairwise(flow.waypoints))),
        width=round(max(box.right for box in shapes) - min(box.x for box in shapes)),
        height=round(max(box.bottom for box in shapes) - min(box.y for box in shapes)),
        covered_labels=len(covered_labels(model)),
        border_labels=sum(_crosses_border(label, bands) for _, label in _labels(model)),
    )


def _length(first: Point, second: Point) -> float:
    return abs(first.x - second.x) + abs(first.y - second.y)


def _crossings(model: ProcessModel) -> int:
    runs = [(flow.id, a, b) for flow in model.flows for a, b in pairwise(flow.waypoints)]
    level = [run for run in runs if run[1].y == run[2].y]
    upright = [run for run in runs if run[1].x == run[2].x]
    return sum(
        _between(up[1].x, across[1].x, across[2].x) and _between(across[1].y, up[1].y, up[2].y)
        for across in level
        for up in upright
        if across[0] != up[0]
    )


def _between(value: float, first: float, second: float) -> bool:
    return min(first, second) + 1 < value < max(first, second) - 1


def _labels(model: ProcessModel) -> list[tuple[str, Bounds]]:
    return [(part.id, part.label_bounds) for part in (*model.nodes, *model.flows) if part.label_bounds]


def covered_labels(model: ProcessModel) -> list[str]:
    labels = _labels(model)
    return [
        *(f"{one} over {other}" for (one, a), (other, b) in combinations(labels, 2) if intersect(a, b)),
        *(
            f"{one} over {node.id}"
            for one, box in labels
            for node in model.nodes
            if node.bounds and not node.tag.endswith("ubProcess") and intersect(box, node.bounds)
        ),
        *(f"{one} over {flow.id}" for one, box in labels for flow in model.flows if _runs_through(flow, box)),
    ]


def _runs_through(flow: Flow, box: Bounds) -> bool:
    inner = Bounds(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
    return any(
        intersect(Bounds(min(a.x, b.x), min(a.y, b.y), abs(a.x - b.x) + 0.01, abs(a.y - b.y) + 0.01), inner)
        for a, b in pairwise(flow.waypoints)
    )


def _crosses_border(label: Bounds, bands: list[Bounds]) -> bool:
    return any(
        label.x < x < label.right and band.y < label.bottom and label.y < band.bottom
        for band in bands
        for x in (band.x, band.right)
    ) or any(
        label.y < y < label.bottom and band.x < label.right and label.x < band.right
        for band in bands
        for y in (band.y, band.bottom)
    )
