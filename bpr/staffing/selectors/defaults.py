"""Groups that stand in for those that nobody entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import jpholiday

from bpr.access.models import Organisation, Project
from bpr.core import staffing as core
from bpr.core.figures import Side
from bpr.core.flow import expected_flow
from bpr.core.inputs import CaseInput
from bpr.core.localise import localise
from bpr.core.units import RoundingMode, rounded
from hearings.models import Hearing, HearingState
from hearings.selectors import staff_told
from reports import assumptions
from reports.models import Assumption


def case_work(case: CaseInput) -> core.CaseWork:
    """One use case with the expected executions of its steps. FlowError names the element that is wrong."""
    to_be = localise(case.to_be, case.as_is).model if case.to_be else None
    return core.CaseWork(
        use_case_key=case.use_case_key,
        use_case_name=case.use_case_name,
        volume=case.volume,
        as_is=expected_flow(case.as_is).steps,
        to_be=expected_flow(to_be).steps if to_be else None,
    )


def terms_of(project: Project) -> core.Terms:
    """Fiscal year of the project and the annual hours of its assumptions as they stand."""
    return terms_from(project, assumptions.lines(Assumption.objects.filter(project=project)))


def terms_from(project: Project, lines: Iterable[assumptions.Line]) -> core.Terms:
    """The same with given assumptions; 1人工の時間 where the annual hours are not set."""
    known = {line.kind.key: line.value for line in lines}
    hours = known["annual_working_hours"] or known["hours_per_fte"]
    return core.Terms(fiscal_year=project.fiscal_year, annual_hours=Decimal(hours), is_holiday=jpholiday.is_holiday)


def default_groups(
    project: Project,
    organisation: Organisation,
    works: Sequence[core.CaseWork],
    entered: Sequence[core.StaffGroup],
    hours: core.Hours,
) -> tuple[core.StaffGroup, ...]:
    """One group for each performer, as-is or to-be, whose work no entered group does."""
    missing = core.uncovered(performers_of(works), entered)
    if not missing:
        return ()
    told = core.people_told(list(_told(project, organisation, works)))
    unknown = [name for name in missing if name not in told]
    needed = _needed(unknown, works, hours, terms_of(project)) if unknown else {}
    return tuple(
        core.default_group(performer=name, hours=hours, told=told.get(name), needed=needed.get(name, Decimal(0)))
        for name in missing
    )


def performers_of(works: Sequence[core.CaseWork]) -> list[str]:
    """Performers of the own organisation on either side, in order, each once."""
    steps = [work.steps(side) for side in (Side.AS_IS, Side.TO_BE) for work in works]
    return list(dict.fromkeys(name for item in steps for name in core.staff_performers(item)))


def _told(project: Project, organisation: Organisation, works: Sequence[core.CaseWork]) -> Iterator[core.Told]:
    counts = _staff_counts(project, organisation)
    for work in works:
        cases = Fraction(work.volume.cases_per_year)
        minutes = core.staff_performers(work.as_is)
        yield core.Told(
            use_case_name=work.use_case_name,
            hours_by_performer={name: value * cases / 60 for name, value in minutes.items()},
            people=counts.get(work.use_case_key),
        )


def _staff_counts(project: Project, organisation: Organisation) -> dict[str, Decimal]:
    """担当職員数 of the confirmed hearings by code of the use case, up to the next half person."""
    confirmed = Hearing.objects.filter(
        use_case__project=project, organisation=organisation, state=HearingState.CONFIRMED
    )
    return {code: rounded(count, core.HALF, RoundingMode.CEILING) for (code, _), count in staff_told(confirmed).items()}


def _needed(
    names: Sequence[str], works: Sequence[core.CaseWork], hours: core.Hours, terms: core.Terms
) -> dict[str, Decimal]:
    """People that each performer needs in the month that needs most, on either side."""
    groups = tuple(
        core.staff_group(key=name, name=name or core.NAMELESS, performers=(name,), people=(), hours=hours)
        for name in performers_of(works)
    )
    alone = core.Staffing(organisation="", hours=hours, groups=groups)
    needs = core.staff_needs(staffing=alone, cases=works, terms=terms)
    found = {item.group.key: item.most for item in needs.groups}
    return {name: found[name] for name in names}
