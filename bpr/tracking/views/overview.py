"""約束と実績: what became of the promises of the project."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.tracking.charts import chart_of_promises
from bpr.tracking.forms import PromiseForm
from bpr.tracking.models import Commitment
from bpr.tracking.selectors.progress import progress_of
from bpr.tracking.services import CommitmentRefused, commitments_from_plan
from reports.models import Assessment
from reports.render.chart_plotly import plotly_figure


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    """How far have the promised savings become real?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, Commitment, project=project))
    return _page(request, project, PromiseForm())


@login_required
@require_POST
def commit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Promise what is planned for everything that has no promise yet."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, Commitment, project=project))
    form = PromiseForm(request.POST)
    if form.is_valid():
        try:
            made = commitments_from_plan(actor=actor_of(request), project=project, **form.cleaned_data)
        except CommitmentRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(count)s件を計画のとおりに約束しました。") % {"count": len(made)})
            return redirect("tracking:index", project.pk)
    return _page(request, project, form)


def _page(request: HttpRequest, project: Project, form: PromiseForm) -> HttpResponse:
    context = project_shell(
        request, project, current="assessments", tab="tracking",
        crumbs=[(_("効果"), "reports:assessments"), (_("約束と実績"), "")],
    )  # fmt: skip
    progress = progress_of(actor_of(request), project, today=timezone.localdate())
    chart = chart_of_promises(progress) if progress.years else None
    context |= {
        "progress": progress,
        "form": form,
        "may_commit": bool(decide_in(request.user, Action.ADD, Commitment, project=project)),
        "has_plan": Assessment.objects.filter(project=project).exists(),
        "chart": chart,
        "figure": plotly_figure(chart) if chart else None,
    }
    return render(request, "tracking/index.html", context, status=422 if form.errors else 200)
