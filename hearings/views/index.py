"""Where do the hearings stand? Staff see theirs, the team the table of all."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from hearings.forms import HearingsOpenForm
from hearings.models import Hearing, HearingState
from hearings.selectors import coverage, hearings_visible, is_late
from hearings.services import hearings_open

# What waits for the person comes first, what is over last.
_URGENCY: dict[str, int] = {
    HearingState.RETURNED: 0,
    HearingState.DRAFT: 1,
    HearingState.SUBMITTED: 2,
    HearingState.CONFIRMED: 3,
}


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, Hearing, project=project))
    context = project_shell(request, project, current="hearings")
    if decide_in(request.user, Action.CONFIRM, Hearing, project=project):
        return _coverage(request, project, context)
    today = timezone.localdate()
    found = sorted(hearings_visible(request.user, project), key=lambda hearing: _URGENCY[hearing.state])
    context["entries"] = [{"hearing": hearing, "late": is_late(hearing, today)} for hearing in found]
    return render(request, "hearings/mine.html", context)


def _coverage(request: HttpRequest, project: Project, context: dict[str, object]) -> HttpResponse:
    today = timezone.localdate()
    table = coverage(project)
    hearings = [hearing for row in table.rows for hearing in row.hearings if hearing]
    context |= {
        "coverage": table,
        "to_confirm": [hearing for hearing in hearings if hearing.state == "submitted"],
        "late": {hearing.pk for hearing in hearings if is_late(hearing, today)},
        "may_open": bool(decide_in(request.user, Action.ADD, Hearing, project=project)),
    }
    return render(request, "hearings/coverage.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def open_(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which hearings are to be held?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, Hearing, project=project))
    chosen = request.GET.dict() if request.method == "GET" else {}
    form = HearingsOpenForm(
        request.POST if request.method == "POST" else None,
        project=project,
        initial={"use_cases": [chosen.get("use_case")], "organisations": [chosen.get("organisation")]},
    )
    if request.method == "POST" and form.is_valid():
        opened = hearings_open(actor=actor_of(request), project=project, **form.cleaned_data)
        _tell(request, len(opened))
        return redirect("hearings:index", project_id=project.pk)
    context = project_shell(
        request,
        project,
        current="hearings",
        crumbs=[(_("ヒアリング"), "hearings:index"), (_("ヒアリングを始める"), "")],
    )
    return render(request, "hearings/open.html", context | {"form": form}, status=422 if form.errors else 200)


def _tell(request: HttpRequest, count: int) -> None:
    if count:
        text = ngettext("%(count)s件のヒアリングを始めました", "%(count)s件のヒアリングを始めました", count)
        messages.success(request, text % {"count": count})
    else:
        messages.info(request, _("選んだ組合せのヒアリングは、すべて始まっています"))
