"""Projects and the organisations that take part in them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bpr.access.models import Organisation, Participation, Project, Role, User
from bpr.access.selectors import belongings
from bpr.access.services.audit import audit_record, field_values, fields_assign
from bpr.access.services.members import member_add

PROJECT_FIELDS = (
    "name", "fiscal_year", "is_sample", "commissioner", "contractor", "background", "purpose", "council_name",
    "council_description", "hearing_method", "hearing_due_on", "schedule",
)  # fmt: skip


@transaction.atomic
def project_create(
    *, actor: User | None, name: str, fiscal_year: int, leader: User | None = None, **fields: Any
) -> Project:
    """A new project; ``fields`` are the remaining columns of :class:`Project`. ``leader`` becomes its first member.

    Raises:
        ValidationError: a value is missing or wrong.
    """
    project = Project(name=name, fiscal_year=fiscal_year, **fields)
    project.full_clean()
    project.save()
    changes = field_values(project, PROJECT_FIELDS)
    audit_record(actor=actor, action="create", obj=project, project=project, changes=changes)
    if leader is not None:
        member_add(actor=actor, project=project, user=leader, role=Role.LEADER)
    return project


@transaction.atomic
def project_update(*, actor: User, project: Project, **fields: Any) -> Project:
    """Change columns of a project.

    Raises:
        ValidationError: a value is wrong.
    """
    changes = fields_assign(project, fields)
    project.full_clean()
    if changes:
        project.save(update_fields=list(changes))
        audit_record(actor=actor, action="change", obj=project, project=project, changes=changes)
    return project


@transaction.atomic
def participation_add(*, actor: User | None, project: Project, organisation: Organisation) -> Participation:
    """Let an organisation take part; once is enough."""
    participation, created = Participation.objects.get_or_create(project=project, organisation=organisation)
    if created:
        audit_record(actor=actor, action="participate", obj=organisation, project=project, organisation=organisation)
    return participation


@transaction.atomic
def participation_remove(*, actor: User, participation: Participation) -> None:
    """Let an organisation no longer take part.

    Raises:
        ValidationError: something in the project is still of this organisation; the text says what.
    """
    project, organisation = participation.project, participation.organisation
    left = belongings(project=project, organisation=organisation)
    if left:
        raise ValidationError(
            _("%(name)sには、この事業の%(things)sがあるので外せません。先にそれらを片付けてください。"),
            params={"name": organisation.name, "things": "、".join(left)},
        )
    participation.delete()
    audit_record(actor=actor, action="withdraw", obj=organisation, project=project, organisation=organisation)
