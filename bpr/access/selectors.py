"""Reads of organisations, members and the audit log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import Case, Count, IntegerField, Model, Q, QuerySet, When
from django.utils.translation import gettext as _

from bpr.access.models import AuditEntry, Membership, Organisation, OrganisationKind, Project, Role, User
from bpr.access.policy import SCOPES, Action, Person, administers, memberships_of, restrict

# Rows about an organisation that do not tie it to the project.
_LOOSE = frozenset({"access.Organisation", "access.Participation", "access.AuditEntry"})


def projects_of(user: Person) -> QuerySet[Project]:
    """The projects in which the person takes part."""
    return restrict(user, Action.VIEW, Project.objects.all())


def catalogue(user: Person) -> QuerySet[Organisation]:
    """All organisations, for those who choose among them: system administrators and leaders. Empty for others.

    The catalogue is public knowledge (statistics of local governments); what an organisation does in a project is not
    in it.
    """
    chooses = administers(user) or any(membership.role == Role.LEADER for membership in memberships_of(user))
    return Organisation.objects.all() if chooses else Organisation.objects.none()


def organisation_search(
    rows: QuerySet[Organisation], *, words: str = "", prefecture: str = "", kind: str = ""
) -> QuerySet[Organisation]:
    """Narrow ``rows`` by words (parts of name or reading, or the beginning of the 団体コード), prefecture and kind."""
    for word in words.split():
        rows = rows.filter(Q(name__icontains=word) | Q(kana__icontains=word) | Q(code__startswith=word))
    if prefecture:
        rows = rows.filter(prefecture=prefecture)
    return rows.filter(kind=kind) if kind else rows


def prefecture_names() -> list[str]:
    """Names of the prefectures of the catalogue, from north to south (order of the 団体コード)."""
    found = Organisation.objects.filter(kind=OrganisationKind.PREFECTURE).order_by("code")
    return list(found.values_list("name", flat=True))


def members(user: Person, project: Project) -> QuerySet[Membership]:
    """Members of a project as ``user`` may see them, leaders first."""
    rows = restrict(user, Action.VIEW, Membership.objects.filter(project=project))
    rank = Case(*(When(role=role, then=order) for order, role in enumerate(Role)), output_field=IntegerField())
    return rows.select_related("user", "organisation").order_by(rank, "organisation__code", "user__username")


def belongings(*, project: Project, organisation: Organisation) -> list[str]:
    """What a project holds of an organisation, e.g. ["ヒアリング2件"]; the policy knows where to look."""
    found = []
    for label, (scope, _grants) in SCOPES.items():
        if not scope.organisation or label in _LOOSE:
            continue
        model = apps.get_model(label)
        lookups = {scope.project: project.pk, scope.organisation: organisation.pk}
        count = model._default_manager.filter(**lookups).count()
        if count:
            found.append(_("%(thing)s%(count)d件") % {"thing": model._meta.verbose_name, "count": count})
    return found


def may_reset_password(user: User, person: User) -> bool:
    """May ``user`` give ``person`` a new initial password? System administrators may; a leader only where the person
    takes part in nothing but projects that this leader leads: a password opens all of a person's projects."""
    if administers(user):
        return True
    led = {membership.project_id for membership in memberships_of(user) if membership.role == Role.LEADER}
    theirs = set(Membership.objects.filter(user=person).values_list("project_id", flat=True))
    return not person.is_superuser and bool(theirs) and theirs <= led


def audit_of_project(user: Person, project: Project) -> QuerySet[AuditEntry]:
    """The audit log of a project as ``user`` may see it, newest first."""
    rows = restrict(user, Action.VIEW, AuditEntry.objects.filter(project=project))
    return rows.select_related("actor", "organisation")


def audit_of_system(user: Person) -> QuerySet[AuditEntry]:
    """Entries that belong to no project (accounts, catalogue); empty except for system administrators."""
    rows = AuditEntry.objects.filter(project__isnull=True) if administers(user) else AuditEntry.objects.none()
    return rows.select_related("actor", "organisation")


def audit_search(
    rows: QuerySet[AuditEntry],
    *,
    actor: User | None = None,
    action: str = "",
    kind: str = "",
    words: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEntry]:
    """Narrow the log by who, what was done, kind of object, words in its name, and days (both included)."""
    conditions: dict[str, Any] = {
        "actor": actor,
        "action": action,
        "object_label": kind,
        "object_name__icontains": words,
        "at__date__gte": since,
        "at__date__lte": until,
    }
    return rows.filter(**{lookup: value for lookup, value in conditions.items() if value})


def model_of(label: str) -> type[Model] | None:
    """The model that an audit entry names, None where it is gone."""
    try:
        return apps.get_model(label)
    except LookupError:
        return None


def people_search(rows: QuerySet[User], *, words: str) -> QuerySet[User]:
    """Narrow ``rows`` by parts of name or user name; with the number of projects of each."""
    for word in words.split():
        rows = rows.filter(Q(username__icontains=word) | Q(display_name__icontains=word))
    return rows.annotate(project_count=Count("memberships")).order_by("-is_active", "username")
