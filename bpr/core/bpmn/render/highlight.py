"""What is marked on a diagram, and how a mark looks: colour, line and shape, so that none is told by colour alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpr.core.bpmn.render.palette import TASK_STROKE, heat_fill
from bpr.core.values import ChangeKind

_Points = list[tuple[float, float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Highlight:
    """What is marked on one node, flow, lane or pool; any of these together.

    ``label`` replaces the words of the change's badge. ``heat`` is the share of the longest time, 0..1, and
    ``heat_label`` the time as it is to be read (12分). ``finding`` is the severity of the gravest finding: error,
    warning or hint.
    """

    kind: ChangeKind | None = None
    comments: int = 0
    label: str = ""
    heat: float | None = None
    heat_label: str = ""
    finding: str = ""


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


def _fork(x: float, y: float, w: float, h: float) -> _Points:
    return [(x + 5, y), (x + w, y), (x + w - 5, y + h / 2), (x + w, y + h), (x + 5, y + h), (x, y + h / 2)]


#: In the order of the legend; a kept step has none.
STYLES: Mapping[ChangeKind, Style] = {
    ChangeKind.ADDED: Style("新設", "#1b6e3c", "#e2f3e7", None, _cut),
    ChangeKind.REMOVED: Style("廃止", "#b3261e", "#fbe7e5", "6 4", _box),
    ChangeKind.CHANGED: Style("変更", "#8a5a00", "#fff2d6", None, _hexagon),
    ChangeKind.MERGED: Style("統合", "#6a3d9a", "#f1e9f8", "12 3 3 3", _tag),
    ChangeKind.SPLIT: Style("分割", "#8e2a6b", "#f9e6f1", "3 3 12 3", _fork),
    ChangeKind.AUTOMATED: Style("自動化", "#0b5cad", "#e1edfa", None, _slanted),
    ChangeKind.MOVED: Style("移管・順序変更", "#00696b", "#ddf1f1", "14 4", _arrow),
}


def style_of(highlight: Highlight | None) -> Style | None:
    """The style of a highlight, None where the element looks as ever. Heat fills, a change draws the outline."""
    if highlight is None:
        return None
    style = STYLES.get(highlight.kind) if highlight.kind else None
    if highlight.heat is None:
        return style
    fill = heat_fill(highlight.heat)
    return Style(style.word, style.stroke, fill, style.dash, style.badge) if style else _heated(fill)


def _heated(fill: str) -> Style:
    return Style("", TASK_STROKE, fill, None, _box)
