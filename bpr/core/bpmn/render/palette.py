"""Colours and line widths of diagrams: calm, distinct in grey, text contrast above 4.5."""

from __future__ import annotations

from dataclasses import dataclass

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
