"""Pools and lanes: bodies, heading bands and their vertical text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from bpr.core.bpmn.layout.pools import is_resident_pool, pool_order
from bpr.core.bpmn.layout.sizes import HEADING, HEADING_FONT, HEADING_LINE
from bpr.core.bpmn.layout.text import text_width, wrap
from bpr.core.bpmn.model import Bounds, Lane, Pool, ProcessModel
from bpr.core.bpmn.render.palette import INK, OTHER_POOL, OWN_POOL, RESIDENT_POOL, PoolColours, ink_on
from bpr.core.bpmn.render.svg import element, number, rectangle, text_block, text_content, text_line

_UPRIGHT_ROOM = 12.0
_LEAST_HEADING = 8.0  # less than this is a gap, no heading
_TURNED = frozenset("ー〜～（）()「」『』【】［］[]〔〕｛｝〈〉《》－-—―…：；=＝→←")
_SMALL = frozenset("ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ")
_MARKS = frozenset("、。，．")


def pool_colours(model: ProcessModel, pool: Pool) -> PoolColours:
    """Residents are tinted warm, other organisations green-grey, the own organisation is white."""
    if is_resident_pool(model, pool):
        return RESIDENT_POOL
    return OTHER_POOL if pool_order(model, pool) == 2 else OWN_POOL


def as_seen(model: ProcessModel) -> ProcessModel:
    """The model with the direction of its bands as their coordinates say: files often say another one."""
    turned = {pool.process: seen for pool in model.pools if (seen := _seen(model, pool)) != pool.is_horizontal}
    if not turned:
        return model
    pools = tuple(replace(p, is_horizontal=turned.get(p.process, p.is_horizontal)) for p in model.pools)
    lanes = tuple(replace(lane, is_horizontal=turned.get(lane.process, lane.is_horizontal)) for lane in model.lanes)
    return replace(model, pools=pools, lanes=lanes)


def _seen(model: ProcessModel, pool: Pool) -> bool:
    """Lanes leave room for the heading of their pool at its left or at its top."""
    left, top = _insets(model, pool)
    return left > top if max(left, top) >= _LEAST_HEADING else pool.is_horizontal


def _insets(model: ProcessModel, pool: Pool) -> tuple[float, float]:
    boxes = [lane.bounds for lane in model.lanes if lane.process == pool.process and lane.bounds]
    if not boxes or pool.bounds is None or not pool.process:
        return 0.0, 0.0
    return min(box.x for box in boxes) - pool.bounds.x, min(box.y for box in boxes) - pool.bounds.y


def heading_breadth(model: ProcessModel, pool: Pool) -> float:
    """As broad as the lanes leave room for; the usual breadth without lanes."""
    inset = max(_insets(model, pool))
    return min(inset, HEADING) if inset >= _LEAST_HEADING else HEADING


def draw_pool(model: ProcessModel, pool: Pool, box: Bounds, breadth: float = HEADING) -> str:
    colours = pool_colours(model, pool)
    stroke = pool.stroke or colours.line
    body = rectangle(box, fill=pool.fill or colours.body, stroke=stroke, stroke_width=1.6)
    bars = _multiplicity(box) if pool.multiplicity else ""
    if not pool.process:
        return body + _name_of_black_box(pool.name, box, ink_on(pool.fill or colours.body)) + bars
    heading = _band(box, breadth, is_horizontal=pool.is_horizontal)
    return body + _heading(pool.name, heading, colours.heading, stroke, is_horizontal=pool.is_horizontal) + bars


def _name_of_black_box(name: str, box: Bounds, ink: str) -> str:
    """In the middle, turned where the pool is too narrow for it."""
    if box.width < 60 and box.height > box.width:
        return _vertical_text(name, box)
    lines = wrap(name, max(box.width - 20, 30.0), HEADING_FONT)
    top = box.centre.y - len(lines) * HEADING_LINE / 2
    return text_block(lines, box.centre.x, top, HEADING_FONT, HEADING_LINE, fill=ink)


def draw_lane(lane: Lane, box: Bounds, colours: PoolColours) -> str:
    stroke = lane.stroke or colours.line
    body = rectangle(box, fill=lane.fill or "none", stroke=stroke, stroke_width=1)
    if not lane.name:
        return body
    band = _band(box, HEADING, is_horizontal=lane.is_horizontal)
    return body + _heading(lane.name, band, colours.heading, stroke, is_horizontal=lane.is_horizontal, soft=True)


def _band(box: Bounds, breadth: float, *, is_horizontal: bool) -> Bounds:
    return Bounds(box.x, box.y, breadth, box.height) if is_horizontal else Bounds(box.x, box.y, box.width, breadth)


def _multiplicity(box: Bounds) -> str:
    x, y = box.centre.x, box.bottom - 16
    return element(
        "path", d=f"M{number(x - 5)} {number(y)}v12m5-12v12m5-12v12", fill="none", stroke=INK, stroke_width=1.6
    )


def _heading(name: str, band: Bounds, fill: str, stroke: str, *, is_horizontal: bool, soft: bool = False) -> str:
    ground = rectangle(band, fill=fill, fill_opacity=0.6 if soft else None, stroke=stroke, stroke_width=1)
    return ground + (_vertical_text(name, band) if is_horizontal else _level_text(name, band))


def _level_text(name: str, band: Bounds) -> str:
    lines = wrap(name, band.width - 8, HEADING_FONT)[:2]
    pitch = 14.0 if len(lines) > 1 else HEADING_LINE
    top = band.centre.y - len(lines) * pitch / 2
    return text_block(lines, band.centre.x, top, HEADING_FONT if len(lines) == 1 else 12.0, pitch)


def _vertical_text(name: str, band: Bounds) -> str:
    """Japanese stands upright from top to bottom; a Latin name is turned as a whole."""
    if name and name.isascii():
        return _turned_text(name, band)
    columns = _columns(name, band.height - _UPRIGHT_ROOM)
    size = HEADING_FONT if len(columns) == 1 else 12.0
    size = min([size, *((band.height - 6) / (len(column) * 1.1) for column in columns)])
    pitch = size + 2.0
    right = band.centre.x + (len(columns) - 1) * pitch / 2
    return "".join(_column(column, right - index * pitch, band.centre.y, size) for index, column in enumerate(columns))


def _columns(name: str, height: float) -> Sequence[str]:
    """One column, or two where the name is too long for the band."""
    if text_width(name, HEADING_FONT * 1.08) <= height:
        return [name] if name else []
    return wrap(name, max(height, text_width(name, HEADING_FONT) / 2 + HEADING_FONT), HEADING_FONT)[:2]


def _turned_text(name: str, band: Bounds) -> str:
    """In one line, or in two smaller ones."""
    size = HEADING_FONT if text_width(name, HEADING_FONT) <= band.height - 8 else 10.5
    lines = wrap(name, band.height - 8, size)[:2]
    y, pitch = band.centre.y, size + 2.0
    first = band.centre.x + size * 0.36 - (len(lines) - 1) * pitch / 2
    return "".join(
        element(
            "text",
            text_content(line),
            transform=f"translate({number(first + index * pitch)} {number(y)}) rotate(-90)",
            font_size=size,
            text_anchor="middle",
            fill=INK,
        )
        for index, line in enumerate(lines)
    )


def _column(text: str, x: float, middle: float, size: float) -> str:
    advance = size * 1.08
    top = middle - len(text) * advance / 2
    return "".join(_glyph(char, x, top + (index + 0.5) * advance, size) for index, char in enumerate(text))


def _glyph(char: str, x: float, y: float, size: float) -> str:
    """One character around a point, as vertical setting wants it."""
    if char in _TURNED or unicodedata.category(char) == "Pd":
        transform = f"translate({number(x - size * 0.36)} {number(y)}) rotate(90)"
        return element("text", text_content(char), transform=transform, font_size=size, text_anchor="middle", fill=INK)
    shift = 0.1 if char in _SMALL else 0.6 if char in _MARKS else 0.0
    lift = 0.08 if char in _SMALL else 0.6 if char in _MARKS else 0.0
    return text_line(char, x + shift * size, y + size * (0.36 - lift), size)
