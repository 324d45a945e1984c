"""Opening hours on their way into the child: minutes of weekdays and days off as JSON, no Django."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bpr.core.logs import EventLog, OpeningHours
from bpr.core.staffing import Hours


def sent(hours: Hours) -> dict[str, Any]:
    """What is asked of the child."""
    return {
        "name": hours.name, "weekdays": hours.weekdays, "days_off": sorted(map(date.isoformat, hours.days_off)),
        "japanese_holidays": hours.japanese_holidays,
    }  # fmt: skip


def hours_for(asked: dict[str, Any], log: EventLog) -> OpeningHours:
    """The hours that were sent, with the holidays of the days of the log."""
    import jpholiday

    hours = Hours(
        name=asked["name"],
        weekdays=tuple(tuple((begin, end) for begin, end in spans) for spans in asked["weekdays"]),
        days_off=frozenset(map(date.fromisoformat, asked["days_off"])),
        japanese_holidays=asked["japanese_holidays"],
    )
    first, last = log.period
    first -= timedelta(days=1)
    closed = hours.closed_days(first, (last - first).days + 2, jpholiday.is_holiday)
    return OpeningHours(name=hours.name, weekdays=hours.weekdays, days_off=closed)
