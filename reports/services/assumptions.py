"""Assumptions and investments of a project."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.access.services.audit import fields_assign
from bpr.core.values import EvidenceKind
from reports.assumptions import BY_KEY, AssumptionError, checked
from reports.models import Assumption, Investment
from reports.selectors.investments import bearers
from usecases.models import UseCase


@transaction.atomic
def assumption_set(
    *, actor: User, project: Project, key: str, value: str, evidence_kind: str, source: str = ""
) -> Assumption:
    """Set one assumption with where it comes from; AssumptionError where it cannot be used."""
    require(decide_in(actor, Action.CHANGE, Assumption, project=project))
    text, kind = checked(key, value), _evidence_kind(evidence_kind)
    known = Assumption.objects.select_for_update().filter(project=project, key=key).first()
    row = known or Assumption(project=project, key=key)
    fields = {"value": text, "unit": str(BY_KEY[key].unit), "evidence_kind": kind.value, "source": source}
    changes = fields_assign(row, fields)
    row.save()
    if changes:
        action = "change" if known else "create"
        audit_record(actor=actor, action=action, obj=row, project=project, changes=changes)
    return row


def _evidence_kind(value: str) -> EvidenceKind:
    try:
        return EvidenceKind(value)
    except ValueError:
        raise AssumptionError(_("根拠の種類を一覧から選んでください。")) from None


@transaction.atomic
def investment_add(
    *,
    actor: User,
    project: Project,
    title: str,
    year: int,
    initial_yen: Decimal,
    running_yen: Decimal,
    evidence_kind: str,
    source: str = "",
    use_case: UseCase | None = None,
    organisation: Organisation | None = None,
) -> Investment:
    """One line of the investment: what it is, in which year (0 = introduction), once and running.

    ``organisation`` bears it alone, None is shared by all. ValidationError where it or the use case is not the
    project's.
    """
    require(decide_in(actor, Action.ADD, Investment, project=project))
    _check_within(project, use_case, organisation)
    row = Investment(
        project=project, use_case=use_case, organisation=organisation, title=title, year=year, initial_yen=initial_yen,
        running_yen=running_yen, evidence_kind=_evidence_kind(evidence_kind), source=source,
    )  # fmt: skip
    row.full_clean()
    row.save()
    audit_record(
        actor=actor, action="create", obj=row, project=project,
        changes={"initial_yen": [None, str(initial_yen)], "running_yen": [None, str(running_yen)]},
    )  # fmt: skip
    return row


def _check_within(project: Project, use_case: UseCase | None, organisation: Organisation | None) -> None:
    if use_case and use_case.project_id != project.pk:
        raise ValidationError({"use_case": _("この事業のユースケースを選んでください。")})
    if organisation and not bearers(project).filter(pk=organisation.pk).exists():
        raise ValidationError({"organisation": _("この事業に参加する市区町村を選んでください。")})


@transaction.atomic
def investment_remove(*, actor: User, investment: Investment) -> None:
    """Take one line of the investment out."""
    project = investment.project
    require(decide_in(actor, Action.CHANGE, Investment, project=project))
    amounts = {name: [str(getattr(investment, name)), None] for name in ("initial_yen", "running_yen")}
    audit_record(actor=actor, action="delete", obj=investment, project=project, changes=amounts)
    investment.delete()
