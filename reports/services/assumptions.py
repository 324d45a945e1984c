"""Assumptions and investments of a project."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.core.values import EvidenceKind
from reports.assumptions import BY_KEY, AssumptionError, checked
from reports.models import Assumption, Investment
from usecases.models import UseCase


@transaction.atomic
def assumption_set(
    *, actor: User, project: Project, key: str, value: str, evidence_kind: str, source: str = ""
) -> Assumption:
    """Set one assumption with where it comes from; AssumptionError where it cannot be used."""
    require(decide_in(actor, Action.CHANGE, Assumption, project=project))
    text, kind = checked(key, value), _evidence_kind(evidence_kind)
    known = Assumption.objects.select_for_update().filter(project=project, key=key).first()
    before = known.value if known else None
    fields = {"value": text, "unit": str(BY_KEY[key].unit), "evidence_kind": kind, "source": source}
    row, _created = Assumption.objects.update_or_create(project=project, key=key, defaults=fields)
    if before != text or (known and known.source != source):
        audit_record(actor=actor, action="assumption", obj=row, project=project, changes={key: [before, text]})
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
) -> Investment:
    """One line of the investment: what it is, in which year (0 = introduction), once and running."""
    require(decide_in(actor, Action.ADD, Investment, project=project))
    row = Investment(
        project=project, use_case=use_case, title=title, year=year, initial_yen=initial_yen,
        running_yen=running_yen, evidence_kind=_evidence_kind(evidence_kind), source=source,
    )  # fmt: skip
    row.full_clean()
    row.save()
    audit_record(
        actor=actor, action="create", obj=row, project=project,
        changes={"initial_yen": [None, str(initial_yen)], "running_yen": [None, str(running_yen)]},
    )  # fmt: skip
    return row
