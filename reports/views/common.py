"""What the pages of assessments share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.shell import project_shell
from reports.models import Assessment
from reports.selectors.sight import Sight


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
