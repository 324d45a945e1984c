"""Template tags of all pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import RequestContext

from bpr.access import bylines
from bpr.access.models import Project, User
from bpr.access.road import road_for

register = template.Library()


@register.inclusion_tag("components/road.html", takes_context=True)
def road(context: RequestContext, project: Project, current: str = "") -> dict[str, Any]:
    """``{% road project current="hearings" %}``: the road, for pages that do not use ``shell.project_shell``."""
    return {"road": road_for(context["request"].user, project, current=current)}


@register.simple_tag(takes_context=True)
def byline(context: RequestContext, person: User) -> str:
    """``{% byline version.author %}``: the name as the reader of a project's page may see it."""
    return bylines.byline(context["request"].user, person, context["project"])


@register.filter
def figure(value: int | None) -> str:
    """``{{ population|figure }}``: thousands separated, negative as △, ― where there is none."""
    if value is None:
        return "―"
    return f"△{-value:,}" if value < 0 else f"{value:,}"
