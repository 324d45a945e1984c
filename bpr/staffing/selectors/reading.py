"""What the page of staff and calendar reads: the needs of one organisation, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bpr.access.models import Organisation, OrganisationKind, Project
from bpr.access.policy import Action, Person, decide_in, restrict
from bpr.core import staffing as core
from bpr.core.bpmn.errors import BpmnError
from bpr.core.figures import Side
from bpr.core.flow import FlowError
from bpr.staffing.models import StaffGroup
from bpr.staffing.notation import Unreadable
from bpr.staffing.selectors.defaults import case_work, terms_of
from bpr.staffing.selectors.staffing import cases_of, staffing_for


class StaffingImpossible(Exception):
    """Why the needs of an organisation cannot be calculated, in Japanese, and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One organisation: what was entered or stands in for it, its use cases, what all of them need."""

    organisation: Organisation
    staffing: core.Staffing
    works: tuple[core.CaseWork, ...]
    needs: core.StaffNeeds  # of the use cases that were asked for
    use_case: str = ""  # code, "" for all together

    @property
    def is_empty(self) -> bool:
        return not self.works

    @property
    def groups(self) -> tuple[core.GroupNeeds, ...]:
        """The groups that have work, the one that needs most people first."""
        busy = [item for item in self.needs.groups if item.as_is.parts or (item.to_be and item.to_be.parts)]
        return tuple(sorted(busy, key=lambda item: -max(item.as_is.exact)))

    @property
    def idle(self) -> tuple[core.StaffGroup, ...]:
        """Groups that do no step of these use cases."""
        working = {item.group.key for item in self.groups}
        return tuple(item.group for item in self.needs.groups if item.group.key not in working)

    def group(self, key: str) -> core.GroupNeeds | None:
        """The group of a key, the busiest where there is none of that key."""
        return next((item for item in self.groups if item.group.key == key), next(iter(self.groups), None))

    def peaks(self, group: core.GroupNeeds, side: Side) -> core.Peaks:
        """Hour by hour in the busy month of a group."""
        try:
            return core.peaks(group, self.staffing, side, group.busy)
        except core.StaffingError as error:
            raise StaffingImpossible(str(error)) from error


def sees_staffing(user: Person, project: Project) -> bool:
    """May the person see staff and needs of this project at all?"""
    return bool(decide_in(user, Action.VIEW, StaffGroup, project=project))


def organisations_for(user: Person, project: Project) -> QuerySet[Organisation]:
    """Organisations whose staff the person may see: hearing staff their own, who reads the project all."""
    if not sees_staffing(user, project):
        return Organisation.objects.none()
    offices = (OrganisationKind.MUNICIPALITY, OrganisationKind.PREFECTURE)
    rows = Organisation.objects.filter(participations__project=project, kind__in=offices).distinct()
    return restrict(user, Action.VIEW, rows)


def reading_of(project: Project, organisation: Organisation, use_case: str = "") -> Reading:
    """All of one organisation, or of one of its use cases by its code. StaffingImpossible says why not."""
    try:
        works = tuple(case_work(case) for case in cases_of(project, organisation))
        staffing = staffing_for(project, organisation, works)
        asked = tuple(work for work in works if use_case in ("", work.use_case_key))
        needs = core.staff_needs(staffing=staffing, cases=asked, terms=terms_of(project))
    except (FlowError, BpmnError, Unreadable, ValueError) as error:
        raise StaffingImpossible(str(error)) from error
    return Reading(organisation=organisation, staffing=staffing, works=works, needs=needs, use_case=use_case)


def performers_known(works: Sequence[core.CaseWork]) -> list[str]:
    """Names of performers of the organisation's own staff, for whom a group can be entered."""
    names: dict[str, None] = {}
    for work in works:
        for side in (Side.AS_IS, Side.TO_BE):
            names |= dict.fromkeys(core.staff_performers(work.steps(side)))
    return list(names)
