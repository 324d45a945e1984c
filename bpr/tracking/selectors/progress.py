"""The promises of a project beside what was measured, pair by pair and in all.

Where a pair was promised anew, every month keeps the promise that was in force in it (:func:`in_force`), with the plan
that this one stood on: a new promise does not move what the months before it are held against.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django.db.models import QuerySet

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, Person, restrict
from bpr.core.tracking import (
    Achievement,
    Baseline,
    Promise,
    achievement,
    actual,
    fiscal_month_begin,
    part_of_year,
    total,
)
from bpr.core.units import RoundingPolicy, percent_of
from bpr.core.workload import MONTHS
from bpr.tracking.baselines import read_baseline
from bpr.tracking.models import Actual, Commitment
from reports import assumptions
from reports.models import Assumption
from usecases.models import UseCase

ZERO = Decimal(0)
_FIRST_MONTH = MONTHS[0]
_LARGE = ("assessment__snapshot", "assessment__sources")  # megabytes for each promise


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One actual with the commitment that it is held against and what it achieved."""

    row: Actual
    commitment: Commitment
    achieved: Achievement


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One organisation × use case: its newest promise, what was measured of it, and how much of it is due.

    ``due_hours`` is what was promised for the whole months from the first start until today, ``held_hours`` that of
    the months among them that were measured; ``achieved`` None: nothing measured yet.
    """

    commitment: Commitment
    baseline: Baseline
    measured: Sequence[Measured]
    achieved: Achievement | None
    due_hours: Decimal
    held_hours: Decimal

    @property
    def use_case(self) -> UseCase:
        return self.commitment.use_case

    @property
    def organisation(self) -> Organisation:
        return self.commitment.organisation

    @property
    def is_below(self) -> bool:
        return bool(self.achieved and self.achieved.realised_hours < self.achieved.promised_hours)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """All pairs that a person sees. ``achieved`` is over what was measured; ``coverage`` says how much that is.

    ``coverage`` is the per cent of the promised hours that were due and measured; None where nothing was due.
    """

    pairs: Sequence[Pair]
    planned_hours: Decimal
    planned_yen: Decimal
    promised_hours: Decimal
    promised_yen: Decimal
    achieved: Achievement | None
    due_hours: Decimal
    coverage: Decimal | None
    years: Sequence[tuple[int, Achievement]]


def progress_of(user: Person, project: Project, *, today: date) -> Progress:
    """What ``user`` may see of the promises of a project."""
    promised, measured = _stored(project)
    return _progress(project, restrict(user, Action.VIEW, promised), restrict(user, Action.VIEW, measured), today)


def progress_of_all(project: Project, *, today: date) -> Progress:
    """All promises of a project, for its report."""
    return _progress(project, *_stored(project), today)


def _stored(project: Project) -> tuple[QuerySet[Commitment], QuerySet[Actual]]:
    rows = {"use_case__project": project}
    return Commitment.objects.filter(**rows), Actual.objects.filter(**rows)


def _progress(project: Project, commitments: QuerySet[Commitment], actuals: QuerySet[Actual], today: date) -> Progress:
    policy = rounding_of(project)
    pairs = [_pair(promises, rows, today, policy) for promises, rows in _rows(commitments, actuals)]
    measured = [item for pair in pairs for item in pair.measured]
    achieved = total([item.achieved for item in measured], policy) if measured else None
    due = sum((pair.due_hours for pair in pairs), ZERO)
    held = sum((pair.held_hours for pair in pairs), ZERO)
    return Progress(
        pairs=pairs,
        planned_hours=sum((pair.baseline.hours_per_year for pair in pairs), ZERO),
        planned_yen=sum((pair.baseline.yen_per_year for pair in pairs), ZERO),
        promised_hours=sum((pair.commitment.hours_per_year for pair in pairs), ZERO),
        promised_yen=sum((pair.commitment.yen_per_year for pair in pairs), ZERO),
        achieved=achieved,
        due_hours=due,
        coverage=percent_of(held, due, policy),
        years=_by_year(measured, policy),
    )


def pair_of(user: Person, use_case: UseCase, organisation: Organisation, *, today: date) -> Pair | None:
    """One pair as ``user`` sees it; None where nothing was promised yet."""
    pair = {"use_case": use_case, "organisation": organisation}
    promises = list(_in_order(restrict(user, Action.VIEW, Commitment.objects.filter(**pair))))
    if not promises:
        return None
    rows = list(restrict(user, Action.VIEW, Actual.objects.filter(**pair)).select_related("author"))
    return _pair(promises, rows, today, rounding_of(use_case.project))


def rounding_of(project: Project) -> RoundingPolicy:
    """The rounding of the project as it stands."""
    return assumptions.rounding_policy(assumptions.lines(Assumption.objects.filter(project=project)))


def _in_order(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """In the order of the use cases, of each pair the newest first."""
    rows = commitments.select_related("use_case", "organisation", "assessment").defer(*_LARGE)
    return rows.order_by(
        "use_case__order", "use_case__code", "use_case_id", "organisation__code", "organisation_id", "-pk"
    )


def _rows(
    commitments: QuerySet[Commitment], actuals: QuerySet[Actual]
) -> Iterable[tuple[list[Commitment], list[Actual]]]:
    """The promises of each pair, the newest first, with what was measured of it."""
    known: dict[tuple[int, int], list[Actual]] = {}
    for row in actuals.select_related("author"):
        known.setdefault((row.use_case_id, row.organisation_id), []).append(row)
    for pair, promises in groupby(_in_order(commitments), key=lambda item: (item.use_case_id, item.organisation_id)):
        yield list(promises), known.get(pair, [])


def _pair(promises: Sequence[Commitment], rows: Sequence[Actual], today: date, policy: RoundingPolicy) -> Pair:
    measured = [_measured(in_force(promises, *_begin(row)), row, policy) for row in rows]
    due = months_due(min(item.starts_on for item in promises), today)
    told = {(row.fiscal_year, month) for row in rows for month in row.months}
    return Pair(
        commitment=promises[0],
        baseline=read_baseline(promises[0].baseline),
        measured=measured,
        achieved=total([item.achieved for item in measured], policy) if measured else None,
        due_hours=_promised(promises, due, policy),
        held_hours=_promised(promises, [month for month in due if month in told], policy),
    )


def in_force(promises: Sequence[Commitment], fiscal_year: int, month: int) -> Commitment:
    """Of ``promises``, the newest first: the newest that had begun when a month began, before all the earliest."""
    begin = fiscal_month_begin(fiscal_year, month)
    begun = (item for item in promises if item.starts_on <= begin)
    return next(begun, min(promises, key=lambda item: item.starts_on))


def _begin(row: Actual) -> tuple[int, int]:
    return row.fiscal_year, row.first_month


def _measured(commitment: Commitment, row: Actual, policy: RoundingPolicy) -> Measured:
    promise = Promise(hours_per_year=commitment.hours_per_year, yen_per_year=commitment.yen_per_year)
    told = actual(months=row.months, cases=row.cases, minutes=row.minutes_per_case, direct_yen=row.direct_yen_per_case)
    baseline = read_baseline(commitment.baseline)
    achieved = achievement(baseline=baseline, promise=promise, actual=told, policy=policy)
    return Measured(row=row, commitment=commitment, achieved=achieved)


def months_due(starts_on: date, today: date) -> list[tuple[int, int]]:
    """The whole months (fiscal year, month) from the start until today, today's month not included."""
    first = starts_on.year * 12 + starts_on.month - 1 + (starts_on.day > 1)
    return [fiscal(number // 12, number % 12 + 1) for number in range(first, today.year * 12 + today.month - 1)]


def fiscal(year: int, month: int) -> tuple[int, int]:
    """A calendar month with the fiscal year that it belongs to."""
    return (year if month >= _FIRST_MONTH else year - 1, month)


def _promised(promises: Sequence[Commitment], months: Iterable[tuple[int, int]], policy: RoundingPolicy) -> Decimal:
    """What was promised for some months (fiscal year, month), each by the promise in force in it."""
    counts: dict[int, Counter[int]] = defaultdict(Counter)
    by_key = {item.pk: item for item in promises}
    for year, month in months:
        counts[in_force(promises, year, month).pk][month] += 1
    return policy.hours(sum((_part(by_key[key], found) for key, found in counts.items()), Fraction(0)))


def _part(commitment: Commitment, months: Counter[int]) -> Fraction:
    volume = read_baseline(commitment.baseline).volume
    part = sum((part_of_year(volume, (month,)) * times for month, times in months.items()), Fraction(0))
    return Fraction(commitment.hours_per_year) * part


def _by_year(measured: Iterable[Measured], policy: RoundingPolicy) -> list[tuple[int, Achievement]]:
    found: dict[int, list[Achievement]] = {}
    for item in measured:
        found.setdefault(item.row.fiscal_year, []).append(item.achieved)
    return [(year, total(parts, policy)) for year, parts in sorted(found.items())]
