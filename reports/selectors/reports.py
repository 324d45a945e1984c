"""Reads of reports and of the jobs that build them."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models import Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, Person, restrict
from bpr.jobs.models import ACTIVE_STATES, Job, JobState
from bpr.jobs.selectors import jobs_visible
from reports.job_kinds import ASSESSMENT_RUN, REPORT_BUILD, REPORT_ISSUE
from reports.models import Report, ReportState


def reports_visible(user: Person, project: Project | None = None) -> QuerySet[Report]:
    """The reports that the person may see, the newest version first, without their contents."""
    rows = Report.objects.filter(project=project) if project else Report.objects.all()
    return (
        restrict(user, Action.VIEW, rows)
        .select_related("project", "assessment", "author", "issued_by")
        .defer("content", "assessment__snapshot")
    )


def report_jobs(user: User, project: Project) -> QuerySet[Job]:
    """Reports that are being built or issued, and the last job where it failed."""
    return _unfinished(jobs_visible(user).filter(project=project, kind__in=(REPORT_BUILD, REPORT_ISSUE)))


def assessment_jobs(user: User, project: Project) -> list[Job]:
    """Assessments that are being calculated, and the last one where it failed."""
    return list(_unfinished(jobs_visible(user).filter(project=project, kind=ASSESSMENT_RUN)))


def _unfinished(jobs: QuerySet[Job]) -> QuerySet[Job]:
    last = jobs.order_by("-created_at", "-pk").values("pk")[:1]
    return jobs.filter(Q(state__in=ACTIVE_STATES) | Q(state=JobState.FAILED, pk__in=last)).select_related("owner")


def file_name(report: Report, suffix: str) -> str:
    """What a file of the report is called when it is fetched: 「成果報告書_第2版.pdf」."""
    return _("成果報告書_%(project)s_第%(version)s版%(suffix)s") % {
        "project": report.project.name,
        "version": report.version,
        "suffix": suffix,
    }


class FileMissing(Exception):
    """A stored file that is not on the disk any more; says in plain words what to do."""


def report_file(report: Report, stored: FieldFile) -> FileResponse:
    """A stored file under the name that people know it by.

    Http404 while it is not built, FileMissing where it is lost.
    """
    if not stored:
        raise Http404
    name = stored.name or ""
    try:
        content = stored.open("rb")
    except FileNotFoundError:
        raise FileMissing(_lost(report, name)) from None
    return FileResponse(content, as_attachment=True, filename=file_name(report, PurePath(name).suffix))


def _lost(report: Report, name: str) -> str:
    if report.state == ReportState.ISSUED:
        return _(
            "発行済の報告書は作り直せません。システムの管理者に、バックアップから「%(name)s」を元の場所へ戻すよう"
            "頼んでください。報告書の内容と、もとにした算定は残っています。"
        ) % {"name": name}
    return _(
        "もとにした算定は残っています。「報告書」のページで、同じ算定からもう一度報告書を作成してください"
        "（なくなったファイル: %(name)s）。"
    ) % {"name": name}
