"""Marks of change on a diagram: colour, line and a small badge, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bpr.core.bpmn.layout.text import text_width
from bpr.core.bpmn.model import Bounds
from bpr.core.bpmn.render.palette import BADGE_INK, COMMENT_FILL, INK, LINE, PAPER
from bpr.core.bpmn.render.svg import element, polygon, text_line
from bpr.core.values import ChangeKind

_SIZE, _HEIGHT = 11.0, 18.0
_Points = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlight:
    """What is marked on one element: a change, a number of comments, or both.

    ``label`` replaces the words of the badge.
    """

    kind: ChangeKind | None = None
    comments: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    word: str
    stroke: str
    fill: str
    dash: str | None
    badge: Callable[[float, float, float, float], _Points]


def _box(x: float, y: float, w: float, h: float) -> _Points:
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def _hexagon(x: float, y: float, w: float, h: float) -> _Points:
    return [(x + 5, y), (x + w - 5, y), (x + w, y + h / 2), (x + w - 5, y + h), (x + 5, y + h), (x, y + h / 2)]


def _arrow(x: float, y: float, w: float, h: float) -> _Points:
    return [(x, y), (x + w - 5, y), (x + w, y + h / 2), (x + w - 5, y + h), (x, y + h)]


def _slanted(x: float, y: float, w: float, h: float) -> _Points:
    return [(x + 5, y), (x + w, y), (x + w - 5, y + h), (x, y + h)]


def _cut(x: float, y: float, w: float, h: float) -> _Points:
    return [(x + 5, y), (x + w - 5, y), (x + w, y + 5), (x + w, y + h), (x, y + h), (x, y + 5)]


def _tag(x: float, y: float, w: float, h: float) -> _Points:
    return [(x, y), (x + w, y), (x + w - 5, y + h / 2), (x + w, y + h), (x, y + h), (x + 5, y + h / 2)]


STYLES: Mapping[ChangeKind, Style] = {
    ChangeKind.ADDED: Style("新設", "#1b6e3c", "#e2f3e7", None, _cut),
    ChangeKind.REMOVED: Style("廃止", "#b3261e", "#fbe7e5", "6 4", _box),
    ChangeKind.CHANGED: Style("変更", "#8a5a00", "#fff2d6", None, _hexagon),
    ChangeKind.MERGED: Style("統合", "#6a3d9a", "#f1e9f8", "12 3 3 3", _tag),
    ChangeKind.AUTOMATED: Style("自動化", "#0b5cad", "#e1edfa", None, _slanted),
    ChangeKind.MOVED: Style("移管・順序変更", "#00696b", "#ddf1f1", "14 4", _arrow),
}


def style_of(highlight: Highlight | None) -> Style | None:
    """The style of a highlight; None where nothing changes (維持)."""
    return STYLES.get(highlight.kind) if highlight and highlight.kind else None


def badges(box: Bounds, highlight: Highlight) -> str:
    """The badges of an element: the change at the upper right, the comments at the lower right."""
    style = style_of(highlight)
    drawn = ""
    if style:
        word = highlight.label or style.word
        width = _badge_width(word)
        drawn += _badge(style, word, box.right - width + 6, box.y - _HEIGHT / 2)
    if highlight.comments:
        drawn += _comment_badge(box.right - 6, box.bottom - 4, highlight.comments)
    return drawn


def _badge_width(word: str) -> float:
    return text_width(word, _SIZE) + 16


def _badge(style: Style, word: str, x: float, y: float) -> str:
    width = _badge_width(word)
    shape = polygon(style.badge(x, y, width, _HEIGHT), fill=style.stroke, stroke=PAPER, stroke_width=1)
    return shape + text_line(word, x + width / 2, y + 13, _SIZE, fill=BADGE_INK, bold=True)


def _comment_badge(x: float, y: float, count: int) -> str:
    """A speech bubble with the number of comments."""
    bubble = element(
        "path",
        d=f"M{x - 11:.1f} {y - 9:.1f}h22v15h-13l-5 5v-5h-4Z",
        fill=COMMENT_FILL,
        stroke=PAPER,
        stroke_width=1,
        stroke_linejoin="round",
    )
    number = text_line(str(min(count, 99)), x, y + 2.5, 10, fill=BADGE_INK, bold=True)
    return element("g", element("title", f"意見 {count} 件"), bubble, number, class_="bpmn-comments")


def legend(kinds: Iterable[ChangeKind], x: float, y: float) -> tuple[str, float]:
    """One line that explains the badges, and its width."""
    at = x
    parts = [text_line("凡例", at, y + 13, _SIZE, anchor="start", fill=LINE)]
    at += 34
    for kind in kinds:
        style = STYLES[kind]
        parts.append(
            element("rect", x=at, y=y, width=26, height=_HEIGHT, rx=4, fill=style.fill, stroke=style.stroke,
                    stroke_width=2, stroke_dasharray=style.dash)
        )  # fmt: skip
        parts.append(_badge(style, style.word, at + 32, y))
        at += 32 + _badge_width(style.word) + 18
    return element("g", *parts, class_="bpmn-legend", fill=INK), at - x
