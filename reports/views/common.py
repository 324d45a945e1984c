"""What the pages of assessments share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.shell import project_or_404, project_shell
from bpr.core.snapshot import SnapshotError
from reports.models import Assessment
from reports.selectors.sight import Sight

View = Callable[..., HttpResponse]


def readable(view: View) -> View:
    """A page of one assessment; where its record cannot be read, the page says so and what to do."""

    @wraps(view)
    def checked(request: HttpRequest, project_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, project_id, *args, **kwargs)
        except SnapshotError as error:
            project = project_or_404(request.user, project_id)
            context = project_shell(
                request, project, current="assessments", crumbs=[(_("効果"), "reports:assessments"), (_("記録"), "")]
            )
            return render(request, "reports/unreadable.html", context | {"reason": str(error)}, status=409)

    return checked


def assessment_name(assessment: Assessment) -> str:
    """「第3回 算定」 with its title."""
    number = _("第%(number)s回算定") % {"number": assessment.number}
    return f"{number}　{assessment.title}".strip()


def sight_page(request: HttpRequest, sight: Sight, *, trail: Sequence[tuple[str, str]] = ()) -> dict[str, Any]:
    """Context of a page within one assessment; ``trail`` are (label, url) below it, the last without url."""
    assessment = sight.assessment
    project = assessment.project
    context = project_shell(request, project, current="assessments")
    url = reverse("reports:assessment", args=[project.pk, assessment.pk]) if trail else ""
    context["breadcrumb"] = [
        {"label": project.name, "url": reverse("usecases:project", args=[project.pk])},
        {"label": _("効果"), "url": reverse("reports:assessments", args=[project.pk])},
        {"label": assessment_name(assessment), "url": url},
        *({"label": label, "url": link} for label, link in trail),
    ]
    return context | {"sight": sight, "assessment": assessment, "assessment_name": assessment_name(assessment)}
