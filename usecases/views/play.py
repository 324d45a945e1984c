"""A version in motion: one case goes through its flow, for explaining it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.policy import Action, get_or_404
from bpr.access.shell import project_shell
from usecases.models import ProcessVersion


@login_required
@require_GET
def version_play(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """How does one case go through the process?"""
    queryset = ProcessVersion.objects.select_related("process_model__use_case__project", "process_model__organisation")
    keys = {"process_model__use_case__project_id": project_id, "pk": version_id}
    version = get_or_404(request.user, Action.VIEW, queryset, **keys)
    project = version.process_model.use_case.project
    context = project_shell(request, project, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes")])
    version_url = reverse("usecases:version", args=[project.pk, version.pk])
    context["breadcrumb"] += [
        {"label": str(version), "url": version_url},
        {"label": _("流れを動かして見る"), "url": ""},
    ]
    context |= {"version": version, "use_case": version.process_model.use_case}
    return render(request, "usecases/play.html", context)
