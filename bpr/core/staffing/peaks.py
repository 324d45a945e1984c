"""People needed hour by hour in a week of one month, if every case were dealt with in the hour in which it arrives.

    cases of a day of weekday d    = cases of the month × w(d) ÷ Σ over weekdays (open days × w)
    cases of one hour of that day  = cases of the day × h(hour) ÷ Σ h over the open hours of the day
    people at that hour            = cases × minutes per case ÷ (open minutes of the hour × attendance × available)

Where no weights were entered, w is the open minutes of the weekday and h the open minutes of the hour: then every hour
needs what the month needs. Weights on closed hours or weekdays do not count; what share of them that is, is said. More
people needed than there are does not mean that work is left undone: it is done later, and cases wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.figures import Side
from bpr.core.staffing.model import WEEKDAYS, ArrivalPattern, Hours, Staffing, StaffingError
from bpr.core.staffing.months import OpenMonth
from bpr.core.staffing.needs import GroupNeeds, GroupSide
from bpr.core.units import format_number

Cell = tuple[int, int]  # weekday (0 = Monday), hour (0–23)


@dataclass(frozen=True, kw_only=True)
class Peaks:
    """One group in one month. ``exact``: people for every open hour; ``is_even``: nobody entered a pattern."""

    month: int
    exact: Mapping[Cell, Fraction]
    is_even: bool
    findings: tuple[str, ...] = ()

    @property
    def busiest(self) -> Cell | None:
        """The hour that needs most people, the earliest of several; None where nothing is to do."""
        return max(self.exact, key=lambda cell: (self.exact[cell], -cell[0], -cell[1]), default=None)

    @property
    def hours(self) -> tuple[int, ...]:
        """The hours of the day that are open on any weekday."""
        return tuple(sorted({hour for _, hour in self.exact}))


def peaks(needs: GroupNeeds, staffing: Staffing, side: Side, month: int) -> Peaks:
    """The week of the group's month number ``month`` (0 = April). StaffingError names a pattern that leaves no hour."""
    found = needs.side(side) or needs.as_is
    open_month = needs.months[month]
    patterns = [staffing.pattern(part.use_case_key) for part in found.parts]
    minutes: dict[Cell, Fraction] = {cell: Fraction(0) for cell in _open_cells(needs.group.hours, open_month)}
    for part, pattern in zip(found.parts, patterns, strict=True):
        work = part.minutes_per_case * part.cases[month]
        for cell, share in (arrival_shares(needs.group.hours, pattern, open_month) if work else {}).items():
            minutes[cell] += work * share
    return Peaks(
        month=open_month.month,
        exact={cell: _people(needs, cell, work) for cell, work in minutes.items()},
        is_even=all(pattern.is_default for pattern in patterns),
        findings=tuple(_findings(found, patterns, needs.group.hours)),
    )


def _people(needs: GroupNeeds, cell: Cell, minutes: Fraction) -> Fraction:
    there = _open_minutes(needs.group.hours, cell) * needs.attendance * Fraction(needs.group.available)
    return minutes / there


def _open_minutes(hours: Hours, cell: Cell) -> int:
    weekday, hour = cell
    return hours.minutes_of(weekday, hour * 60, hour * 60 + 60)


def _open_cells(hours: Hours, month: OpenMonth) -> list[Cell]:
    """Weekday and hour of every hour that is open at least for a minute in this month."""
    weekdays = [day for day in range(7) if month.weekday_days[day]]
    return [(day, hour) for day in weekdays for hour in range(24) if _open_minutes(hours, (day, hour))]


def arrival_shares(hours: Hours, pattern: ArrivalPattern, month: OpenMonth) -> dict[Cell, Fraction]:
    """The part of the month's cases that arrives in that hour of ONE day of that weekday; over all days they make 1."""
    weights = _weights(hours, pattern, _open_cells(hours, month))
    by_day = {day: _day_weight(hours, pattern, day) for day in range(7)}
    reached = {day for (day, _), weight in weights.items() if weight}
    total = sum((month.weekday_days[day] * by_day[day] for day in reached), Fraction(0))
    if not total:
        raise StaffingError(
            f"受付の山が、開庁時間「{hours.name}」の開いている時間（{month.month}月）に1件もありません。"
            "曜日別か時刻別の件数、または開庁時間を直してください"
        )
    sums = {
        day: sum((weight for (other, _), weight in weights.items() if other == day), Fraction(0)) for day in reached
    }
    return {
        (day, hour): by_day[day] / total * weight / sums[day]
        for (day, hour), weight in weights.items()
        if day in reached
    }


def _weights(hours: Hours, pattern: ArrivalPattern, cells: Iterable[Cell]) -> dict[Cell, Fraction]:
    """Weight of each open hour within its day."""
    return {
        cell: Fraction(pattern.hours[cell[1]]) if pattern.hours else Fraction(_open_minutes(hours, cell))
        for cell in cells
    }


def _day_weight(hours: Hours, pattern: ArrivalPattern, day: int) -> Fraction:
    return Fraction(pattern.weekdays[day]) if pattern.weekdays else Fraction(hours.minutes_of(day))


def _findings(side: GroupSide, patterns: Iterable[ArrivalPattern], hours: Hours) -> Iterable[str]:
    for part, pattern in zip(side.parts, patterns, strict=True):
        outside = _outside(pattern, hours)
        if outside:
            percent = format_number(round(outside * 1000) / Decimal(10))
            yield (
                f"「{part.use_case_name}」の受付の山のうち{percent}％は開いていない時間のものです。"
                "開いている時間に、そこでの山と同じ比で割り振りました"
            )


def _outside(pattern: ArrivalPattern, hours: Hours) -> Fraction:
    """The larger part of the weights, by weekday or by hour, that falls on closed time."""
    open_hours = [any(hours.minutes_of(day, hour * 60, hour * 60 + 60) for day in range(7)) for hour in range(24)]
    open_days = [bool(hours.minutes_of(day)) for day in range(7)]
    return max(_closed_part(pattern.weekdays, open_days), _closed_part(pattern.hours, open_hours))


def _closed_part(weights: tuple[Decimal, ...], is_open: list[bool]) -> Fraction:
    total = sum(weights, Decimal(0))
    closed = sum((weight for weight, known in zip(weights, is_open, strict=False) if not known), Decimal(0))
    return Fraction(closed) / Fraction(total) if total else Fraction(0)


def cell_label(cell: Cell) -> str:
    """「月曜の9時台」."""
    return f"{WEEKDAYS[cell[0]]}曜の{cell[1]}時台"
