"""効果: the headline figures of the newest assessment, all assessments, and running a new one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.core.figures import Quantity
from bpr.jobs.models import JobState
from hearings.selectors import progress
from reports.forms import AssessmentForm
from reports.models import Assessment
from reports.selectors.freshness import changes_since
from reports.selectors.reports import assessment_jobs
from reports.selectors.sight import Sight, assessments_visible, newest_sight
from reports.services import AssessmentFailed, assessment_request
from reports.views.rows import ComparisonRow, summary_rows

HEADLINES = (
    Quantity.STAFF_HOURS,
    Quantity.TOTAL_YEN,
    Quantity.FTE,
    Quantity.RESIDENT_VISITS,
    Quantity.RESIDENT_WAITING_HOURS,
    Quantity.RESIDENT_TRAVEL_HOURS,
    Quantity.ATTACHED_DOCUMENTS,
    Quantity.SHEETS_MADE,
)


@login_required
@require_GET
def assessments(request: HttpRequest, project_id: int) -> HttpResponse:
    """How much does the reform save?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW_SHARE, Assessment, project=project))
    return _render(request, project, None)


@login_required
@require_POST
def run(request: HttpRequest, project_id: int) -> HttpResponse:
    """Calculate anew from everything that is confirmed now."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, Assessment, project=project))
    form = AssessmentForm(request.POST)
    if form.is_valid():
        try:
            assessment_request(actor=actor_of(request), project=project, title=form.cleaned_data["title"])
        except AssessmentFailed as error:
            return _render(request, project, form, failed=error)
        return redirect("reports:assessments", project.pk)
    return _render(request, project, form)


def _render(
    request: HttpRequest, project: Project, form: AssessmentForm | None, *, failed: AssessmentFailed | None = None
) -> HttpResponse:
    context = project_shell(request, project, current="assessments", crumbs=[(_("効果"), "")])
    sight = newest_sight(request.user, project)
    jobs = assessment_jobs(actor_of(request), project)
    context |= {
        "form": form or AssessmentForm(initial={"title": jobs[0].params["title"]} if jobs else None),
        "jobs": jobs,
        "job_failed": any(job.state == JobState.FAILED for job in jobs),
        "failed": failed,
        "assessments": assessments_visible(request.user, project),
        "may_add": bool(decide_in(request.user, Action.ADD, Assessment, project=project)),
        "progress": progress(request.user, project),
        "sight": sight,
        **_newest(sight),
    }
    context["changes"] = changes_since(sight.assessment, project) if sight and not sight.own else []
    status = 422 if failed else 200
    return render(request, "reports/assessments.html", context, status=status)


def _newest(sight: Sight | None) -> dict[str, Any]:
    if sight is None or sight.is_empty:
        return {"cards": []}
    lines = sight.calculation.lines_in(sight.root)
    return {
        "cards": headline_rows(sight),
        "lines": lines,
        "organisations": {line.scope.organisation for line in lines},
        "use_cases": {line.scope.use_case for line in lines},
        "left_out": [] if sight.own else sight.assessment.sources.get("left_out", []),
        "notes": [(line.name, note) for line in lines for note in line.notes],
        "without_to_be": sum(line.to_be is None for line in lines),
    }


def headline_rows(sight: Sight, quantities: tuple[Quantity, ...] = HEADLINES) -> list[ComparisonRow]:
    """The headline figures of what the person sees."""
    return summary_rows(sight, sight.root, quantities)
