"""Colours and line widths of diagrams: calm, distinct in grey, text contrast above 4.5."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

INK = "#1a1a1c"
LINE = "#44546a"
MESSAGE_LINE = "#5b6b7f"
SOFT_LINE = "#7a8796"
PAPER = "#ffffff"
FONT = "BIZ UDPGothic, 'BIZ UDPゴシック', 'Noto Sans CJK JP', sans-serif"

TASK_STROKE = "#44546a"
TASK_FILL = "#ffffff"
SYSTEM_TASK_FILL = "#eaf1fb"  # done by a system, no staff
SUBPROCESS_FILL = "#fbfcfd"
START_FILL, START_STROKE = "#e6f4ea", "#2e7d4f"
END_FILL, END_STROKE = "#fbe9e7", "#a8392b"
MIDDLE_FILL, MIDDLE_STROKE = "#ffffff", "#5a4a8a"
GATEWAY_FILL, GATEWAY_STROKE = "#fff7dc", "#8a6a10"
DATA_FILL, DATA_STROKE = "#ffffff", "#5b6b7f"
ANSWER_FILL = "#d8dde3"  # the envelope of an answering message
BADGE_INK = "#ffffff"
COMMENT_FILL = "#1a1a1c"


@dataclass(frozen=True, slots=True)
class PoolColours:
    body: str
    heading: str
    line: str


OWN_POOL = PoolColours("#ffffff", "#e8edf3", "#6b7a8c")
RESIDENT_POOL = PoolColours("#fffaf0", "#faecd0", "#a98a4c")
OTHER_POOL = PoolColours("#f6f8f6", "#e3ebe4", "#73877a")

HEAT_NONE, HEAT_FULL = "#fff6e8", "#a63c06"  # one hue from light to dark: in grey print darker still means longer


def heat_fill(heat: float) -> str:
    """The colour of a share of the longest time, 0..1."""
    part = min(max(heat, 0.0), 1.0)
    mixed = (round(a + (b - a) * part) for a, b in zip(_channels(HEAT_NONE), _channels(HEAT_FULL), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@lru_cache(maxsize=512)
def ink_on(fill: str) -> str:
    """Black or white, whichever reads better on ``fill``; black on what is not a plain colour."""
    if not fill.startswith("#"):
        return INK
    red, green, blue = (_linear(channel / 255) for channel in _channels(fill))
    return PAPER if 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.19 else INK


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
