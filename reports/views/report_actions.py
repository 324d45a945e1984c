"""報告書: building and issuing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404
from reports.forms import ReportForm
from reports.models import Report
from reports.services.reports import report_issue_request, report_request
from reports.views.reports import assessments_to_report, report_or_404


@login_required
@require_POST
def build(request: HttpRequest, project_id: int) -> HttpResponse:
    """Ask for a report of one assessment; it is built in the background."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, Report, project=project))
    form = ReportForm(request.POST, assessments=assessments_to_report(request, project))
    if form.is_valid():
        report_request(actor=actor_of(request), project=project, assessment=form.cleaned_data["assessment"])
    else:
        messages.error(request, _("もとにする効果算定を選んでください。"))
    return redirect("reports:index", project.pk)


@login_required
@require_POST
def issue(request: HttpRequest, project_id: int, report_id: int) -> HttpResponse:
    """Ask for a draft to be issued: it never changes afterwards, and the ministry may fetch it."""
    found = report_or_404(request, project_id, report_id, Action.ISSUE)
    try:
        report_issue_request(actor=actor_of(request), report=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.info(
            request,
            _("第%(version)s版を発行しています。終わると、一覧の状態が「発行済」になります。")
            % {"version": found.version},
        )
    return redirect("reports:index", project_id)
