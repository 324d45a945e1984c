"""Which statistic drives the volume of each use case?"""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.national.forms import DriversForm
from bpr.national.models import UseCaseDriver
from bpr.national.selectors.drivers import driver_lines
from bpr.national.services.drivers import driver_set
from bpr.national.statistics import STATISTICS


@login_required
@require_http_methods(["GET", "POST"])
def drivers(request: HttpRequest, project_id: int) -> HttpResponse:
    """Choose or accept; who may only look sees what was chosen."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, UseCaseDriver, project=project))
    if request.method == "POST":
        require(decide_in(request.user, Action.CHANGE, UseCaseDriver, project=project))
    lines = driver_lines(project, actor_of(request))
    form = DriversForm(request.POST if request.method == "POST" else None, lines=lines)
    if request.method == "POST" and form.is_valid():
        _store(request, form)
        messages.success(request, _("件数の基になる統計を決めました。"))
        return redirect("national:index", project.pk)
    crumbs = [(_("効果"), "reports:assessments"), (_("全国"), "national:index"), (_("統計を選ぶ"), "")]
    context = project_shell(request, project, current="assessments", tab="national", crumbs=crumbs) | {
        "form": form,
        "rows": list(form.rows()),
        "statistics": STATISTICS.values(),
        "may_change": bool(decide_in(request.user, Action.CHANGE, UseCaseDriver, project=project)),
    }
    return render(request, "national/drivers.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _store(request: HttpRequest, form: DriversForm) -> None:
    for line, driver, reason in form.decisions():
        driver_set(actor=actor_of(request), use_case=line.use_case, driver=driver, reason=reason)
