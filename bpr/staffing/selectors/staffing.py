"""Stored hours, groups and patterns as the calculation takes them, with defaults for what nobody entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q, QuerySet

from bpr.access.models import Organisation, Project
from bpr.core import staffing as core
from bpr.core.inputs import CaseInput
from bpr.core.values import EvidenceKind
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import weekdays_of
from bpr.staffing.selectors.defaults import case_work, default_groups
from reports.selectors.assembly import assemble
from reports.selectors.sight import organisation_key


def staffing_of(project: Project, organisation: Organisation) -> core.Staffing:
    """Hours, groups and patterns of one organisation, unrestricted: the caller has checked who asks.

    FlowError where a default needs the work of a process that cannot be calculated; StaffingError where stored values
    do not fit together.
    """
    return staffing_for(project, organisation, [case_work(case) for case in cases_of(project, organisation)])


def cases_of(project: Project, organisation: Organisation) -> list[CaseInput]:
    """The organisation's use cases with what is confirmed of them."""
    key = organisation_key(organisation.code, organisation.pk)
    return [case for case in assemble(project).input.cases if case.organisation_key == key]


def staffing_for(project: Project, organisation: Organisation, works: Sequence[core.CaseWork]) -> core.Staffing:
    """The same where the cases have been read already."""
    hours = office_hours(project, organisation)
    main = _main(hours)
    entered = _groups(project, organisation, hours, main)
    return core.Staffing(
        organisation=organisation.name,
        hours=main,
        groups=(*entered, *default_groups(project, organisation, works, entered, main)),
        patterns=_patterns(project, organisation),
    )


R = TypeVar("R", OfficeHours, StaffGroup, ArrivalPattern)


def rows_for(rows: QuerySet[R], organisation: Organisation) -> list[R]:
    """Rows of the organisation, then those for all of the project, each in the order of entry."""
    found = rows.filter(Q(organisation=organisation) | Q(organisation__isnull=True))
    return sorted(found, key=lambda row: (row.organisation_id is None, row.pk))


def office_hours(project: Project, organisation: Organisation) -> dict[int, core.Hours]:
    """Hours by their id; the first ones are those of the office."""
    rows = rows_for(OfficeHours.objects.filter(project=project), organisation)
    return {row.pk: hours_of(row) for row in rows}


def opening_hours(project: Project, organisation: Organisation) -> core.Hours:
    """The hours of the office, the usual ones where nobody entered any."""
    return _main(office_hours(project, organisation))


def _main(hours: dict[int, core.Hours]) -> core.Hours:
    return next(iter(hours.values()), core.DEFAULT_HOURS)


def hours_of(row: OfficeHours) -> core.Hours:
    """One row as the calculation takes it."""
    return core.hours(
        name=row.name,
        weekdays=weekdays_of(row.weekdays),
        days_off=frozenset(date.fromisoformat(day) for day in row.days_off),
        japanese_holidays=row.japanese_holidays,
        source=row.source,
        evidence_kind=EvidenceKind(row.evidence_kind),
        reference=f"hours:{row.pk}",
    )


def _groups(
    project: Project, organisation: Organisation, hours: dict[int, core.Hours], main: core.Hours
) -> tuple[core.StaffGroup, ...]:
    """Groups as entered. Work that the organisation's own group does is taken from those for all."""
    taken: set[str] = set()
    groups = []
    for row in rows_for(StaffGroup.objects.filter(project=project), organisation):
        performers = [name for name in row.performers if name not in taken]
        if performers:
            groups.append(group_of(row, performers, hours.get(row.office_hours_id or 0, main)))
            taken |= set(performers)
    return tuple(groups)


def group_of(row: StaffGroup, performers: Sequence[str], hours: core.Hours) -> core.StaffGroup:
    """One row as the calculation takes it."""
    return core.staff_group(
        key=f"group-{row.pk}",
        name=row.name,
        performers=performers,
        people=[Decimal(share) for share in row.people],
        hours=hours,
        available=row.available_percent / 100,
        yen_per_hour=row.yen_per_hour,
        people_known=bool(row.people),
        source=row.source,
        evidence_kind=EvidenceKind(row.evidence_kind),
        reference=f"staff_group:{row.pk}",
    )


def _patterns(project: Project, organisation: Organisation) -> dict[str, core.ArrivalPattern]:
    """By code of the use case; the organisation's own goes before that for all."""
    rows = ArrivalPattern.objects.filter(use_case__project=project).select_related("use_case")
    found: dict[str, core.ArrivalPattern] = {}
    for row in rows_for(rows, organisation):
        found.setdefault(row.use_case.code, pattern_of(row))
    return found


def pattern_of(row: ArrivalPattern) -> core.ArrivalPattern:
    """One row as the calculation takes it."""
    return core.arrival_pattern(
        use_case_key=row.use_case.code,
        weekdays=[Decimal(weight) for weight in row.weekdays],
        hours=[Decimal(weight) for weight in row.hours],
        source=row.source,
        evidence_kind=EvidenceKind(row.evidence_kind),
        reference=f"arrival_pattern:{row.pk}",
    )
