"""When a run begins, and how volumes become arrivals that follow months, weekdays and hours."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from bpr.core.congestion.question import CongestionError, Question
from bpr.core.inputs import CaseInput
from bpr.core.staffing import ArrivalPattern, Hours, OpenMonth, open_months
from bpr.core.workload import monthly_shares

HOUR = 60
_MOST_DAYS_BEFORE = 3660


def months_of(question: Question, hours: Hours) -> tuple[OpenMonth, ...]:
    """The twelve months of the fiscal year, April first."""
    return open_months(hours, question.fiscal_year, question.is_holiday)


def first_day_of(question: Question, warm_up: int) -> date:
    """The day from which on ``warm_up`` cases are expected until the fiscal year begins."""
    begin = date(question.fiscal_year, 4, 1)
    by_month = [
        sum((Fraction(case.volume.cases_per_year) * monthly_shares(case.volume)[at] for case in question.cases), 0)
        for at in range(12)
    ]
    left, day = Fraction(warm_up), begin
    while left > 0 and (begin - day).days < _MOST_DAYS_BEFORE:
        day -= timedelta(days=1)
        left -= by_month[(day.month - 4) % 12] * Fraction(12, 365)
    return day


def arrivals_of(question: Question, case: CaseInput, calendar: str) -> dict[str, Any]:
    """Arrivals of one use case as the scenario says them: on average its cases a year, in the office's open time."""
    hours = question.staffing.hours
    months = months_of(question, hours)
    open_minutes = sum(month.minutes for month in months)
    if not open_minutes:
        raise CongestionError(f"開庁時間「{hours.name}」は、{question.fiscal_year}年度に開いている日がありません")
    mean = open_minutes / float(case.volume.cases_per_year)
    found: dict[str, Any] = {"interval": {"kind": "exponential", "mean": mean}, "calendar": calendar}
    if case.volume.has_profile:
        found["months"] = _month_rates(case, months)
    pattern = question.staffing.pattern(case.use_case_key)
    if pattern.hours:
        found["hours"] = _hour_rates(pattern, hours)
    if pattern.weekdays:
        found["weekdays"] = _weekday_rates(pattern, hours)
    return found


def _month_rates(case: CaseInput, months: tuple[OpenMonth, ...]) -> list[float]:
    """Cases per open minute, January first: the simulation's weights go with the rate, a volume with the count."""
    shares = monthly_shares(case.volume)
    rates = {}
    for month, share in zip(months, shares, strict=True):
        if share and not month.minutes:
            raise CongestionError(
                f"「{case.use_case_name}」は{month.month}月に件数がありますが、開いている日がありません。"
                "休む日か、月別の件数を直してください"
            )
        rates[month.month] = float(share / month.minutes) * 1e6 if month.minutes else 0.0
    return [rates[number] for number in range(1, 13)]


def _hour_rates(pattern: ArrivalPattern, hours: Hours) -> list[float]:
    """Cases of an hour spread over its open minutes (8:30–9:00 takes those of 8 o'clock in half an hour)."""
    opened = [max(hours.minutes_of(day, at * HOUR, (at + 1) * HOUR) for day in range(7)) for at in range(24)]
    rates = [
        float(weight) * HOUR / minutes if minutes else 0.0
        for weight, minutes in zip(pattern.hours, opened, strict=True)
    ]
    if not any(rates):
        raise CongestionError("受付の山の時刻が、開庁時間にひとつもありません。時刻か開庁時間を直してください")
    return rates


def _weekday_rates(pattern: ArrivalPattern, hours: Hours) -> list[float]:
    """Weights per day become weights per open minute, given how the day's cases are spread over its hours."""
    by_hour = _hour_rates(pattern, hours) if pattern.hours else [1.0] * 24
    found = []
    for day, weight in enumerate(pattern.weekdays):
        whole = sum(rate * hours.minutes_of(day, at * HOUR, (at + 1) * HOUR) for at, rate in enumerate(by_hour))
        found.append(float(weight) / whole * 1e3 if whole else 0.0)
    if not any(found):
        raise CongestionError("受付の山の曜日が、開庁日にひとつもありません。曜日か開庁時間を直してください")
    return found
