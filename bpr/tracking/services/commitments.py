"""Making promises: of one pair, or of all that a plan holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.core.assessment import Assessment as Calculation
from bpr.core.lines import Line
from bpr.core.snapshot import SnapshotError
from bpr.tracking.baselines import baseline_of
from bpr.tracking.models import Commitment
from reports.models import Assessment
from reports.selectors.sight import calculation_of, organisation_key
from usecases.models import UseCase

FIRST_DAY, LAST_DAY = date(2000, 4, 1), date(2101, 3, 31)


class CommitmentRefused(Exception):
    """Why nothing can be promised, in words, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The newest assessment of a project."""

    assessment: Assessment
    calculation: Calculation

    @property
    def lines(self) -> dict[tuple[str, str], Line]:
        """The lines that have a to-be, by code of the use case and key of the organisation."""
        lines = (line for line in self.calculation.lines if line.to_be is not None)
        return {(line.scope.use_case, line.scope.organisation): line for line in lines}


@transaction.atomic
def commitment_make(
    *,
    actor: User,
    use_case: UseCase,
    organisation: Organisation,
    starts_on: date,
    promised_by: str,
    hours_per_year: Decimal | None = None,
    yen_per_year: Decimal | None = None,
    note: str = "",
) -> Commitment:
    """Promise the saving of one pair on the plan of the newest assessment; what is not given is as planned."""
    require(decide_in(actor, Action.ADD, Commitment, project=use_case.project, organisation_id=organisation.pk))
    _require_day(starts_on)
    plan = newest_plan(use_case.project)
    line = plan.lines.get((use_case.code, organisation_key(organisation.code, organisation.pk)))
    if line is None:
        raise CommitmentRefused(
            _(
                "最新の算定に「%(organisation)s」の「%(use_case)s」の改革案がありません。改革案を作り、算定してください。"
            )
            % {"organisation": organisation.name, "use_case": use_case.name}
        )
    baseline = baseline_of(plan.calculation, line)
    made = Commitment.objects.create(
        use_case=use_case,
        organisation=organisation,
        assessment=plan.assessment,
        baseline=baseline,
        hours_per_year=Decimal(baseline["hours_per_year"]) if hours_per_year is None else hours_per_year,
        yen_per_year=Decimal(baseline["yen_per_year"]) if yen_per_year is None else yen_per_year,
        starts_on=starts_on,
        promised_by=promised_by,
        note=note,
        author=actor,
    )
    promised = {"hours_per_year": [None, f"{made.hours_per_year}"], "yen_per_year": [None, f"{made.yen_per_year}"]}
    audit_record(
        actor=actor,
        action="create",
        obj=made,
        project=use_case.project,
        organisation=organisation,
        changes=promised,
    )
    return made


@transaction.atomic
def commitments_from_plan(
    *, actor: User, project: Project, starts_on: date, promised_by: str, note: str = ""
) -> list[Commitment]:
    """Promise what is planned for every pair of the newest assessment that has no promise yet."""
    require(decide_in(actor, Action.ADD, Commitment, project=project))
    _require_day(starts_on)
    Project.objects.select_for_update().get(pk=project.pk)  # asked for by two at once, it is promised once
    pairs = list(_without_promise(project, newest_plan(project)))
    if not pairs:
        raise CommitmentRefused(_("最新の算定にある組合せには、すべて約束があります。1件ずつ直してください。"))
    return [
        commitment_make(
            actor=actor,
            use_case=use_case,
            organisation=organisation,
            starts_on=starts_on,
            promised_by=promised_by,
            note=note,
        )
        for use_case, organisation in pairs
    ]


def _require_day(starts_on: date) -> None:
    if not FIRST_DAY <= starts_on <= LAST_DAY:
        raise CommitmentRefused(
            _("効果が出はじめる日（%(year)s年）は2000年4月1日から2101年3月31日までで入れてください。")
            % {"year": starts_on.year}
        )


def newest_plan(project: Project) -> Plan:
    """The newest assessment; CommitmentRefused where there is none."""
    newest = Assessment.objects.filter(project=project).defer("snapshot").first()
    if newest is None:
        raise CommitmentRefused(_("効果がまだ算定されていません。先に「結果」で効果を算定してください。"))
    try:
        return Plan(assessment=newest, calculation=calculation_of(newest))
    except SnapshotError as error:
        raise CommitmentRefused(str(error)) from error


def _without_promise(project: Project, plan: Plan) -> Iterator[tuple[UseCase, Organisation]]:
    use_cases = {item.code: item for item in UseCase.objects.filter(project=project).select_related("project")}
    organisations = {organisation_key(item.code, item.pk): item for item in project.organisations.all()}
    promised = set(
        Commitment.objects.filter(use_case__project=project).values_list("use_case__code", "organisation_id")
    )
    for code, key in plan.lines:
        use_case, organisation = use_cases.get(code), organisations.get(key)
        if use_case and organisation and (use_case.code, organisation.pk) not in promised:
            yield use_case, organisation
