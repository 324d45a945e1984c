"""What would the reform save in the whole country, and how far does the sample reach?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.national.models import NationalEstimate, UseCaseDriver
from bpr.national.selectors.drivers import driver_lines
from bpr.national.selectors.estimates import (
    changes_since,
    estimate_job,
    estimate_or_404,
    estimates_listed,
    estimates_visible,
    rows_of_estimate,
)
from bpr.national.selectors.question import newest_assessment
from bpr.national.selectors.reading import Reading
from bpr.national.services.estimates import EstimateRefused, estimate_request
from bpr.national.views.parts import page_parts, prefecture_parts

Context = dict[str, Any]


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    """The newest estimate, or what is missing for a first one."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, NationalEstimate, project=project))
    return _page(request, project, estimates_visible(request.user, project).first())


@login_required
@require_GET
def estimate(request: HttpRequest, project_id: int, estimate_id: int) -> HttpResponse:
    """One estimate, the newest or an earlier one."""
    found = estimate_or_404(request.user, project_id, estimate_id)
    return _page(request, found.project, found)


@login_required
@require_POST
def run(request: HttpRequest, project_id: int) -> HttpResponse:
    """Freeze the inputs as they are and estimate in the background."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, NationalEstimate, project=project))
    try:
        job = estimate_request(actor=actor_of(request), project=project)
    except EstimateRefused as error:
        return _page(request, project, estimates_visible(request.user, project).first(), failed=str(error))
    if known := job.result.get("estimate"):
        messages.info(request, _("同じ入力の推計があります。入力を変えずに推計しても、同じ結果になります。"))
        return redirect("national:estimate", project.pk, known)
    return redirect("national:index", project.pk)


@login_required
@require_GET
def prefecture(request: HttpRequest, project_id: int, estimate_id: int, key: str) -> HttpResponse:
    """The municipalities of one prefecture; ``key`` is the first two digits of their 団体コード."""
    found = estimate_or_404(request.user, project_id, estimate_id)
    rows = [row for row in rows_of_estimate(found) if row.code[:2] == key]
    if not rows:
        raise Http404
    reading = Reading(found)
    context = _shell(request, found.project, found) | prefecture_parts(reading, rows)
    context["breadcrumb"].append({"label": rows[0].prefecture, "url": ""})
    return render(request, "national/prefecture.html", context)


def _shell(request: HttpRequest, project: Project, found: NationalEstimate | None) -> Context:
    crumbs = [(_("効果"), "reports:assessments"), (_("全国"), "national:index" if found else "")]
    return project_shell(request, project, current="assessments", tab="national", crumbs=crumbs)


def _page(request: HttpRequest, project: Project, found: NationalEstimate | None, *, failed: str = "") -> HttpResponse:
    estimates = list(estimates_listed(request.user, project))
    newest = estimates[0] if estimates else None
    lines = driver_lines(project, actor_of(request))
    context = _shell(request, project, None) | {
        "estimate": found,
        "is_newest": found == newest,
        "failed": failed,
        "job": estimate_job(request.user, project, newest),
        "has_assessment": newest_assessment(project) is not None,
        "open_drivers": [line for line in lines if line.is_open],
        "decided_drivers": [line for line in lines if line.statistic],
        "may_add": bool(decide_in(request.user, Action.ADD, NationalEstimate, project=project)),
        "may_decide": bool(decide_in(request.user, Action.CHANGE, UseCaseDriver, project=project)),
        "estimates": estimates,
        "drivers_url": reverse("national:drivers", args=[project.pk]),
    }
    if found:
        per_head = request.GET.get("map") == "per-head"
        context |= page_parts(Reading(found), per_head=per_head) | {"changes": changes_since(found)}
    return render(request, "national/national.html", context, status=409 if failed else 200)
