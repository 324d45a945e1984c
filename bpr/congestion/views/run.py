"""The page of one run: while it runs, when it failed, and its answer."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.policy import Action, restrict
from bpr.congestion.forms import LogForm
from bpr.congestion.models import EventLogFile, SimulationRun
from bpr.congestion.views.answer import busy_chart, groups, headline, lead_chart, use_cases, waiting_steps
from bpr.congestion.views.common import run_for, shell
from bpr.congestion.views.loads import LEVELS
from bpr.jobs.models import Job
from bpr.jobs.selectors import jobs_visible
from reports.render.chart_plotly import plotly_figure


@login_required
@require_GET
def run(request: HttpRequest, project_id: int, simulation_id: int) -> HttpResponse:
    """How many days do residents wait and how busy is the staff, today and after the reform?"""
    found = run_for(request, project_id, simulation_id)
    context = shell(request, found.project, trail=_("第%(number)s回") % {"number": found.number})
    context |= {"run": found, "sees_job": _sees_job(request, found.job), "strains": _strains(found)}
    if found.is_done:
        context |= _answer(request, found)
    return render(request, "congestion/run.html", context)


def _sees_job(request: HttpRequest, job: Job | None) -> bool:
    return job is not None and jobs_visible(request.user).filter(pk=job.pk).exists()


def _strains(found: SimulationRun) -> list[dict[str, Any]]:
    """What was said of each group before the run."""
    return [
        {"side": side, "word": LEVELS[item["level"]], **item}
        for side in ("as_is", "to_be")
        for item in found.strains.get(side, ())
        if item["level"] == "overloaded"
    ]


def _answer(request: HttpRequest, found: SimulationRun) -> dict[str, Any]:
    by_use_case, by_group = use_cases(found.result), groups(found.result)
    charts = [lead_chart(by_use_case[0]), *([busy_chart(by_group)] if by_group else [])]
    return {
        "cards": headline(found.result),
        "use_cases": by_use_case,
        "groups": by_group,
        "charts": [(chart, plotly_figure(chart)) for chart in charts],
        "steps": [(side, waiting_steps(request, found, side)) for side in ("as_is", "to_be")],
        "logs": list(restrict(request.user, Action.VIEW, EventLogFile.objects.filter(run=found))),
        "log_form": LogForm(),
    }
