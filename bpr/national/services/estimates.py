"""Asking for an estimate, and storing what came of it."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.core.national import NationalError, NationalResult, plan_national
from bpr.core.national import estimate as estimate_national
from bpr.core.snapshot import SnapshotError, digest
from bpr.jobs.models import Job
from bpr.jobs.services import job_start
from bpr.national.frozen import result_to, rows_of, rows_to_bytes
from bpr.national.job_kinds import NATIONAL_ESTIMATE
from bpr.national.models import NationalEstimate, NationalQuestion
from bpr.national.selectors.estimates import heard_in_full
from bpr.national.selectors.question import DRAWS, SEED, Ground, ground_of, input_of, newest_assessment
from bpr.national.selectors.table import country
from bpr.national.services.parts import leftovers_remove

MOST_SUMS = 500_000  # use cases × quantities × draws: 1 GB of parts on the disk while it runs


class EstimateRefused(Exception):
    """An estimate that cannot be made, in Japanese, with the remedy."""


def estimate_request(*, actor: User, project: Project, seed: int = SEED, draws: int = DRAWS) -> Job:
    """Freeze the inputs as they are now and ask for their estimate; the same inputs give the same job.

    EstimateRefused says what is missing or contradictory; nothing is stored then.
    """
    require(decide_in(actor, Action.ADD, NationalEstimate, project=project))
    question = _question(project, seed=seed, draws=draws)
    leftovers_remove()
    return job_start(
        kind=NATIONAL_ESTIMATE,
        project=project,
        owner=actor,
        params={"question": question.pk, "token": secrets.token_hex(8)},
        key=f"{NATIONAL_ESTIMATE}:{project.pk}:{question.digest}",
    )


def estimate_make(*, actor: User, project: Project, seed: int = SEED, draws: int = DRAWS) -> NationalEstimate:
    """Estimate here and now, without a job, for a small project (management commands). Raises EstimateRefused."""
    require(decide_in(actor, Action.ADD, NationalEstimate, project=project))
    question = _question(project, seed=seed, draws=draws)
    return estimate_store(actor=actor, question=question, result=estimate_national(input_of(question.content)))


def _question(project: Project, *, seed: int, draws: int) -> NationalQuestion:
    """The inputs as they are now, frozen. EstimateRefused says what is missing or contradictory."""
    ground = _ground(project, seed=seed, draws=draws)
    _check(ground)
    question, _created = NationalQuestion.objects.get_or_create(
        project=project,
        digest=digest(ground.content),
        defaults={"assessment": ground.assessment, "content": ground.content},
    )
    return question


def _ground(project: Project, *, seed: int, draws: int) -> Ground:
    assessment = newest_assessment(project)
    if assessment is None:
        raise EstimateRefused(_("効果をまだ算定していません。「結果」で効果を算定してから推計してください。"))
    try:
        return ground_of(assessment, seed=seed, draws=draws)
    except SnapshotError as error:
        raise EstimateRefused(
            _("最新の算定の記録を読めません（%(why)s）。もう一度算定してください。") % {"why": error}
        ) from error


def _check(ground: Ground) -> None:
    use_cases = ground.content["use_cases"]
    if not use_cases and ground.undecided:
        raise EstimateRefused(
            _("件数の基になる統計が決まっていません（%(names)s）。「統計を選ぶ」で案を採用するか、選んでください。")
            % {"names": "、".join(ground.undecided)}
        )
    if not use_cases:
        raise EstimateRefused(
            _("推計できるユースケースがありません。%(reasons)s") % {"reasons": "。".join(ground.content["left_out"])}
        )
    try:
        plan = plan_national(input_of(ground.content))
    except NationalError as error:
        raise EstimateRefused(str(error)) from error
    each = len(plan.use_cases) * len(plan.data.quantities)
    if each * plan.data.draws > MOST_SUMS:
        raise EstimateRefused(
            _("ユースケース%(use_cases)s件では、試行は%(most)s回までです。試行の回数を減らしてください。")
            % {"use_cases": len(plan.use_cases), "most": f"{MOST_SUMS // each:,}"}
        )


def estimate_store(*, actor: User, question: NationalQuestion, result: NationalResult) -> NationalEstimate:
    """Freeze a result. Its caller holds the job that made it."""
    rows = rows_to_bytes(rows_of(result, country(), heard_in_full(question.content)))
    content: dict[str, Any] = result_to(result)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=question.project_id)  # one number after the other
        made = NationalEstimate.objects.filter(project=question.project_id)
        estimate = NationalEstimate.objects.create(
            project_id=question.project_id,
            question=question,
            number=(made.aggregate(Max("number"))["number__max"] or 0) + 1,
            result=content,
            municipalities=rows,
            sha256=digest([content, rows.hex()]),
            author=actor,
        )
        audit_record(
            actor=actor, action="create", obj=estimate, project=question.project,
            changes={"sha256": [None, estimate.sha256]},
        )  # fmt: skip
    return estimate
