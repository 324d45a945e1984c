"""The promises of a project beside what was measured, pair by pair and in all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Max, QuerySet

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, Person, restrict
from bpr.core.tracking import Achievement, Baseline, Promise, achievement, actual, part_of_year, total
from bpr.core.units import RoundingPolicy, percent_of
from bpr.core.workload import MONTHS
from bpr.tracking.baselines import read_baseline
from bpr.tracking.models import Actual, Commitment
from reports import assumptions
from reports.models import Assumption
from usecases.models import UseCase

ZERO = Decimal(0)
_FIRST_MONTH = MONTHS[0]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One actual with the commitment that it is held against and what it achieved."""

    row: Actual
    commitment: Commitment
    achieved: Achievement


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One organisation × use case: its newest promise, what was measured of it, and how much of it is due.

    ``due_hours`` is what was promised for the whole months from the start until today; ``achieved`` None: nothing
    measured yet.
    """

    commitment: Commitment
    baseline: Baseline
    measured: Sequence[Measured]
    achieved: Achievement | None
    due_hours: Decimal

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
    pairs = [_pair(commitment, rows, today, policy) for commitment, rows in _rows(commitments, actuals)]
    measured = [item for pair in pairs for item in pair.measured]
    achieved = total([item.achieved for item in measured], policy) if measured else None
    due = sum((pair.due_hours for pair in pairs), ZERO)
    held = sum((_held(pair, today, policy) for pair in pairs), ZERO)
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
    commitments = restrict(user, Action.VIEW, Commitment.objects.filter(**pair))
    commitment = commitments.select_related("use_case", "organisation", "assessment").first()
    if commitment is None:
        return None
    rows = list(restrict(user, Action.VIEW, Actual.objects.filter(**pair)).select_related("author"))
    return _pair(commitment, rows, today, rounding_of(use_case.project))


def rounding_of(project: Project) -> RoundingPolicy:
    """The rounding of the project as it stands."""
    return assumptions.rounding_policy(assumptions.lines(Assumption.objects.filter(project=project)))


def _newest(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """The promise that counts of each pair, in the order of the use cases."""
    newest = commitments.order_by().values("use_case", "organisation").annotate(newest=Max("pk")).values("newest")
    rows = Commitment.objects.filter(pk__in=newest).select_related("use_case", "organisation", "assessment")
    return rows.order_by("use_case__order", "use_case__code", "organisation__code", "pk")


def _rows(commitments: QuerySet[Commitment], actuals: QuerySet[Actual]) -> Iterable[tuple[Commitment, list[Actual]]]:
    known: dict[tuple[int, int], list[Actual]] = {}
    for row in actuals.select_related("author"):
        known.setdefault((row.use_case_id, row.organisation_id), []).append(row)
    for commitment in _newest(commitments):
        yield commitment, known.get((commitment.use_case_id, commitment.organisation_id), [])


def _pair(commitment: Commitment, rows: Sequence[Actual], today: date, policy: RoundingPolicy) -> Pair:
    baseline = read_baseline(commitment.baseline)
    measured = [_measured(commitment, baseline, row, policy) for row in rows]
    return Pair(
        commitment=commitment,
        baseline=baseline,
        measured=measured,
        achieved=total([item.achieved for item in measured], policy) if measured else None,
        due_hours=_promised(commitment, baseline, months_due(commitment.starts_on, today), policy),
    )


def _measured(commitment: Commitment, baseline: Baseline, row: Actual, policy: RoundingPolicy) -> Measured:
    promise = Promise(hours_per_year=commitment.hours_per_year, yen_per_year=commitment.yen_per_year)
    told = actual(months=row.months, cases=row.cases, minutes=row.minutes_per_case, direct_yen=row.direct_yen_per_case)
    achieved = achievement(baseline=baseline, promise=promise, actual=told, policy=policy)
    return Measured(row=row, commitment=commitment, achieved=achieved)


def months_due(starts_on: date, today: date) -> list[tuple[int, int]]:
    """The whole months (fiscal year, month) from the start until today, today's month not included."""
    first = starts_on.year * 12 + starts_on.month - 1 + (starts_on.day > 1)
    return [fiscal(number // 12, number % 12 + 1) for number in range(first, today.year * 12 + today.month - 1)]


def fiscal(year: int, month: int) -> tuple[int, int]:
    """A calendar month with the fiscal year that it belongs to."""
    return (year if month >= _FIRST_MONTH else year - 1, month)


def _promised(
    commitment: Commitment, baseline: Baseline, months: Iterable[tuple[int, int]], policy: RoundingPolicy
) -> Decimal:
    part = sum((part_of_year(baseline.volume, (month,)) for _year, month in months), Fraction(0))
    return policy.hours(Fraction(commitment.hours_per_year) * part)


def _held(pair: Pair, today: date, policy: RoundingPolicy) -> Decimal:
    """What was promised of the months that are due and measured."""
    due = set(months_due(pair.commitment.starts_on, today))
    measured = {(item.row.fiscal_year, month) for item in pair.measured for month in item.row.months}
    return _promised(pair.commitment, pair.baseline, sorted(due & measured), policy)


def _by_year(measured: Iterable[Measured], policy: RoundingPolicy) -> list[tuple[int, Achievement]]:
    found: dict[int, list[Achievement]] = {}
    for item in measured:
        found.setdefault(item.row.fiscal_year, []).append(item.achieved)
    return [(year, total(parts, policy)) for year, parts in sorted(found.items())]
