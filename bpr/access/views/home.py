"""The first page of everybody: what waits for me, and my projects."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bpr.access.models import User
from bpr.access.policy import administers, membership_in
from bpr.access.road import entrance
from bpr.access.selectors import projects_of
from bpr.access.shell import actor_of
from bpr.access.worklist import WorkItem, work_of


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me? (私の作業)"""
    person = actor_of(request)
    context = {
        "works": [_work(item) for item in work_of(person)],
        "projects": _projects(person),
        "administers": administers(person),
    }
    return render(request, "access/home.html", context)


def _work(item: WorkItem) -> dict[str, Any]:
    where = " ・ ".join(str(part) for part in (item.project_name, item.kind) if part)
    return {
        "title": item.title,
        "url": item.url,
        "where": where,
        "since": item.since_day,
        "until": item.due,
        "late": item.late,
        "state": item.state,
        "state_label": item.state_label,
    }


def _projects(person: User) -> list[dict[str, Any]]:
    return [
        {"project": project, "membership": membership_in(person, project), "url": entrance(person, project)}
        for project in projects_of(person)
    ]
