"""What every page of a project shows around its content: project, role, road, breadcrumb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from bpr.access.models import Project, User
from bpr.access.policy import Action, Person, get_or_404, membership_in
from bpr.access.road import road_for
from bpr.access.tabs import stage_of, tabs_for


def actor_of(request: HttpRequest) -> User:
    """The signed-in person of a view that requires one."""
    if not isinstance(request.user, User):
        raise TypeError("a signed-in person is required")
    return request.user


def project_or_404(user: Person, project_id: int) -> Project:
    """The project, where the person takes part in it; 404 otherwise."""
    return get_or_404(user, Action.VIEW, Project.objects.all(), pk=project_id)


def project_shell(
    request: HttpRequest, project: Project, *, current: str, tab: str = "", crumbs: Sequence[tuple[Any, str]] = ()
) -> dict[str, Any]:
    """Context of ``base.html`` for a page of ``project``.

    ``current`` is the key of the station on the road and ``tab`` that of the page within it; ``crumbs`` are (label, url
    name) from the project down, the last one with an empty url name.
    """
    trail: list[dict[str, Any]] = [{"label": project.name, "url": reverse("usecases:project", args=[project.pk])}]
    trail += [{"label": label, "url": reverse(name, args=[project.pk]) if name else ""} for label, name in crumbs]
    tabs = tabs_for(actor_of(request), project, station=current, current=tab or current)
    stage, next_stage = stage_of(tabs)
    return {
        "project": project,
        "membership": membership_in(request.user, project),
        "road": road_for(actor_of(request), project, current=current),
        "tabs": tabs,
        "stage": stage,
        "next_stage": next_stage,
        "breadcrumb": trail if crumbs else [],
    }
