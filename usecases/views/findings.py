"""Findings of the diagrams' check: acknowledged on a version's page, listed for the whole project."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import actor_of, project_shell
from bpr.core.bpmn.rules import Topic
from usecases import services
from usecases.findings import TOPICS
from usecases.forms import AcknowledgeForm
from usecases.models import FindingAcknowledgement, ProcessVersion
from usecases.selectors.findings import project_findings
from usecases.views.version_base import version_or_404


@login_required
@require_GET
def findings(request: HttpRequest, project_id: int) -> HttpResponse:
    """In which processes is something to be put right, or to be reformed?"""
    project = get_or_404(request.user, Action.VIEW, Project.objects.all(), pk=project_id)
    require(decide_in(request.user, Action.VIEW, ProcessVersion, project=project))
    topic = next((each for each in Topic if each.value == request.GET.get("topic")), None)
    context = project_shell(
        request,
        project,
        current="processes",
        crumbs=[(_("業務プロセス"), "usecases:processes"), (_("点検の結果"), "")],
    )
    context |= {
        "processes": project_findings(request.user, project, topic=topic),
        "topic": topic.value if topic else "",
        "topics": [("", _("すべて")), *((each.value, label) for each, label in TOPICS.items())],
    }
    return render(request, "usecases/findings.html", context)


@login_required
@require_POST
def finding_acknowledge(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """Let a warning stand, with the reason why."""
    found = version_or_404(request, project_id, version_id, Action.CHANGE)
    form = AcknowledgeForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return _back(project_id, version_id)
    try:
        services.finding_acknowledge(actor=actor_of(request), version=found, **form.cleaned_data)
        messages.success(request, _("理由を残して了承しました。同じことが見つかる間は、次の版でも了承済みになります。"))
    except services.FindingRefused as refused:
        messages.error(request, str(refused))
    return _back(project_id, version_id)


@login_required
@require_POST
def finding_withdraw(request: HttpRequest, project_id: int, version_id: int, acknowledgement_id: int) -> HttpResponse:
    """Open an acknowledged finding again."""
    found = version_or_404(request, project_id, version_id, Action.CHANGE)
    rows = FindingAcknowledgement.objects.select_related("process_model__use_case__project")
    acknowledgement = get_object_or_404(rows, pk=acknowledgement_id, process_model_id=found.process_model_id)
    services.finding_withdraw(actor=actor_of(request), acknowledgement=acknowledgement)
    messages.success(request, _("了承を取り消しました。"))
    return _back(project_id, version_id)


def _back(project_id: int, version_id: int) -> HttpResponse:
    return redirect(reverse("usecases:version", args=[project_id, version_id]) + "#findings")
