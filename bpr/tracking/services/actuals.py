"""Recording what was measured."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.core.tracking import fiscal_month_begin, fiscal_months
from bpr.core.values import EvidenceKind
from bpr.tracking.models import Actual, Commitment
from usecases.models import UseCase

FIRST_YEAR, LAST_YEAR = 2000, 2100


class ActualRefused(Exception):
    """Why an actual cannot be kept, in words, and what to do; ``field`` is the one to mend."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def actual_add(
    *,
    actor: User,
    use_case: UseCase,
    organisation: Organisation,
    fiscal_year: int,
    first_month: int,
    last_month: int,
    cases: Decimal,
    minutes_per_case: Decimal,
    evidence_kind: EvidenceKind,
    source: str,
    direct_yen_per_case: Decimal | None = None,
) -> Actual:
    """Keep what was measured in some months of a fiscal year. ActualRefused names the field to mend."""
    project = use_case.project
    require(decide_in(actor, Action.ADD, Actual, project=project, organisation_id=organisation.pk))
    rows = Actual.objects.filter(use_case=UseCase.objects.select_for_update().get(pk=use_case.pk))
    months = _months(fiscal_year, first_month, last_month)
    _require_promised(use_case, organisation, fiscal_month_begin(fiscal_year, first_month))
    for known in rows.filter(organisation=organisation, fiscal_year=fiscal_year):
        if shared := [month for month in months if month in known.months]:
            raise ActualRefused(
                _("%(year)s年度の%(month)s月の実績はすでにあります。先にそれを削除するか、ほかの月にしてください。")
                % {"year": fiscal_year, "month": shared[0]},
                field="first_month",
            )
    row = Actual(
        use_case=use_case,
        organisation=organisation,
        fiscal_year=fiscal_year,
        first_month=first_month,
        last_month=last_month,
        cases=cases,
        minutes_per_case=minutes_per_case,
        direct_yen_per_case=direct_yen_per_case,
        evidence_kind=evidence_kind.value,
        source=source,
        author=actor,
    )
    row.full_clean()
    row.save()
    audit_record(
        actor=actor, action="create", obj=row, project=project, organisation=organisation,
        changes={"cases": [None, f"{cases}"], "minutes_per_case": [None, f"{minutes_per_case}"]},
    )  # fmt: skip
    return row


def _require_promised(use_case: UseCase, organisation: Organisation, begin: date) -> None:
    """What was measured before anything was to change says nothing of a promise."""
    promises = Commitment.objects.filter(use_case=use_case, organisation=organisation)
    start = promises.aggregate(start=Min("starts_on"))["start"]
    if start is None:
        raise ActualRefused(_("約束がまだありません。先に約束を入れてください。"), field="fiscal_year")
    if begin < start.replace(day=1):
        raise ActualRefused(
            _("効果が出はじめる日（%(day)s）より前の月は、約束と比べられません。はじめの月をそれ以後にしてください。")
            % {"day": date_format(start, "DATE_FORMAT")},
            field="first_month",
        )


def _months(fiscal_year: int, first: int, last: int) -> tuple[int, ...]:
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        raise ActualRefused(_("年度は西暦の4桁で入れてください。例：2027"), field="fiscal_year")
    try:
        return fiscal_months(first, last)
    except ValueError as error:
        raise ActualRefused(str(error), field="last_month") from error


@transaction.atomic
def actual_remove(*, actor: User, row: Actual) -> None:
    """Take an actual out; the audit log keeps what it said."""
    project, organisation = row.use_case.project, row.organisation
    require(decide_in(actor, Action.CHANGE, Actual, project=project, organisation_id=organisation.pk))
    said = {name: [f"{getattr(row, name)}", None] for name in ("fiscal_year", "cases", "minutes_per_case")}
    audit_record(actor=actor, action="delete", obj=row, project=project, organisation=organisation, changes=said)
    row.delete()
