"""SVG as text: elements with escaped attributes and text, lines of text, and path strings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from html import escape
from itertools import pairwise
from math import hypot

from bpr.core.bpmn.model import Bounds, Point
from bpr.core.bpmn.names import legal_text
from bpr.core.bpmn.render.palette import INK

Attribute = str | float | None


# Anything but plain text: markup, quotes and characters that XML cannot hold.
_UNSAFE = re.compile(r"""[^\t\n\r !#-%(-;=?-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]""")


@lru_cache(maxsize=16384)
def number(value: float) -> str:
    """A coordinate with at most two decimals and no needless zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def element(tag: str, *children: str, **attributes: Attribute) -> str:
    """One element. ``_`` in attribute names stands for ``-``; attributes that are None are left out."""
    written = "".join(
        [f' {_name(name)}="{_attribute(value)}"' for name, value in attributes.items() if value is not None]
    )
    inner = "".join(children)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


@cache
def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _attribute(value: str | float) -> str:
    return _escaped(value, quote=True) if isinstance(value, str) else number(value)


def text_content(text: str) -> str:
    return _escaped(text, quote=False)


def _escaped(text: str, *, quote: bool) -> str:
    """Most texts need no change: one look instead of a replacement for each character that would."""
    return escape(legal_text(text), quote=quote) if _UNSAFE.search(text) else text


def text_line(
    text: str, x: float, y: float, size: float, *, anchor: str = "middle", fill: str = INK, bold: bool = False
) -> str:
    """One line; ``y`` is its baseline. Written out: a drawing consists of these before all."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}" fill="{fill}"'
        f"{weight}>{text_content(text)}</text>"
    )


def text_block(
    lines: Sequence[str],
    x: float,
    top: float,
    size: float,
    pitch: float,
    *,
    anchor: str = "middle",
    fill: str = INK,
) -> str:
    """Lines below each other; ``top`` is the upper edge of the block."""
    return "".join(
        text_line(line, x, top + index * pitch + (pitch + size) / 2 - size * 0.14, size, anchor=anchor, fill=fill)
        for index, line in enumerate(lines)
    )


def rectangle(box: Bounds, *, radius: float = 0.0, inset: float = 0.0, **attributes: Attribute) -> str:
    return element(
        "rect",
        x=box.x + inset,
        y=box.y + inset,
        width=max(0.0, box.width - 2 * inset),
        height=max(0.0, box.height - 2 * inset),
        rx=radius or None,
        **attributes,
    )


def polygon(points: Iterable[tuple[float, float]], **attributes: Attribute) -> str:
    return element("polygon", points=" ".join(f"{number(x)},{number(y)}" for x, y in points), **attributes)


def polyline_path(points: Sequence[Point], radius: float = 6.0) -> str:
    """Path through the points, with rounded corners."""
    parts = [f"M{number(points[0].x)} {number(points[0].y)}"]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        first, second = towards(here, before, radius), towards(here, after, radius)
        parts.append(
            f"L{number(first.x)} {number(first.y)}"
            f"Q{number(here.x)} {number(here.y)} {number(second.x)} {number(second.y)}"
        )
    parts.append(f"L{number(points[-1].x)} {number(points[-1].y)}")
    return "".join(parts)


def towards(start: Point, end: Point, distance: float) -> Point:
    """The point ``distance`` from start in the direction of end, at most half way."""
    length = hypot(end.x - start.x, end.y - start.y)
    part = min(distance / length, 0.5) if length else 0.0
    return Point(start.x + (end.x - start.x) * part, start.y + (end.y - start.y) * part)


def middle_of(points: Sequence[Point]) -> Point:
    """The point half way along a line."""
    lengths = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points)]
    left = sum(lengths) / 2
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length:
            part = left / length if length else 0.0
            return Point(a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part)
        left -= length
    return points[-1]
