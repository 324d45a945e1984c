"""Reads of reports and of the jobs that build them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, Person, restrict
from bpr.jobs.models import ACTIVE_STATES, Job, JobState
from bpr.jobs.selectors import jobs_visible
from reports.job_kinds import REPORT_BUILD, REPORT_ISSUE
from reports.models import Report


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
    jobs = jobs_visible(user).filter(project=project, kind__in=(REPORT_BUILD, REPORT_ISSUE))
    last = jobs.order_by("-created_at", "-pk").values("pk")[:1]
    return jobs.filter(Q(state__in=ACTIVE_STATES) | Q(state=JobState.FAILED, pk__in=last)).select_related("owner")


def file_name(report: Report, suffix: str) -> str:
    """What a file of the report is called when it is fetched: 「成果報告書_第2版.pdf」."""
    return _("成果報告書_%(project)s_第%(version)s版%(suffix)s") % {
        "project": report.project.name,
        "version": report.version,
        "suffix": suffix,
    }
