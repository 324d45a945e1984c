"""Jobs of this app."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bpr.core.snapshot import SnapshotError
from bpr.jobs.errors import JobError
from bpr.jobs.handle import JobHandle
from bpr.jobs.registry import register
from reports.job_kinds import ASSESSMENT_RUN, REPORT_BUILD, REPORT_ISSUE
from reports.models import Assessment, Report
from reports.services.assessments import AssessmentFailed, assessment_calculate, assessment_store
from reports.services.report_files import staged_files
from reports.services.reports import (
    ReportTaken,
    product_files,
    report_issued_make,
    report_issued_store,
    report_make,
    report_store,
)

_NO_PROJECT = _("どの事業の算定かが分かりません。効果のページから、もう一度算定してください。")
_TAKEN = _("ほかの報告書が先に同じ版になりました。もう一度作成してください。")


@register(ASSESSMENT_RUN, title=_("効果の算定"))
def assess_project(job: JobHandle) -> dict[str, Any]:
    """Calculate a project and store the assessment together with the end of the job, or leave nothing."""
    project = job.job.project
    if project is None:
        raise JobError(str(_NO_PROJECT))
    try:
        calculated = assessment_calculate(project, say=job.progress)
        with job.hold():
            made = assessment_store(
                actor=job.job.owner, project=project, title=job.params["title"], calculated=calculated
            )
            url = reverse("reports:assessment", args=[project.pk, made.pk])
            result = {"assessment": made.pk, "url": url}
            job.finish(result)
    except (AssessmentFailed, PermissionDenied) as error:
        raise JobError(str(error)) from error
    return result


@register(REPORT_BUILD, title=_("成果報告書の作成"))
def build(job: JobHandle) -> dict[str, Any]:
    """Build a draft and store it together with the end of the job, or leave nothing."""
    version: int = job.params["version"]
    assessment = Assessment.objects.select_related("project").get(pk=job.params["assessment"])
    try:
        product = report_make(assessment=assessment, version=version, say=job.progress)
    except SnapshotError as error:
        raise JobError(str(error)) from error
    try:
        with staged_files(product_files(product, version=version)) as staged, job.hold():
            report = report_store(
                actor=job.job.owner, assessment=assessment, version=version, product=product, staged=staged
            )
            result = {"report": report.pk, "url": reverse("reports:index", args=[report.project_id])}
            job.finish(result)
    except ReportTaken as error:
        raise JobError(str(_TAKEN)) from error
    return result


@register(REPORT_ISSUE, title=_("成果報告書の発行"))
def issue(job: JobHandle) -> dict[str, Any]:
    """Set the pages of a draft anew and put them in its place together with the end of the job, or leave the draft."""
    report = Report.objects.select_related("project").get(pk=job.params["report"])
    now = timezone.now()
    result = {"report": report.pk, "url": reverse("reports:index", args=[report.project_id])}
    try:
        product = report_issued_make(report=report, now=now, say=job.progress)
        with staged_files(product_files(product, version=report.version)) as staged, job.hold():
            report_issued_store(actor=job.job.owner, report=report, product=product, staged=staged, now=now)
            job.finish(result)
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from error
    except PermissionDenied as error:
        raise JobError(str(error)) from error
    return result
