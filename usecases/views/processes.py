"""All processes of a project: overview, import, the common as-is."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from usecases import services
from usecases.models import ProcessVersion, UseCase
from usecases.selectors.overview import process_rows
from usecases.views.comparison import chosen_version


@login_required
@require_GET
def processes(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which processes are drawn, and what waits for review?"""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, ProcessVersion, project=found))
    context = project_shell(request, found, current="processes")
    context |= {
        "rows": process_rows(request.user, found),
        "may_change": decide_in(request.user, Action.ADD, ProcessVersion, project=found),
    }
    return render(request, "usecases/processes.html", context)


@login_required
@require_POST
def common_adopt(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Make one as-is the common as-is."""
    use_case = get_or_404(
        request.user, Action.VIEW, UseCase.objects.select_related("project"), project_id=project_id, pk=use_case_id
    )
    require(decide_in(request.user, Action.ADD, ProcessVersion, project=use_case.project))
    source = chosen_version(request, project_id, request.POST.get("source", ""))
    if source.process_model.use_case_id != use_case.pk:
        raise Http404
    version = services.common_adopt(
        actor=actor_of(request), use_case=use_case, source=source, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("「共通の現行」第%(number)s版を作りました。") % {"number": version.number})
    return redirect("usecases:version", project_id, version.pk)
