"""What hearings add to the road of a project and to people's work lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, restrict
from bpr.access.worklist import WorkItem
from hearings.models import Hearing, HearingState
from hearings.selectors import progress


def is_visible(user: User, project: Project) -> bool:
    return bool(decide_in(user, Action.VIEW, Hearing, project=project))


def state(user: User, project: Project) -> str:
    return progress(user, project)


def work_of(user: User) -> list[WorkItem]:
    """To answer (own organisation) and to confirm (team)."""
    return [*_to_answer(user), *_to_confirm(user)]


def _to_answer(user: User) -> Iterator[WorkItem]:
    """Only those of the person's own organisation: the team may help out, but the answer is not awaited from it."""
    own = user.memberships.filter(role="hearing_staff").values_list("project_id", "organisation_id")
    mine = Q(pk__in=[])
    for project_id, organisation_id in own:
        mine |= Q(use_case__project=project_id, organisation=organisation_id)
    rows = restrict(user, Action.SUBMIT, Hearing.objects.filter(mine))
    for hearing in _listed(rows.filter(state__in=(HearingState.DRAFT, HearingState.RETURNED))):
        kind = _("ヒアリングの修正") if hearing.state == HearingState.RETURNED else _("ヒアリングの回答")
        yield _item(hearing, page="hearings:edit", kind=str(kind))


def _to_confirm(user: User) -> Iterator[WorkItem]:
    rows = restrict(user, Action.CONFIRM, Hearing.objects.filter(state=HearingState.SUBMITTED))
    for hearing in _listed(rows):
        yield _item(hearing, page="hearings:hearing", kind=str(_("ヒアリングの確認")))


def _listed(rows: QuerySet[Hearing]) -> QuerySet[Hearing]:
    return rows.select_related("use_case__project", "organisation").defer("sheet")


def _item(hearing: Hearing, *, page: str, kind: str) -> WorkItem:
    project = hearing.use_case.project
    return WorkItem(
        title=f"{hearing.use_case.name}　{hearing.organisation.name}",
        url=reverse(page, args=[project.pk, hearing.pk]),
        since=hearing.submitted_at if hearing.state == HearingState.SUBMITTED else hearing.created_at,
        due=None if hearing.state == HearingState.SUBMITTED else hearing.due_on,
        kind=kind,
        project_name=project.name,
    )
