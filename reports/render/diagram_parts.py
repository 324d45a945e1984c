"""A diagram cut into pages: one where it stays readable, else several with the headings of the lanes repeated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from lxml import etree

from bpr.core.bpmn.layout.sizes import HEADING
from bpr.core.bpmn.model import Bounds, ProcessModel
from bpr.core.bpmn.render import Highlight, render_svg
from bpr.core.bpmn.render.palette import FONT

#: A 12 px label is 5.8 pt at this scale: the smallest that is read without effort on paper.
SMALLEST_SCALE = 0.64
_MARGIN = 20.0
_LEGEND = 34.0
Places = Mapping[str, tuple[float, float]]
_SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Paper:
    """Room for a diagram in CSS pixels (96 per inch), caption and margins taken off."""

    name: str
    width: float
    height: float


_PAPERS = (Paper("portrait", 627, 700), Paper("a4", 1009, 590), Paper("a3", 1474, 930))


def diagram_parts(
    model: ProcessModel, *, title: str, highlights: Mapping[str, Highlight] | None = None
) -> list[dict[str, Any]]:
    """``[{"page", "svg"}]``: the pages of one diagram, drawn from its coordinates."""
    drawing = etree.fromstring(render_svg(model, title=title, highlights=highlights or {}).encode())
    box = Bounds(*(float(part) for part in drawing.get("viewBox", "").split()))
    paper = next((paper for paper in _PAPERS if _scale(box, paper) >= SMALLEST_SCALE), _PAPERS[-1])
    windows = [] if _scale(box, paper) >= SMALLEST_SCALE else list(_windows(model, box))
    if len(windows) < 2:
        return [_part(_inner(drawing), _view(box), box.width, box.height, paper)]
    legend = _LEGEND if any(mark.kind for mark in (highlights or {}).values()) else 0.0
    places = _places(model)
    return [_tile(drawing, places, box, window, legend) for window in windows]


def _inner(drawing: etree._Element, places: Places | None = None, window: Bounds | None = None) -> str:
    """What is drawn, without title; only what stands in ``window`` where one is given."""
    shown = [child for child in drawing if child.tag not in (f"{_SVG}title", f"{_SVG}desc")]
    if places is not None and window is not None:
        shown = [child for child in shown if _meets(places.get(child.get("data-element-id", "")), window)]
    return "".join(etree.tostring(child, encoding="unicode") for child in shown)


def _meets(place: tuple[float, float] | None, window: Bounds) -> bool:
    """True where the element reaches into the window, or where its place is not known."""
    return place is None or (place[0] < window.right and place[1] > window.x)


def _places(model: ProcessModel) -> Places:
    """Left and right of nodes and flows, with room for marks and arrow heads."""
    nodes = {node.id: (node.bounds.x - 20, node.bounds.right + 20) for node in model.nodes if node.bounds}
    lines = {flow.id: [point.x for point in flow.waypoints] for flow in model.flows if flow.waypoints}
    return nodes | {key: (min(xs) - 20, max(xs) + 20) for key, xs in lines.items()}


def _scale(box: Bounds, paper: Paper) -> float:
    return min(paper.width / box.width, paper.height / box.height, 1.0)


def _view(box: Bounds) -> str:
    return f"{box.x:g} {box.y:g} {box.width:g} {box.height:g}"


def _part(inner: str, view: str, width: float, height: float, paper: Paper) -> dict[str, Any]:
    scale = min(paper.width / width, paper.height / height, 1.0)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * scale:.1f}" height="{height * scale:.1f}" '
        f'viewBox="{view}" font-family="{escape(FONT)}">{inner}</svg>'
    )
    return {"page": paper.name, "svg": svg}


def _headings(box: Bounds) -> Bounds:
    """The strip of pool and lane headings at the left."""
    return Bounds(box.x, box.y, _MARGIN + 2 * HEADING, box.height)


def _windows(model: ProcessModel, box: Bounds) -> Iterator[tuple[float, float]]:
    """Left and right of each page's part of the diagram, cut where no shape stands."""
    paper = _PAPERS[-1]
    scale = max(SMALLEST_SCALE, min(paper.height / box.height, 1.0)) if box.height else 1.0
    band = _headings(box)
    room = paper.width / min(scale, paper.height / box.height) - band.width
    count = -(-(box.right - band.right) // room)
    even = (box.right - band.right) / count
    shapes = [(node.bounds.x - 8, node.bounds.right + 8) for node in model.nodes if node.bounds]
    start = band.right
    while start < box.right:
        end = box.right if box.right - start <= room else _cut(start, min(even * 1.08, room), shapes)
        yield (start, end)
        start = end


def _cut(start: float, room: float, shapes: list[tuple[float, float]]) -> float:
    """The last place within ``room`` that cuts no shape."""
    end = start + room
    while (hit := [left for left, right in shapes if left < end < right]) and min(hit) > start + room / 2:
        end = min(hit)
    return end


def _tile(
    drawing: etree._Element, places: Places, box: Bounds, window: tuple[float, float], legend: float
) -> dict[str, Any]:
    """One page of a long diagram: the headings of the lanes, then its part of the diagram."""
    band = _headings(box)
    left, right = window
    height = box.height if left == band.right else box.height - legend
    pieces = [(0.0, Bounds(box.x, box.y, band.width, height)), (band.width, Bounds(left, box.y, right - left, height))]
    content = "".join(
        f'<svg x="{at:g}" y="0" width="{piece.width:g}" height="{piece.height:g}" viewBox="{_view(piece)}">'
        f"{_inner(drawing, places, piece)}</svg>"
        for at, piece in pieces
    )
    total = band.width + right - left
    return _part(content, f"0 0 {total:g} {box.height:g}", total, box.height, _PAPERS[-1])
