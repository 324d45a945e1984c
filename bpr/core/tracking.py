"""What became of a promise: planned → committed → measured savings, and the rate achieved (達成率).

A plan is the saving of one organisation × use case in an assessment. A promise (約束) is what is committed to of it per
year. An actual (実績) tells what really happened in some months of a fiscal year: cases and minutes per case.

    part      = Σ monthly share of the cases over the months of the actual (even where no profile is known)
    promised  = promise per year × part
    realised  = (as-is minutes per case − measured minutes per case) × measured cases ÷ 60
    rate      = realised ÷ promised

The baseline stays that of the plan, frozen with the promise: whatever is calculated anew later does not move what was
promised. Realised − planned is split exactly into what other case numbers did (at the planned saving per case) and what
other minutes did (at the measured cases), so that a year with few cases does not read as a failed reform.
Yen = hours × unit rate of the plan + saved direct costs; a direct cost that was not measured is taken to be as planned,
which the result says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bpr.core.units import MINUTES_PER_HOUR, RoundingPolicy, percent_of
from bpr.core.workload import MONTHS, Volume, monthly_shares

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """What the plan said of one line, per case, and its savings of a year. Yen per hour includes the overhead."""

    as_is_minutes: Decimal
    to_be_minutes: Decimal
    as_is_direct_yen: Decimal
    to_be_direct_yen: Decimal
    yen_per_hour: Decimal
    volume: Volume
    hours_per_year: Decimal
    yen_per_year: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Promise:
    """What is committed to, per year."""

    hours_per_year: Decimal
    yen_per_year: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class Actual:
    """What happened in ``months`` (calendar months of one fiscal year). Minutes of staff, yen of direct costs per case.

    Construct through :func:`actual`. ``direct_yen`` None: not measured.
    """

    months: tuple[int, ...]
    cases: Decimal
    minutes: Decimal
    direct_yen: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Achievement:
    """The saving of some months: planned, promised and realised hours and yen.

    ``hours_by_cases`` + ``hours_by_minutes`` = realised − planned hours. Rates are per cent, None where nothing was
    promised. ``direct_is_planned``: the direct cost was not measured.
    """

    planned_hours: Decimal
    promised_hours: Decimal
    realised_hours: Decimal
    planned_yen: Decimal
    promised_yen: Decimal
    realised_yen: Decimal
    hours_by_cases: Decimal
    hours_by_minutes: Decimal
    rate_hours: Decimal | None
    rate_yen: Decimal | None
    direct_is_planned: bool

    @property
    def is_loss(self) -> bool:
        """True where it cost more than before."""
        return self.realised_yen < 0


def fiscal_months(first: int, last: int) -> tuple[int, ...]:
    """Calendar months from ``first`` to ``last`` in a fiscal year that begins in April; ValueError in Japanese."""
    if not (1 <= first <= 12 and 1 <= last <= 12):
        raise ValueError("月は1から12までの数で入れてください")
    start, end = MONTHS.index(first), MONTHS.index(last)
    if start > end:
        raise ValueError(
            f"{first}月から{last}月までは1つの年度に収まりません。年度（4月〜3月）ごとに分けて入れてください"
        )
    return MONTHS[start : end + 1]


def fiscal_month_begin(fiscal_year: int, month: int) -> date:
    """The first day of a calendar month of a fiscal year: January of 2027 is in 2028."""
    return date(fiscal_year + (month < MONTHS[0]), month, 1)


def actual(*, months: Sequence[int], cases: Decimal, minutes: Decimal, direct_yen: Decimal | None = None) -> Actual:
    """A checked :class:`Actual`; ValueError (in Japanese) says what is wrong and how to mend it."""
    if not months or len(set(months)) != len(months) or not set(months) <= set(MONTHS):
        raise ValueError("実績の月を、重ならないように1か月以上選んでください")
    if min(cases, minutes, direct_yen or ZERO) < 0:
        raise ValueError("件数、1件当たりの分、直接経費は0以上で入れてください")
    return Actual(months=tuple(months), cases=cases, minutes=minutes, direct_yen=direct_yen)


def part_of_year(volume: Volume, months: Iterable[int]) -> Fraction:
    """The part of a year's cases that falls on ``months``."""
    shares = monthly_shares(volume)
    return sum((shares[MONTHS.index(month)] for month in months), Fraction(0))


def achievement(*, baseline: Baseline, promise: Promise, actual: Actual, policy: RoundingPolicy) -> Achievement:
    """Planned, promised and realised savings of the months of one actual."""
    part = part_of_year(baseline.volume, actual.months)
    saved = Fraction(baseline.as_is_minutes - actual.minutes) / MINUTES_PER_HOUR
    planned_saving = Fraction(baseline.as_is_minutes - baseline.to_be_minutes) / MINUTES_PER_HOUR
    planned_cases = Fraction(baseline.volume.cases_per_year) * part
    realised = policy.hours(saved * Fraction(actual.cases))
    planned = policy.hours(Fraction(baseline.hours_per_year) * part)
    by_cases = policy.hours(planned_saving * (Fraction(actual.cases) - planned_cases))
    direct = baseline.to_be_direct_yen if actual.direct_yen is None else actual.direct_yen
    promised_hours = policy.hours(Fraction(promise.hours_per_year) * part)
    promised_yen = policy.yen(Fraction(promise.yen_per_year) * part)
    realised_yen = policy.yen(
        (saved * Fraction(baseline.yen_per_hour) + Fraction(baseline.as_is_direct_yen - direct))
        * Fraction(actual.cases)
    )
    return Achievement(
        planned_hours=planned,
        promised_hours=promised_hours,
        realised_hours=realised,
        planned_yen=policy.yen(Fraction(baseline.yen_per_year) * part),
        promised_yen=promised_yen,
        realised_yen=realised_yen,
        hours_by_cases=by_cases,
        hours_by_minutes=realised - planned - by_cases,
        rate_hours=percent_of(realised, promised_hours, policy),
        rate_yen=percent_of(realised_yen, promised_yen, policy),
        direct_is_planned=actual.direct_yen is None and baseline.as_is_direct_yen != baseline.to_be_direct_yen,
    )


def total(parts: Sequence[Achievement], policy: RoundingPolicy) -> Achievement:
    """Several achievements as one: rounded amounts added, rates formed anew."""

    def added(name: str) -> Decimal:
        return sum((getattr(part, name) for part in parts), ZERO)

    hours, yen = added("promised_hours"), added("promised_yen")
    return Achievement(
        planned_hours=added("planned_hours"),
        promised_hours=hours,
        realised_hours=added("realised_hours"),
        planned_yen=added("planned_yen"),
        promised_yen=yen,
        realised_yen=added("realised_yen"),
        hours_by_cases=added("hours_by_cases"),
        hours_by_minutes=added("hours_by_minutes"),
        rate_hours=percent_of(added("realised_hours"), hours, policy),
        rate_yen=percent_of(added("realised_yen"), yen, policy),
        direct_is_planned=any(part.direct_is_planned for part in parts),
    )
