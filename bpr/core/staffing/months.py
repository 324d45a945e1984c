"""The months of a fiscal year (April first) with the days and minutes that an office is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bpr.core.staffing.model import Hours, IsHoliday
from bpr.core.workload import MONTHS

_REIWA = 2018  # 令和1年 is 2019; its fiscal year is called 令和元年度


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenMonth:
    """One month: open days and minutes, and how many of the open days fall on each weekday (Monday first)."""

    month: int  # calendar month, 1–12
    first_day: date
    days: int
    minutes: int
    weekday_days: tuple[int, ...]


def fiscal_year_label(year: int) -> str:
    """2026 → 令和8年度; before 2019 the western year stays."""
    reiwa = year - _REIWA
    if reiwa < 1:
        return f"{year}年度"
    return f"令和{'元' if reiwa == 1 else reiwa}年度"


def open_months(hours: Hours, fiscal_year: int, is_holiday: IsHoliday) -> tuple[OpenMonth, ...]:
    """The twelve months of a fiscal year as ``hours`` have them."""
    first_days = [date(fiscal_year + (month < 4), month, 1) for month in MONTHS]
    ends = [*first_days[1:], date(fiscal_year + 1, 4, 1)]
    return tuple(_month(hours, first, end, is_holiday) for first, end in zip(first_days, ends, strict=True))


def attendance(months: Iterable[OpenMonth], annual_hours: Decimal) -> Fraction:
    """The part of a year's open time that one person is there: annual working hours ÷ open hours, at most 1."""
    minutes = sum(month.minutes for month in months)
    return min(Fraction(1), Fraction(annual_hours) * 60 / minutes) if minutes else Fraction(1)


def _month(hours: Hours, first: date, end: date, is_holiday: IsHoliday) -> OpenMonth:
    days = (end - first).days
    days_off = hours.closed_days(first, days, is_holiday)
    counts = [0] * 7
    for number in range(days):
        day = first + timedelta(days=number)
        if day not in days_off and hours.weekdays[day.weekday()]:
            counts[day.weekday()] += 1
    return OpenMonth(
        month=first.month,
        first_day=first,
        days=sum(counts),
        minutes=sum(count * hours.minutes_of(weekday) for weekday, count in enumerate(counts)),
        weekday_days=tuple(counts),
    )
