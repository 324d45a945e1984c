"""A diagram cut into pages: one landscape page where it stays readable, else several with the lane headings repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from bpr.core.bpmn.layout.sizes import HEADING
from bpr.core.bpmn.model import Bounds, ProcessModel
from bpr.core.bpmn.render import Highlight, render_svg

#: A 12 px label is 5.8 pt at this scale: the smallest that is read without effort on paper.
SMALLEST_SCALE = 0.64
_MARGIN = 20.0
_LEGEND = 34.0
_OPENING = re.compile(r'<svg [^>]*viewBox="([^"]+)"[^>]*>')
_TITLES = re.compile(r"^<title[^>]*>.*?</title><desc[^>]*>.*?</desc>", re.DOTALL)


@dataclass(frozen=True)
class Paper:
    """Room for a diagram in CSS pixels (96 per inch), caption and margins taken off."""

    name: str
    width: float
    height: float


_PAPERS = (Paper("portrait", 627, 700), Paper("a4", 1009, 590), Paper("a3", 1474, 930))


def diagram_parts(
    model: ProcessModel, *, title: str, prefix: str, highlights: Mapping[str, Highlight] | None = None
) -> list[dict[str, Any]]:
    """``[{"page", "svg"}]``: the pages of one diagram, drawn from its coordinates."""
    drawn = render_svg(model, title=title, highlights=highlights or {}, id_prefix=prefix)
    opening = _OPENING.match(drawn)
    if opening is None:
        raise ValueError(f"図「{title}」の大きさを読み取れません")
    box = Bounds(*(float(part) for part in opening[1].split()))
    inner = _TITLES.sub("", drawn[opening.end() : -len("</svg>")])
    paper = next((paper for paper in _PAPERS if _scale(box, paper) >= SMALLEST_SCALE), None)
    if paper:
        return [_part(inner, _view(box), box.width, box.height, paper, title)]
    legend = _LEGEND if any(mark.kind for mark in (highlights or {}).values()) else 0.0
    windows = list(_windows(model, box))
    if len(windows) == 1:
        return [_part(inner, _view(box), box.width, box.height, _PAPERS[-1], title)]
    names = [f"{title}（{index}／{len(windows)}）" for index in range(1, len(windows) + 1)]
    return [_tile(inner, box, window, legend, name) for window, name in zip(windows, names, strict=True)]


def _scale(box: Bounds, paper: Paper) -> float:
    return min(paper.width / box.width, paper.height / box.height, 1.0)


def _view(box: Bounds) -> str:
    return f"{box.x:g} {box.y:g} {box.width:g} {box.height:g}"


def _part(inner: str, view: str, width: float, height: float, paper: Paper, title: str) -> dict[str, Any]:
    scale = min(paper.width / width, paper.height / height, 1.0)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="{width * scale:.1f}" '
        f'height="{height * scale:.1f}" role="img"><title>{escape(title)}</title>{inner}</svg>'
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


def _tile(inner: str, box: Bounds, window: tuple[float, float], legend: float, title: str) -> dict[str, Any]:
    band = _headings(box)
    left, right = window
    is_first = left == band.right
    height = box.height if is_first else box.height - legend
    pieces = [(0.0, band.width, band.x, height), (band.width, right - left, left, height)]
    content = "".join(
        f'<svg x="{at:g}" y="0" width="{width:g}" height="{tall:g}" viewBox="{x:g} {box.y:g} {width:g} {tall:g}">'
        f"{inner}</svg>"
        for at, width, x, tall in pieces
    )
    total = band.width + right - left
    return _part(content, f"0 0 {total:g} {box.height:g}", total, box.height, _PAPERS[-1], title)
