"""The second and third stage of a run: check people and hours, then run."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.congestion.forms import RunForm
from bpr.congestion.selectors.question import CongestionImpossible, Prepared, cases_to_choose, missing_words, prepared
from bpr.congestion.services.runs import RunRefused, run_request
from bpr.congestion.views.common import organisation_asked, organisations_of, project_for, shell
from bpr.congestion.views.loads import load_rows
from bpr.core.congestion import CongestionError, default_settings
from bpr.core.inputs import CaseInput


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Are the people and hours right, and do the people suffice at all?"""
    project = project_for(request, project_id, Action.ADD)
    organisation = organisation_asked(request, organisations_of(request, project))
    context = shell(request, project, trail=_("新しい計算")) | {"organisation": organisation}
    if organisation is None:
        return render(request, "congestion/new.html", context | {"impossible": _("確認済のヒアリングがありません。")})
    try:
        return _asked(request, project, organisation, context)
    except (CongestionImpossible, CongestionError) as error:
        return render(request, "congestion/new.html", context | {"impossible": str(error)}, status=409)


def _asked(request: HttpRequest, project: Project, organisation: Organisation, context: dict[str, Any]) -> HttpResponse:
    cases = cases_to_choose(project, organisation)
    chosen = _chosen(request, cases)
    form = RunForm(request.POST if request.method == "POST" else None, cases=chosen, defaults=default_settings(chosen))
    is_asked = request.method == "POST" and form.is_valid()
    settings = form.cleaned_data["settings"] if is_asked else form.defaults
    ready = prepared(project, organisation, cases, [case.use_case_key for case in chosen], lambda _cases: settings)
    if is_asked:
        try:
            run = run_request(
                actor=actor_of(request), project=project, prepared=ready, title=form.cleaned_data["title"],
                accepts_overload=form.cleaned_data["accepts_overload"],
            )  # fmt: skip
            return redirect("congestion:run", project.pk, run.pk)
        except RunRefused as error:
            form.add_error("accepts_overload", str(error))
    status = 422 if form.errors else 200
    return render(request, "congestion/new.html", context | _context(ready, form, chosen), status=status)


def _chosen(request: HttpRequest, cases: list[CaseInput]) -> list[CaseInput]:
    """The use cases of the address; all that have cases where it names none."""
    asked = request.GET.getlist("use_case")
    return [case for case in cases if (case.use_case_key in asked if asked else case.volume.cases_per_year > 0)]


def _context(ready: Prepared, form: RunForm, chosen: list[CaseInput]) -> dict[str, Any]:
    return {
        "form": form,
        "chosen": chosen,
        "loads": load_rows(ready),
        "overloaded": [(side.value, strain, missing_words(strain)) for side, strain in ready.overloaded],
        "said": ready.documents.said,
        "settings": form.defaults,
    }
