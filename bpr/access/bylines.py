"""Who did something, as another person may read it: the staff of an organisation are the contacts of its hearings."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bpr.access.models import Membership, Organisation, Project, Role, User
from bpr.access.policy import Action, Person, decide_in, membership_in


def byline(viewer: Person, person: User, project: Project) -> str:
    """Name of ``person`` as ``viewer`` may read it in ``project``.

    The team reads every name, and everybody the names of the team, the council and the own organisation. Staff of
    another organisation stand there by its name, or without it where ``viewer`` may not see the organisation. What
    somebody was who has left the project is no longer known, so the name is not shown either.
    """
    if person.pk == viewer.pk or decide_in(viewer, Action.VIEW, Membership, project=project):
        return str(person)
    membership = _memberships(viewer, project).get(person.pk)
    if membership is None:
        return _("以前の参加者")
    if membership.role != Role.HEARING_STAFF or membership.organisation_id == _own_organisation(viewer, project):
        return str(person)
    return _staff_of(viewer, membership, project)


def _staff_of(viewer: Person, membership: Membership, project: Project) -> str:
    seen = decide_in(
        viewer, Action.VIEW, Organisation, project=project, organisation_id=membership.organisation_id or 0
    )
    return _("%(name)sの担当者") % {"name": membership.organisation if seen else _("ほかの団体")}


def _own_organisation(viewer: Person, project: Project) -> int:
    """Key of the viewer's organisation; 0, which is nobody's, without one."""
    membership = membership_in(viewer, project)
    return (membership.organisation_id if membership else None) or 0


def _memberships(viewer: Person, project: Project) -> dict[int, Membership]:
    """Members by user; read once per viewer, which lives as long as a request."""
    known: dict[int, dict[int, Membership]] = viewer.__dict__.setdefault("_bpr_members", {})
    if project.pk not in known:
        rows = Membership.objects.filter(project=project).select_related("organisation")
        known[project.pk] = {membership.user_id: membership for membership in rows}
    return known[project.pk]
