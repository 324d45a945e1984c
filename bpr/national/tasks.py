"""Jobs of this app."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bpr.core.national import NationalError, NationalResult
from bpr.jobs.errors import JobError
from bpr.jobs.handle import JobHandle
from bpr.jobs.registry import register
from bpr.national.job_kinds import NATIONAL_ESTIMATE, NATIONAL_PART
from bpr.national.models import NationalQuestion
from bpr.national.services.estimates import estimate_store
from bpr.national.services.parts import Run, is_small, part_make, plan_of, result_at_once, result_by_parts


@register(NATIONAL_ESTIMATE, title=_("全国への推計"))
def estimate(job: JobHandle) -> dict[str, Any]:
    """Estimate, and store the answer together with the end of the job, or leave nothing."""
    run = Run(question=job.params["question"], token=job.params["token"])
    made_of = _result(job, run)
    question = NationalQuestion.objects.select_related("project").get(pk=run.question)
    with job.hold():
        made = estimate_store(actor=job.job.owner, question=question, result=made_of)
        result = {"estimate": made.pk, "url": reverse("national:estimate", args=[made.project_id, made.pk])}
        job.finish(result)
    return result


def _result(job: JobHandle, run: Run) -> NationalResult:
    job.progress(0, "全国への推計を準備しています")
    try:
        plan = plan_of(run.question)
        return result_at_once(job, plan) if is_small(plan) else result_by_parts(job, run, plan)
    except NationalError as error:
        raise JobError(str(error)) from error


@register(NATIONAL_PART, title=_("全国への推計の一部"), announced=False)
def part(job: JobHandle) -> dict[str, Any]:
    """One block of municipalities of a large estimate."""
    run = Run(question=job.params["question"], token=job.params["token"])
    try:
        part_make(job, run, job.params["number"], job.params["parent"])
    except NationalError as error:
        raise JobError(str(error)) from error
    return {}
