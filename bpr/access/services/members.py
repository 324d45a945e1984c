"""Members of a project and their roles."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Membership, Organisation, Participation, Project, Role, User
from bpr.access.services.audit import audit_record, field_values, fields_assign

MEMBER_FIELDS = ("role", "organisation", "post")


@transaction.atomic
def member_add(
    *,
    actor: User | None,
    project: Project,
    user: User,
    role: str,
    organisation: Organisation | None = None,
    post: str = "",
) -> Membership:
    """Let a person take part in a project.

    Raises:
        ValidationError: the person takes part already, or hearing staff has no participating organisation.
    """
    if Membership.objects.filter(project=project, user=user).exists():
        raise ValidationError({"user": _("%(name)sさんは、すでにこの事業に参加しています。") % {"name": user}})
    membership = Membership(project=project, user=user, role=role, organisation=organisation, post=post)
    _check(membership)
    membership.save()
    audit_record(
        actor=actor, action="create", obj=membership, project=project, organisation=organisation,
        changes=field_values(membership, MEMBER_FIELDS),
    )  # fmt: skip
    return membership


@transaction.atomic
def member_change(
    *, actor: User, membership: Membership, role: str, organisation: Organisation | None = None, post: str = ""
) -> Membership:
    """Change role, organisation and post of a member.

    Raises:
        ValidationError: as for ``member_add``, or the project would be left without a leader.
    """
    if role != Role.LEADER:
        _keep_a_leader(membership)
    changes = fields_assign(membership, {"role": role, "organisation": organisation, "post": post})
    _check(membership)
    if changes:
        membership.save(update_fields=list(changes))
        audit_record(
            actor=actor, action="change", obj=membership, project=membership.project, organisation=organisation,
            changes=changes,
        )  # fmt: skip
    return membership


@transaction.atomic
def member_remove(*, actor: User, membership: Membership) -> None:
    """Let a person no longer take part. What the person wrote stays, under the person's name.

    Raises:
        ValidationError: the project would be left without a leader.
    """
    _keep_a_leader(membership)
    audit_record(
        actor=actor, action="delete", obj=membership, project=membership.project,
        organisation=membership.organisation,
        changes={name: [old, None] for name, (_none, old) in field_values(membership, MEMBER_FIELDS).items()},
    )  # fmt: skip
    membership.delete()


def _check(membership: Membership) -> None:
    """Hearing staff answer for one organisation that takes part; everybody else may have one."""
    organisation = membership.organisation
    if membership.role == Role.HEARING_STAFF and organisation is None:
        raise ValidationError({"organisation": _("団体担当者には、所属する団体が必要です。")})
    if membership.role == Role.HEARING_STAFF and not _takes_part(membership):
        raise ValidationError(
            {
                "organisation": _("%(name)sは、この事業の協力団体ではありません。先に協力団体に加えてください。")
                % {"name": organisation}
            }
        )
    membership.full_clean()


def _takes_part(membership: Membership) -> bool:
    return Participation.objects.filter(project=membership.project, organisation=membership.organisation).exists()


def _keep_a_leader(membership: Membership) -> None:
    leaders = Membership.objects.filter(project_id=membership.project_id, role=Role.LEADER, user__is_active=True)
    is_leader = leaders.filter(pk=membership.pk).exists()
    if is_leader and not leaders.exclude(pk=membership.pk).exists():
        raise ValidationError(
            _("事業には統括責任者が1人以上必要です。先に別の人を統括責任者にしてから、もう一度操作してください。")
        )
