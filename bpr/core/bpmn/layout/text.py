"""Breaking Japanese text into lines: East-Asian widths, line-start prohibitions and breaks at phrase boundaries."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Advance of half-width characters in em, a little above what BIZ UDPGothic and Noto Sans draw.
_NARROW = 0.6
_NARROW_BY_CHAR = {**dict.fromkeys("%@MWmw&", 0.92), **dict.fromkeys(" .,:;'|!ijlI()[]", 0.36)}
_NOT_AT_START = frozenset(
    "、。，．,.・：；:;？！?!）)」』】〕］]｝}〉》’”ー～〜々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%℃"
)
_NOT_AT_END = frozenset("（(「『【〔［[｛{〈《‘“¥￥＄$＃#")
_PUNCTUATION = frozenset("、。，．・：；）」』】〕］｝〉》/／＋+")
_FORBIDDEN = 1e6

# Cost of breaking between two classes of characters: the end of a phrase (kana, then kanji) is a good place,
# the middle of a katakana or Latin word is a bad one.
_BREAK_COST = {
    ("hira", "kanji"): 1.0, ("hira", "kata"): 1.0, ("hira", "latin"): 1.0, ("hira", "hira"): 9.0,
    ("kanji", "kanji"): 7.0, ("kanji", "hira"): 16.0, ("kanji", "kata"): 3.0, ("kanji", "latin"): 3.0,
    ("kata", "kata"): 30.0, ("kata", "kanji"): 4.0, ("kata", "hira"): 14.0, ("kata", "latin"): 4.0,
    ("latin", "latin"): 120.0, ("latin", "kanji"): 4.0, ("latin", "hira"): 12.0, ("latin", "kata"): 4.0,
}  # fmt: skip


@lru_cache(maxsize=8192)
def _em(char: str) -> float:
    """Advance of one character in em."""
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else _NARROW_BY_CHAR.get(char, _NARROW)


def text_width(text: str, size: float) -> float:
    """Width in pixels of one line of ``text`` at font size ``size``."""
    return sum(map(_em, text)) * size


@lru_cache(maxsize=8192)
def _char_class(char: str) -> str:
    code = ord(char)
    if 0x3041 <= code <= 0x309F:
        return "hira"
    if 0x30A0 <= code <= 0x30FF or 0xFF66 <= code <= 0xFF9F or char == "ー":
        return "kata"
    return "latin" if code < 0x2E80 or 0xFF10 <= code <= 0xFF5A else "kanji"


@lru_cache(maxsize=65536)
def _break_cost(left: str, right: str) -> float:
    if right in _NOT_AT_START or left in _NOT_AT_END:
        return _FORBIDDEN
    if left in _PUNCTUATION or left == " " or right == " " or right in _NOT_AT_END:
        return 0.0
    if left == "-" and right.isalpha():
        return 2.0
    return _BREAK_COST[_char_class(left), _char_class(right)]


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float) -> tuple[str, ...]:
    """Lines of ``text`` no wider than ``width`` pixels: as few as possible, even, broken at phrase boundaries.

    Line breaks in the text are kept. A line is wider than ``width`` only where one character is.
    """
    return tuple(
        line for part in text.strip().splitlines() for line in _wrap_part(" ".join(part.split()), width / size)
    )


def _wrap_part(text: str, limit: float) -> list[str]:
    widths = [_em(char) for char in text]
    if sum(widths) <= limit:
        return [text] if text else []
    ends = _best_breaks(text, widths, limit)
    lines = [text[start:end].strip() for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return [line for line in lines if line]


def _best_breaks(text: str, widths: list[float], limit: float) -> list[int]:
    """Shortest path over break positions: a line costs a constant, its raggedness, and its break."""
    length = len(text)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * length
    for end in range(1, length + 1):
        at_end = 0.0 if end == length else _break_cost(text[end - 1], text[end])
        used = 0.0
        for start in range(end - 1, -1, -1):
            used += widths[start]
            if used > limit and start < end - 1:
                break
            slack = limit - used
            cost = best[start][0] + 60.0 + slack * slack * 0.5 + at_end
            if cost < best[end][0]:
                best[end] = (cost, start)
    return _trace(best)


def _trace(best: list[tuple[float, int]]) -> list[int]:
    ends: list[int] = []
    position = best[-1][1]
    while position > 0:
        ends.append(position)
        position = best[position][1]
    return ends[::-1]
