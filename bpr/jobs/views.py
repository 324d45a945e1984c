"""The page of one job, and its part that is fetched again and again while the job is active."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.jobs.models import Job
from bpr.jobs.selectors import jobs_visible
from bpr.jobs.services import job_cancel, job_seen


@login_required
@require_GET
def detail(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(jobs_visible(request.user), pk=job_id)
    job_seen(job=job, user=actor_of(request))
    return _render(request, job)


@login_required
@require_GET
def outcome(request: HttpRequest, job_id: int) -> HttpResponse:
    """From the work list straight to what the job has made, or to why it failed."""
    job = get_object_or_404(jobs_visible(request.user), pk=job_id)
    job_seen(job=job, user=actor_of(request))
    return redirect(job.result["url"]) if job.result.get("url") else redirect("jobs:detail", job.pk)


@login_required
@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    job = get_object_or_404(jobs_visible(request.user, Action.CHANGE), pk=job_id)
    job_cancel(job=job)
    return _render(request, job) if request.headers.get("HX-Request") else redirect("jobs:detail", job.pk)


def _render(request: HttpRequest, job: Job) -> HttpResponse:
    if not request.headers.get("HX-Request"):
        return render(request, "jobs/detail.html", {"job": job})
    response = render(request, "jobs/_status.html", {"job": job})
    if not job.is_active:
        response["HX-Refresh"] = "true"  # the page around it shows what the job has made
    return response
