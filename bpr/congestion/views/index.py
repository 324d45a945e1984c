"""混み具合: the runs there are, and the first stage of a new one: whose work, which use cases."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bpr.access.models import Project
from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.question import CongestionImpossible, cases_to_choose
from bpr.congestion.selectors.runs import runs_visible
from bpr.congestion.views.answer import headline
from bpr.congestion.views.common import organisation_asked, organisations_of, project_for, shell


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    """How long do people wait, how busy is the staff: what was calculated so far."""
    project = project_for(request, project_id)
    runs = list(runs_visible(request.user, project))
    context = shell(request, project)
    context |= {"runs": runs, "done": [run for run in runs if run.is_done], **_newest(runs)}
    if context["may_change"]:
        context |= _choice(request, project)
    return render(request, "congestion/index.html", context)


def _newest(runs: list[SimulationRun]) -> dict[str, Any]:
    """The answer of the newest finished run."""
    newest = next((run for run in runs if run.is_done), None)
    return {"newest": newest, "cards": headline(newest.result) if newest else []}


def _choice(request: HttpRequest, project: Project) -> dict[str, Any]:
    organisations = organisations_of(request, project)
    organisation = organisation_asked(request, organisations)
    found: dict[str, Any] = {"organisations": organisations, "organisation": organisation}
    if organisation is None:
        return found
    try:
        return found | {"cases": cases_to_choose(project, organisation)}
    except CongestionImpossible as error:
        return found | {"impossible": str(error)}
