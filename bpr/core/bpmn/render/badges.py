"""Badges that stand on the elements of a diagram, and the legend that explains them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bpr.core.bpmn.layout.text import text_width
from bpr.core.bpmn.model import Bounds
from bpr.core.bpmn.render.highlight import STYLES, Highlight, Style, style_of
from bpr.core.bpmn.render.palette import BADGE_INK, COMMENT_FILL, INK, LINE, PAPER, heat_fill
from bpr.core.bpmn.render.svg import element, number, polygon, rectangle, text_line
from bpr.core.values import ChangeKind

_SIZE, _HEIGHT = 11.0, 18.0
_STEPS = 5
_FINDING_WORDS = {"error": "誤り", "warning": "注意", "hint": "助言"}
_FINDING_SHAPES = {
    "error": ("M-4-9.6H4L9.6-4V4L4 9.6H-4L-9.6 4V-4Z", "#b3261e", BADGE_INK, "×", 4.2),
    "warning": ("M0-10L10.5 8.5H-10.5Z", "#ffcf3d", INK, "!", 6.4),
    "hint": ("M-9 0A9 9 0 1 1 9 0A9 9 0 1 1-9 0Z", "#0b5cad", BADGE_INK, "i", 4.2),
}


def badges(box: Bounds, highlight: Highlight) -> str:
    """Change at the upper right, finding at the upper left, minutes at the lower left, comments at the lower right."""
    style = style_of(highlight)
    drawn = ""
    if style and style.word:
        word = highlight.label or style.word
        drawn += _badge(style, word, box.right - _badge_width(word) + 6, box.y - _HEIGHT / 2)
    if highlight.finding in _FINDING_SHAPES:
        drawn += _finding_badge(highlight.finding, box.x, box.y)
    if highlight.heat_label:
        drawn += _minutes_badge(highlight.heat_label, box.x - 4, box.bottom - _HEIGHT / 2)
    if highlight.comments:
        drawn += _comment_badge(box.right - 6, box.bottom - 4, highlight.comments)
    return drawn


def _badge_width(word: str) -> float:
    return text_width(word, _SIZE) + 16


def _badge(style: Style, word: str, x: float, y: float) -> str:
    width = _badge_width(word)
    shape = polygon(style.badge(x, y, width, _HEIGHT), fill=style.stroke, stroke=PAPER, stroke_width=1)
    return shape + text_line(word, x + width / 2, y + 13, _SIZE, fill=BADGE_INK, bold=True)


def _minutes_badge(words: str, x: float, y: float) -> str:
    """The time in black on white: the figure is read whatever the colour beneath."""
    width = text_width(words, _SIZE) + 12
    box = Bounds(x, y, width, _HEIGHT)
    return element(
        "g",
        rectangle(box, radius=_HEIGHT / 2, fill=PAPER, stroke=INK, stroke_width=1),
        text_line(words, x + width / 2, y + 13, _SIZE, bold=True),
        class_="bpmn-minutes",
    )


def _finding_badge(severity: str, x: float, y: float) -> str:
    d, fill, ink, sign, drop = _FINDING_SHAPES[severity]
    return element(
        "g",
        element("title", _FINDING_WORDS[severity]),
        element("path", d=d, fill=fill, stroke=INK, stroke_width=1, stroke_linejoin="round"),
        text_line(sign, 0, drop, 12, fill=ink, bold=True),
        class_=f"bpmn-finding is-{severity}",
        transform=f"translate({number(x)} {number(y)})",
    )


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
    count_text = text_line(str(min(count, 99)), x, y + 2.5, 10, fill=BADGE_INK, bold=True)
    return element("g", element("title", f"意見 {count} 件"), bubble, count_text, class_="bpmn-comments")


def legend(marks: Iterable[Highlight], x: float, y: float) -> tuple[str, float]:
    """One line that explains what occurs among ``marks``, and its width; "" and 0 where nothing needs explaining."""
    found = list(marks)
    kinds = {mark.kind for mark in found}
    entries = [_change_key(kind) for kind in STYLES if kind in kinds]
    entries += list(_heat_key(found))
    severities = {mark.finding for mark in found}
    entries += [_finding_key(severity) for severity in _FINDING_SHAPES if severity in severities]
    if not entries:
        return "", 0.0
    parts, at = [text_line("凡例", x, y + 13, _SIZE, anchor="start", fill=LINE)], x + 34
    for drawn, width in entries:
        parts.append(element("g", drawn, transform=f"translate({number(at)} {number(y)})"))
        at += width + 18
    return element("g", *parts, class_="bpmn-legend", fill=INK), at - x


def _change_key(kind: ChangeKind) -> tuple[str, float]:
    style = STYLES[kind]
    sample = rectangle(
        Bounds(0, 0, 26, _HEIGHT), radius=4, fill=style.fill, stroke=style.stroke, stroke_width=2,
        stroke_dasharray=style.dash,
    )  # fmt: skip
    return sample + _badge(style, style.word, 32, 0), 32 + _badge_width(style.word)


def _heat_key(marks: list[Highlight]) -> Iterator[tuple[str, float]]:
    """The scale from nothing to the longest time, with the longest time written."""
    heated = [mark for mark in marks if mark.heat is not None]
    if not heated:
        return
    longest = max(heated, key=lambda mark: mark.heat or 0.0).heat_label
    words, step = "処理時間  0分", 20.0
    start = text_width(words, _SIZE) + 6
    swatches = "".join(
        rectangle(
            Bounds(start + index * step, 1, step, 16), fill=heat_fill(index / (_STEPS - 1)), stroke=LINE, stroke_width=1
        )
        for index in range(_STEPS)
    )
    end = start + _STEPS * step + 6
    texts = text_line(words, 0, 13, _SIZE, anchor="start") + text_line(longest, end, 13, _SIZE, anchor="start")
    yield texts + swatches, end + text_width(longest, _SIZE)


def _finding_key(severity: str) -> tuple[str, float]:
    word = _FINDING_WORDS[severity]
    drawn = _finding_badge(severity, 10, _HEIGHT / 2) + text_line(word, 26, 13, _SIZE, anchor="start")
    return drawn, 26 + text_width(word, _SIZE)
