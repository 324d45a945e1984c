"""The one policy: who may do what, on which rows. Everything that is not granted here is denied.

A model is reached through its project and, where it belongs to one, its organisation. A grant says how far a role
reaches. ``restrict`` narrows a queryset to the granted rows; ``decide`` answers for one object with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Membership, Project, Role, User

M = TypeVar("M", bound=Model)
Person = User | AnonymousUser


class Action(StrEnum):
    VIEW = "view"
    VIEW_SHARE = "view_share"  # the own organisation's part in full, the others as statistics without names
    VIEW_CONTACTS = "view_contacts"  # names of respondents
    ADD = "add"
    CHANGE = "change"
    SUBMIT = "submit"
    CONFIRM = "confirm"  # confirm or return a hearing
    COMMENT = "comment"
    REVIEW = "review"  # approve or send back a version
    ISSUE = "issue"
    MANAGE = "manage"  # members, settings


class Reach(Enum):
    """Which rows of a project a grant covers."""

    ALL = "all"
    OWN = "own"  # rows of the person's own organisation
    OWN_OR_GENERIC = "own_or_generic"  # those, and rows that belong to no organisation
    ISSUED = "issued"  # reports that were issued


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Lookups from a model to its project and organisation ("" where it has none)."""

    project: str
    organisation: str = ""
    state: str = ""  # lookup to the state that "issued" stands in
    many: bool = False  # one row may belong to several projects


L, A, H, C, O, M_ = (  # noqa: E741
    Role.LEADER,
    Role.ANALYST,
    Role.HEARING_STAFF,
    Role.COUNCIL,
    Role.OBSERVER,
    Role.MINISTRY,
)


def _all(*roles: Role) -> dict[Role, Reach]:
    return dict.fromkeys(roles, Reach.ALL)


Grants = Mapping[Action, Mapping[Role, Reach]]

_TEAM = _all(L, A)
_READERS = {**_all(L, A, C, O), H: Reach.OWN_OR_GENERIC}
_TEAM_WRITES: Grants = {
    Action.VIEW: _all(L, A, C, O, H),
    Action.ADD: _TEAM,
    Action.CHANGE: _TEAM,
}
_HEARING: Grants = {
    Action.VIEW: {**_TEAM, H: Reach.OWN},
    Action.VIEW_CONTACTS: {**_TEAM, H: Reach.OWN},
    Action.ADD: _TEAM,
    Action.CHANGE: {**_TEAM, H: Reach.OWN},
    Action.SUBMIT: {**_TEAM, H: Reach.OWN},
    Action.CONFIRM: _TEAM,
}
_PROCESS: Grants = {
    Action.VIEW: _READERS,
    Action.ADD: _TEAM,
    Action.CHANGE: _TEAM,
    Action.COMMENT: {**_all(L, A, C, O), H: Reach.OWN},
    Action.REVIEW: _all(L, C),
}
_STAFFING: Grants = {  # an organisation knows its own hours and people best
    Action.VIEW: _READERS,
    Action.ADD: {**_TEAM, H: Reach.OWN},
    Action.CHANGE: {**_TEAM, H: Reach.OWN},
}

