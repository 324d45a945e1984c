"""What the pages of congestion share."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import project_or_404, project_shell
from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.runs import organisations_to_ask, runs_of


def project_for(request: HttpRequest, project_id: int, action: Action = Action.VIEW) -> Project:
    """The project, for somebody who may do ``action`` with its runs."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, action, SimulationRun, project=project))
    return project


def run_for(request: HttpRequest, project_id: int, simulation_id: int, action: Action = Action.VIEW) -> SimulationRun:
    """The run of an address."""
    return get_or_404(request.user, action, runs_of(), pk=simulation_id, project_id=project_id)


def shell(request: HttpRequest, project: Project, *, trail: str = "") -> dict[str, Any]:
    """Context around a page; ``trail`` is what the page is called below 混み具合."""
    crumbs: list[tuple[Any, str]] = [(_("効果"), "reports:assessments")]
    crumbs += [(_("混み具合"), "congestion:index"), (trail, "")] if trail else [(_("混み具合"), "")]
    may_change = bool(decide_in(request.user, Action.ADD, SimulationRun, project=project))
    return project_shell(request, project, current="assessments", tab="congestion", crumbs=crumbs) | {
        "may_change": may_change
    }


def organisation_asked(request: HttpRequest, organisations: list[Organisation]) -> Organisation | None:
    """The one of the address, else the first; Http404 where the person may not ask for it."""
    asked = request.GET.get("organisation", "")
    if not asked:
        return organisations[0] if organisations else None
    found = next((item for item in organisations if str(item.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def organisations_of(request: HttpRequest, project: Project) -> list[Organisation]:
    """Organisations for which the person may ask."""
    return organisations_to_ask(request.user, project)
