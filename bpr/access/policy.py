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
    SELF = "self"  # rows that the person owns


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Lookups from a model to its project, organisation and owner ("" where it has none)."""

    project: str
    organisation: str = ""
    issued: str = ""  # lookup that is true for issued rows
    owner: str = ""


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
        Scope(project="participations__project", organisation="pk"),
        {Action.VIEW: {**_all(L, A, C, O), H: Reach.OWN}, Action.ADD: _all(L), Action.CHANGE: _all(L)},
    ),
    "access.AuditEntry": (Scope(project="project", organisation="organisation"), {Action.VIEW: _all(L)}),
    "jobs.Job": (
        Scope(project="project", owner="owner"),
        {Action.VIEW: _TEAM, Action.ADD: _TEAM, Action.CHANGE: _TEAM},
    ),
    "usecases.Category": (Scope(project="project"), _TEAM_WRITES),
    "usecases.UseCase": (Scope(project="project"), _TEAM_WRITES),
    "usecases.ProcessModel": (Scope(project="use_case__project", organisation="organisation"), _PROCESS),
    "usecases.ProcessVersion": (
        Scope(project="process_model__use_case__project", organisation="process_model__organisation"),
        _PROCESS,
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
    "reports.Report": (
        Scope(project="project", issued="state"),
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


def memberships_of(user: Person, **lookup: Any) -> QuerySet[Membership]:
    """Memberships of a signed-in, active person; none for everybody else."""
    if not isinstance(user, User) or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(user=user, **lookup)


def _rows(scope: Scope, reach: Reach, membership: Membership) -> Q:
    rows = Q(**{scope.project: membership.project_id})
    if reach is Reach.ALL:
        return rows
    if reach is Reach.ISSUED:
        return rows & Q(**{scope.issued: "issued"})
    if reach is Reach.SELF:
        return rows & Q(**{scope.owner: membership.user_id})
    own = Q(**{scope.organisation: membership.organisation_id})
    if reach is Reach.OWN_OR_GENERIC:
        own |= Q(**{f"{scope.organisation}__isnull": True})
    return rows & own


def restrict(user: Person, action: Action, queryset: QuerySet[M]) -> QuerySet[M]:
    """The rows of ``queryset`` on which ``user`` may do ``action``; empty where nothing is granted."""
    scope, grants = SCOPES.get(queryset.model._meta.label, (None, {}))
    if scope is None:
        return queryset.none()
    granted = Q(pk__in=[])
    for membership in _memberships(user):
        reach = grants.get(action, {}).get(Role(membership.role))
        if reach is not None:
            granted |= _rows(scope, reach, membership)
    rows = queryset.filter(granted)
    return rows.distinct() if "__" in scope.project and queryset.model._meta.label == "access.Organisation" else rows


def _memberships(user: Person) -> list[Membership]:
    """Memberships, read once per person object (a request has one)."""
    cached: list[Membership] | None = getattr(user, "_bpr_memberships", None)
    if cached is None:
        cached = list(memberships_of(user))
        user._bpr_memberships = cached  # type: ignore[union-attr]
    return cached


def decide(user: Person, action: Action, obj: Model) -> Decision:
    """May ``user`` do ``action`` on the stored object ``obj``?"""
    rows = restrict(user, action, type(obj)._default_manager.filter(pk=obj.pk))
    return ALLOWED if rows.exists() else _denial(action)


def decide_in(
    user: Person, action: Action, model: type[Model], *, project: Project, organisation_id: int | None = None
) -> Decision:
    """May ``user`` do ``action`` with rows of ``model`` in ``project`` (and of the organisation, where given)?

    For what does not exist yet, and for showing or hiding what leads there.
    """
    grants = SCOPES.get(model._meta.label, (None, {}))[1]
    for membership in _memberships(user):
        reach = grants.get(action, {}).get(Role(membership.role))
        if membership.project_id != project.pk or reach is None:
            continue
        if reach is Reach.ALL or organisation_id in (None, membership.organisation_id):
            return ALLOWED
    return _denial(action)


def require(decision: Decision) -> None:
    """PermissionDenied with the decision's reason where it is a denial."""
    if not decision:
        raise PermissionDenied(decision.reason)


def get_or_404(user: Person, action: Action, queryset: QuerySet[M], **lookup: Any) -> M:
    """The one row that matches. What the person may not even view does not exist for them (404);
    what they may view but not ``action`` is denied with a reason (403)."""
    row = restrict(user, Action.VIEW, queryset).filter(**lookup).first()
    if row is None:
        row = restrict(user, action, queryset).filter(**lookup).first()
    if row is None:
        raise Http404
    if action is not Action.VIEW:
        require(decide(user, action, row))
    return row


def role_in(user: Person, project: Project) -> Role | None:
    """The person's role in a project, None where there is none."""
    found = next((m for m in _memberships(user) if m.project_id == project.pk), None)
    return Role(found.role) if found else None


def membership_in(user: Person, project: Project) -> Membership | None:
    """The person's membership of a project, None where there is none."""
    return next((m for m in _memberships(user) if m.project_id == project.pk), None)


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