SCOPES: Mapping[str, tuple[Scope, Grants]] = {
    "access.Project": (
        Scope(project="pk"),
        {Action.VIEW: _all(*Role), Action.CHANGE: _TEAM, Action.MANAGE: _all(L)},
    ),
    "access.Membership": (
        Scope(project="project", organisation="organisation"),
        {Action.VIEW: _TEAM, Action.ADD: _all(L), Action.CHANGE: _all(L)},
    ),
    "access.Organisation": (
        Scope(project="participations__project", organisation="pk", many=True),
        {Action.VIEW: {**_all(L, A, C, O), H: Reach.OWN}},
    ),
    "access.Participation": (
        Scope(project="project", organisation="organisation"),
        {Action.VIEW: _TEAM, Action.ADD: _all(L), Action.CHANGE: _all(L)},
    ),
    "access.AuditEntry": (Scope(project="project", organisation="organisation"), {Action.VIEW: _all(L)}),
    "jobs.Job": (Scope(project="project"), {Action.VIEW: _TEAM, Action.ADD: _TEAM, Action.CHANGE: _TEAM}),
    "usecases.Category": (Scope(project="project"), _TEAM_WRITES),
    "usecases.UseCase": (Scope(project="project"), _TEAM_WRITES),
    "usecases.ProcessModel": (Scope(project="use_case__project", organisation="organisation"), _PROCESS),
    "usecases.ProcessVersion": (
        Scope(project="process_model__use_case__project", organisation="process_model__organisation"),
        _PROCESS,
    ),
    "usecases.KeptDraft": (
        Scope(project="process_model__use_case__project", organisation="process_model__organisation"),
        {Action.VIEW: _TEAM, Action.CHANGE: _TEAM},
    ),
    "usecases.FindingAcknowledgement": (
        Scope(project="process_model__use_case__project", organisation="process_model__organisation"),
        _PROCESS,
    ),
    "usecases.MatchCorrection": (
        Scope(project="after__use_case__project", organisation="after__organisation"),
        {Action.VIEW: _READERS, Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "usecases.Comment": (
        Scope(
            project="version__process_model__use_case__project",
            organisation="version__process_model__organisation",
        ),
        _PROCESS,
    ),
    "usecases.Measure": (Scope(project="use_case__project"), _TEAM_WRITES),
    "usecases.Precondition": (Scope(project="use_case__project"), _TEAM_WRITES),
    "usecases.ProjectIssue": (
        Scope(project="project"),
        {Action.VIEW: _all(L, A, C, O), Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "usecases.VerificationItem": (
        Scope(project="use_case__project"),
        {Action.VIEW: _all(L, A, C, O), Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "hearings.Hearing": (Scope(project="use_case__project", organisation="organisation"), _HEARING),
    "hearings.HearingStep": (
        Scope(project="hearing__use_case__project", organisation="hearing__organisation"),
        _HEARING,
    ),
    "logs.ProcessLog": (  # contacts: numbers of cases in it
        Scope(project="use_case__project", organisation="organisation"),
        {
            Action.VIEW: {**_all(L, A, C, O), H: Reach.OWN},
            Action.VIEW_CONTACTS: {**_TEAM, H: Reach.OWN},
            Action.ADD: {**_TEAM, H: Reach.OWN},
            Action.CHANGE: {**_TEAM, H: Reach.OWN},
            Action.CONFIRM: _TEAM,  # adopt as evidence
        },
    ),
    "reports.Assumption": (
        Scope(project="project"),
        {Action.VIEW: _all(L, A, C, O, H), Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "reports.Investment": (
        Scope(project="project"),
        {Action.VIEW: _all(L, A, C, O), Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "reports.Assessment": (
        Scope(project="project"),
        {Action.VIEW: _all(L, A, C, O), Action.VIEW_SHARE: _all(L, A, C, O, H), Action.ADD: _TEAM},
    ),
    "reports.WhatIfScenario": (  # of all organisations together: not for the staff of one
        Scope(project="use_case__project"),
        {Action.VIEW: _all(L, A, C, O), Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "tracking.Commitment": (
        Scope(project="use_case__project", organisation="organisation"),
        {Action.VIEW: {**_all(L, A, C, O), H: Reach.OWN}, Action.ADD: _TEAM},
    ),
    "tracking.Actual": (  # the staff of an organisation know what came of it
        Scope(project="use_case__project", organisation="organisation"),
        {
            Action.VIEW: {**_all(L, A, C, O), H: Reach.OWN},
            Action.ADD: {**_TEAM, H: Reach.OWN},
            Action.CHANGE: {**_TEAM, H: Reach.OWN},
        },
    ),
    "staffing.OfficeHours": (Scope(project="project", organisation="organisation"), _STAFFING),
    "staffing.StaffGroup": (Scope(project="project", organisation="organisation"), _STAFFING),
    "staffing.ArrivalPattern": (Scope(project="use_case__project", organisation="organisation"), _STAFFING),
    "national.UseCaseDriver": (  # of all organisations together: not for the staff of one
        Scope(project="use_case__project"),
        {Action.VIEW: _all(L, A, C, O), Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "national.NationalEstimate": (
        Scope(project="project"),
        {Action.VIEW: _all(L, A, C, O), Action.ADD: _TEAM},
    ),
    "congestion.SimulationRun": (
        Scope(project="project", organisation="organisation"),
        {Action.VIEW: {**_all(L, A, C, O), H: Reach.OWN}, Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "congestion.EventLogFile": (  # every case one by one: for the team
        Scope(project="run__project", organisation="run__organisation"),
        {Action.VIEW: _TEAM, Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "reports.Report": (
        Scope(project="project", state="state"),
        {
            Action.VIEW: {**_all(L, A, C, O), M_: Reach.ISSUED},
            Action.ADD: _TEAM,
            Action.ISSUE: _all(L),
        },
    ),
}


@dataclass(frozen=True)
class Decision:
    """The answer of the policy; falsy where it is a denial, which says why and whom to ask."""

    allowed: bool
    reason: str = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)
READS = frozenset({Action.VIEW, Action.VIEW_SHARE, Action.VIEW_CONTACTS})

_generation = 0


def memberships_changed(**_signal: Any) -> None:
    """Forget what was read of memberships: one was written or removed (signal receiver, see ``apps``)."""
    global _generation
    _generation += 1


def memberships_of(user: Person) -> list[Membership]:
    """Memberships of a signed-in, active person; none for everybody else.

    Read once per person object, which lives as long as a request, and again after any membership was written.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    stamp = (_generation, user.pk)
    known: tuple[tuple[int, int], list[Membership]] | None = getattr(user, "_bpr_memberships", None)
    if known is None or known[0] != stamp:
        rows = Membership.objects.filter(user_id=user.pk).select_related("organisation")
        known = (stamp, list(rows))
        user._bpr_memberships = known  # type: ignore[attr-defined]
    return known[1]


def _reach(model: type[Model], action: Action, membership: Membership) -> Reach | None:
    grants = SCOPES[model._meta.label][1] if model._meta.label in SCOPES else {}
    return grants.get(action, {}).get(Role(membership.role))


def _rows(scope: Scope, reach: Reach, membership: Membership) -> Q:
    """Rows of the membership's project within ``reach``. Without an organisation nothing is one's own."""
    project = Q(**{scope.project: membership.project_id})
    if reach is Reach.ALL:
        return project
    if reach is Reach.ISSUED:
        return project & Q(**{scope.state: "issued"})
    # Never compare with None here: Django would read it as "belongs to no organisation".
    own = _NOTHING if membership.organisation_id is None else Q(**{scope.organisation: membership.organisation_id})
    if reach is Reach.OWN_OR_GENERIC:
        own |= Q(**{f"{scope.organisation}__isnull": True})
    return project & own


_NOTHING = Q(pk__in=[])


def restrict(user: Person, action: Action, queryset: QuerySet[M]) -> QuerySet[M]:
    """The rows of ``queryset`` on which ``user`` may do ``action``; empty where nothing is granted."""
    model = queryset.model
    granted = _NOTHING
    for membership in memberships_of(user):
        reach = _reach(model, action, membership)
        if reach is not None:
            granted |= _rows(SCOPES[model._meta.label][0], reach, membership)
    if granted is not _NOTHING and SCOPES[model._meta.label][0].many:
        # A join to many would repeat a row per project.
        return queryset.filter(pk__in=model._default_manager.filter(granted).values("pk"))
    return queryset.filter(granted)


def decide(user: Person, action: Action, obj: Model) -> Decision:
    """May ``user`` do ``action`` on the stored object ``obj``?"""
    rows = restrict(user, action, type(obj)._default_manager.filter(pk=obj.pk))
    return ALLOWED if rows.exists() else _denial(action)


def decide_in(
    user: Person, action: Action, model: type[Model], *, project: Project, organisation_id: int | None = None
) -> Decision:
    """May ``user`` do ``action`` with rows of ``model`` in ``project``? For what is not stored yet, and for
    showing or hiding what leads there.

    With ``organisation_id`` the question is about rows of that organisation. Without it: to read, whether there can
    be anything to see at all (``restrict`` narrows what is shown); to write, about a row that belongs to no
    organisation, which is nobody's own.
    """
    membership = membership_in(user, project)
    reach = _reach(model, action, membership) if membership else None
    if membership is None or reach is None:
        return _denial(action)
    if reach is Reach.ALL or (organisation_id is None and (action in READS or reach is Reach.OWN_OR_GENERIC)):
        return ALLOWED
    is_own = organisation_id is not None and organisation_id == membership.organisation_id
    return ALLOWED if is_own and reach is not Reach.ISSUED else _denial(action)


def administers(user: Person) -> bool:
    """Is the person a system administrator (システム管理者)? Who sets up projects and organisations; what is inside
    a project, an administrator sees only as its member."""
    return isinstance(user, User) and user.is_active and user.is_superuser


def require(decision: Decision) -> None:
    """PermissionDenied with the decision's reason where it is a denial."""
    if not decision:
        raise PermissionDenied(decision.reason)


def get_or_404(user: Person, action: Action, queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row that matches. What the person may not even view does not exist for them (Http404);
    what they may view but not ``action`` is denied with a reason (PermissionDenied)."""
    rows = queryset.filter(**lookup)
    row = restrict(user, action, rows).first()
    if row is not None:
        return row
    if action is Action.VIEW or not restrict(user, Action.VIEW, rows).exists():
        raise Http404
    raise PermissionDenied(_denial(action).reason)


def membership_in(user: Person, project: Project) -> Membership | None:
    """The person's membership of a project, None where there is none."""
    return next((m for m in memberships_of(user) if m.project_id == project.pk), None)


def role_in(user: Person, project: Project) -> Role | None:
    """The person's role in a project, None where there is none."""
    membership = membership_in(user, project)
    return Role(membership.role) if membership else None


_REASONS: Mapping[Action, Any] = {
    Action.ADD: _("追加する権限がありません。分析担当または統括責任者に依頼してください。"),
    Action.CHANGE: _("変更する権限がありません。分析担当または統括責任者に依頼してください。"),
    Action.SUBMIT: _("提出できるのは、その団体の担当者と事業の分析担当です。"),
    Action.CONFIRM: _("確認・差戻しができるのは、分析担当と統括責任者です。"),
    Action.REVIEW: _("承認・差戻しができるのは、協議会委員と統括責任者です。"),
    Action.ISSUE: _("報告書を発行できるのは、統括責任者です。"),
    Action.MANAGE: _("参加者の管理ができるのは、統括責任者です。"),
}


def _denial(action: Action) -> Decision:
    return Decision(False, str(_REASONS.get(action, _("見る権限がありません。統括責任者に確かめてください。"))))
