"""Jobs of this app."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bpr.core.snapshot import SnapshotError
from bpr.jobs.errors import JobError
from bpr.jobs.handle import JobHandle
from bpr.jobs.registry import register
from reports.models import Assessment
from reports.services.report_files import staged_files
from reports.services.reports import BUILD, ReportTaken, product_files, report_make, report_store

_TAKEN = _("ほかの報告書が先に同じ版になりました。もう一度作成してください。")


@register(BUILD, title=_("成果報告書の作成"))
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
