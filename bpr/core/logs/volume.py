"""件数 of a log by month, and a year of them where the log covers one."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from bpr.core.logs.model import EPOCH, EventLog, Floats
from bpr.core.logs.result import MonthCount, Volume

_SLACK_DAYS = 7  # a month counts as whole where the log begins or ends this near its edge: holidays, quiet days
_YEAR = 12
_FISCAL = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
_PLACES = Decimal("0.01")


def volume_of(log: EventLog, begun: Floats) -> Volume:
    """Cases by the month of their first times ``begun``. A year only from at least 12 whole months of the log, never
    blown up from fewer."""
    first, last = log.period
    months = _counts(begun, first, last)
    whole = [item for item in months if item.is_whole]
    per_month = _by_calendar_month(whole) if len(whole) >= _YEAR else {}
    means = tuple(per_month[month].quantize(_PLACES, ROUND_HALF_UP) for month in _FISCAL) if per_month else ()
    return Volume(
        first_day=first.isoformat(), last_day=last.isoformat(), by_month=tuple(months),
        cases_per_year=sum(means, Decimal(0)) if means else None, months=means, note=_note(whole, len(whole)),
    )  # fmt: skip


def _counts(begun: Floats, first: date, last: date) -> list[MonthCount]:
    months = (begun * 60).astype("timedelta64[s]") + np.datetime64(EPOCH, "s")
    names, counts = np.unique(months.astype("datetime64[M]"), return_counts=True)
    known = dict(zip(names.astype(str).tolist(), counts.tolist(), strict=True))
    found = []
    day = first.replace(day=1)
    while day <= last:
        name = f"{day:%Y-%m}"
        found.append(MonthCount(month=name, cases=known.get(name, 0), is_whole=_is_whole(day, first, last)))
        day = (day + timedelta(days=31)).replace(day=1)
    return found


def _is_whole(month: date, first: date, last: date) -> bool:
    end = month.replace(day=monthrange(month.year, month.month)[1])
    return (first - month).days < _SLACK_DAYS and (end - last).days < _SLACK_DAYS


def _by_calendar_month(whole: Sequence[MonthCount]) -> dict[int, Decimal]:
    """Mean of each month of the year: more than a year does not count any month twice."""
    cases: dict[int, list[int]] = defaultdict(list)
    for item in whole:
        cases[int(item.month[-2:])].append(item.cases)
    return {month: Decimal(sum(found)) / len(found) for month, found in cases.items()}


def _note(whole: Sequence[MonthCount], count: int) -> str:
    if count < _YEAR:
        return (
            f"端から端までそろった月が{count}か月で、12か月に足りないため、年間の件数にはしていません。"
            "季節による増減が分からないためです"
        )
    return f"{whole[0].month}から{whole[-1].month}までの{count}か月を、月ごとに平均して1年分にしました"
