"""A bar with its range for each row of a table, on one common scale."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bpr.core.national import Range

_END = 0.8  # width of the marks at both ends of a range


@dataclass(frozen=True, kw_only=True)
class Bar:
    """In per cent of the width: the bar from zero to the median, and the range."""

    start: float
    length: float
    low: float
    span: float
    high: float
    zero: float
    is_negative: bool


def bars_of(ranges: Sequence[Range]) -> list[Bar]:
    """One bar a range; the scale reaches from the lowest to the highest end, zero included."""
    bottom = min((float(value.low) for value in ranges), default=0.0)
    top = max((float(value.high) for value in ranges), default=0.0)
    low, high = min(0.0, bottom), max(0.0, top)
    size = (high - low) or 1.0

    def place(value: float) -> float:
        return round((value - low) / size * (100 - _END), 2)

    return [_bar(place, value) for value in ranges]


def _bar(place: Callable[[float], float], value: Range) -> Bar:
    zero, median = place(0.0), place(float(value.median))
    low, high = place(float(value.low)), place(float(value.high))
    return Bar(
        start=min(zero, median), length=round(abs(median - zero), 2), low=low, span=round(high - low, 2), high=high,
        zero=zero, is_negative=value.median < 0,
    )  # fmt: skip
