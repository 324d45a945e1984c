"""前提 and 投資: what is not from a hearing, with where it comes from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require, restrict
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.access.views.form_errors import refusals_in
from bpr.core.values import EvidenceKind
from reports.assumptions import AssumptionError, Line, lines
from reports.forms import AssumptionForm, InvestmentForm, initial_of
from reports.models import Assumption, Investment
from reports.services import assumption_set, investment_add, investment_remove


@login_required
@require_GET
def assumptions(request: HttpRequest, project_id: int) -> HttpResponse:
    """On which assumptions do the figures rest?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, Assumption, project=project))
    context = _shell(request, project, (_("前提"), ""))
    may_change = bool(decide_in(request.user, Action.CHANGE, Assumption, project=project))
    investments = restrict(request.user, Action.VIEW, Investment.objects.filter(project=project))
    context |= {
        "assumptions": [_row(project, line, may_change=may_change) for line in _lines(request, project)],
        "may_change": may_change,
        "sees_investments": bool(decide_in(request.user, Action.VIEW, Investment, project=project)),
        "investments": investments.select_related("use_case", "organisation"),
    }
    return render(request, "reports/assumptions.html", context)


def _shell(request: HttpRequest, project: Project, *crumbs: tuple[str, str]) -> dict[str, Any]:
    return project_shell(
        request, project, current="assessments", tab="assumptions", crumbs=[(_("効果"), "reports:assessments"), *crumbs]
    )


def _lines(request: HttpRequest, project: Project) -> list[Line]:
    return lines(restrict(request.user, Action.VIEW, Assumption.objects.filter(project=project)))


def _row(project: Project, line: Line, *, may_change: bool) -> dict[str, Any]:
    return {
        "key": line.kind.key,
        "label": line.kind.label,
        "value": line.shown,
        "unit": line.kind.unit,
        "evidence": line.evidence_kind,
        "source": line.source,
        "is_default": line.is_default,
        "edit_url": reverse("reports:assumption", args=[project.pk, line.kind.key]) if may_change else "",
    }


@login_required
@require_http_methods(["GET", "POST"])
def assumption(request: HttpRequest, project_id: int, key: str) -> HttpResponse:
    """Change one assumption."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.CHANGE, Assumption, project=project))
    line = next((line for line in _lines(request, project) if line.kind.key == key), None)
    if line is None:
        raise Http404
    initial = initial_of(line) | ({"source": ""} if line.is_default else {})
    form = AssumptionForm(request.POST or None, kind=line.kind, initial=initial)
    if request.method == "POST" and form.is_valid() and _set(request, project, key, form):
        messages.success(
            request,
            _("「%(name)s」を保存しました。結果に入れるには、もう一度算定してください。") % {"name": line.kind.label},
        )
        return redirect(f"{reverse('reports:assumptions', args=[project.pk])}#{key}")
    context = _shell(request, project, (_("前提"), "reports:assumptions"), (str(line.kind.label), ""))
    context |= {"form": form, "heading": line.kind.label, "unit": line.kind.unit, "unit_field": "value"}
    return render(request, "reports/form.html", context)


def _set(request: HttpRequest, project: Project, key: str, form: AssumptionForm) -> bool:
    """Store the value, or put what is wrong with it into the form."""
    try:
        assumption_set(actor=actor_of(request), project=project, key=key, **form.cleaned_data)
    except AssumptionError as error:
        form.add_error("value", str(error))
    return not form.errors


@login_required
@require_http_methods(["GET", "POST"])
def investment_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Add one line of the investment."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, Investment, project=project))
    form = InvestmentForm(
        request.POST or None, project=project, initial={"evidence_kind": EvidenceKind.ESTIMATED.value}
    )
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            investment_add(actor=actor_of(request), project=project, **form.cleaned_data)
            messages.success(request, _("投資を追加しました。結果に入れるには、もう一度算定してください。"))
            return redirect(f"{reverse('reports:assumptions', args=[project.pk])}#investments")
    context = _shell(request, project, (_("前提"), "reports:assumptions"), (_("投資の追加"), ""))
    return render(request, "reports/form.html", context | {"form": form, "heading": _("投資の追加"), "unit": _("円")})


@login_required
@require_POST
def investment_delete(request: HttpRequest, project_id: int, investment_id: int) -> HttpResponse:
    """Take one line of the investment out."""
    rows = Investment.objects.select_related("project")
    found = get_or_404(request.user, Action.CHANGE, rows, project_id=project_id, pk=investment_id)
    title = found.title
    investment_remove(actor=actor_of(request), investment=found)
    messages.success(request, _("「%(title)s」を削除しました。") % {"title": title})
    return redirect(f"{reverse('reports:assumptions', args=[project_id])}#investments")
