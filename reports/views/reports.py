"""報告書: which there are, and fetching them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require, restrict
from bpr.access.shell import actor_of, project_or_404, project_shell
from reports.forms import ReportForm
from reports.models import Assessment, Report
from reports.selectors.reports import FileMissing, report_file, report_jobs, reports_visible


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which reports are there, and which may be fetched?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, Report, project=project))
    may_add = bool(decide_in(request.user, Action.ADD, Report, project=project))
    assessments = assessments_to_report(request, project)
    context = project_shell(request, project, current="reports", crumbs=[(_("報告書"), "")])
    context |= {
        "reports": reports_visible(request.user, project),
        "jobs": report_jobs(actor_of(request), project),
        "may_add": may_add,
        "may_issue": bool(decide_in(request.user, Action.ISSUE, Report, project=project)),
        "has_assessment": may_add and assessments.exists(),
        "form": ReportForm(assessments=assessments),
    }
    return render(request, "reports/reports.html", context)


def assessments_to_report(request: HttpRequest, project: Project) -> QuerySet[Assessment]:
    """From which assessments a report may be built."""
    return restrict(request.user, Action.VIEW, Assessment.objects.filter(project=project)).defer("snapshot")


@login_required
@require_GET
def pdf(request: HttpRequest, project_id: int, report_id: int) -> HttpResponseBase:
    """The report as PDF."""
    found = report_or_404(request, project_id, report_id, Action.VIEW)
    return _file(request, found, found.file)


@login_required
@require_GET
def bundle(request: HttpRequest, project_id: int, report_id: int) -> HttpResponseBase:
    """The report with its source data."""
    found = report_or_404(request, project_id, report_id, Action.VIEW)
    return _file(request, found, found.bundle)


def report_or_404(request: HttpRequest, project_id: int, report_id: int, action: Action) -> Report:
    """The report of an address, where the person may do ``action`` on it."""
    rows = Report.objects.select_related("project").defer("content")
    return get_or_404(request.user, action, rows, project_id=project_id, pk=report_id)


def _file(request: HttpRequest, report: Report, stored: FieldFile) -> HttpResponseBase:
    """The file, or where it is lost a page that says what to do."""
    try:
        return report_file(report, stored)
    except FileMissing as error:
        crumbs = [(_("報告書"), "reports:index"), (_("ファイル"), "")]
        context = project_shell(request, report.project, current="reports", crumbs=crumbs)
        return render(request, "reports/file_missing.html", context | {"remedy": str(error)}, status=410)
