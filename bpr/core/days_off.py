"""Days on which municipal offices are closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta


def japanese_days_off(first_day: date, days: int, is_holiday: Callable[[date], bool]) -> frozenset[date]:
    """Public holidays (said by ``is_holiday``, e.g. jpholiday) and the closing days 12/29–1/3 of municipal offices.

    地方自治法第4条の2: holidays of municipalities include 12月29日から翌年1月3日まで.
    """
    all_days = (first_day + timedelta(days=number) for number in range(days))
    return frozenset(
        day for day in all_days if is_holiday(day) or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    )
