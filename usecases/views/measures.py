"""Measures and preconditions of a to-be."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import actor_of
from usecases import services
from usecases.forms import MeasureForm, PreconditionForm
from usecases.models import Measure, Precondition
from usecases.views.to_be import page, use_case_or_404

UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def measures(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Why do the steps change, and what must hold first?"""
    use_case = use_case_or_404(request, project_id, use_case_id)
    require(decide_in(request.user, Action.ADD, Measure, project=use_case.project))
    is_measure = request.POST.get("what") != "precondition"
    sent = request.POST if request.method == "POST" else None
    measure_form = MeasureForm(sent if is_measure else None, instance=Measure(use_case=use_case), prefix="measure")
    condition_form = PreconditionForm(
        None if is_measure else sent, instance=Precondition(use_case=use_case), prefix="precondition"
    )
    form = measure_form if is_measure else condition_form
    if sent is not None and form.is_valid():
        create = services.measure_save if is_measure else services.precondition_add
        create(actor=actor_of(request), use_case=use_case, **form.cleaned_data)
        messages.success(request, _("追加しました。"))
        return redirect("usecases:measures", project_id, use_case_id)
    context = page(request, use_case, _("改革方策と前提条件")) | {
        "measures": use_case.measures.all(),
        "preconditions": use_case.preconditions.all(),
        "measure_form": measure_form,
        "condition_form": condition_form,
        "form": form,
    }
    return render(request, "usecases/measures.html", context, status=UNPROCESSABLE if form.errors else 200)


def _measure(request: HttpRequest, project_id: int, measure_id: int) -> Measure:
    rows = Measure.objects.select_related("use_case__project", "use_case__category")
    return get_or_404(request.user, Action.CHANGE, rows, pk=measure_id, use_case__project=project_id)


def _precondition(request: HttpRequest, project_id: int, precondition_id: int) -> Precondition:
    rows = Precondition.objects.select_related("use_case__project", "use_case__category")
    return get_or_404(request.user, Action.CHANGE, rows, pk=precondition_id, use_case__project=project_id)


@login_required
@require_http_methods(["GET", "POST"])
def measure(request: HttpRequest, project_id: int, measure_id: int) -> HttpResponse:
    """Change a measure. Its code stays, because steps name it."""
    found = _measure(request, project_id, measure_id)
    form = MeasureForm(request.POST if request.method == "POST" else None, instance=_copy(found))
    form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "code"}
        services.measure_change(actor=actor_of(request), measure=found, **fields)
        messages.success(request, _("保存しました。"))
        return redirect("usecases:measures", project_id, found.use_case_id)
    return _form_page(request, found, form, _("改革方策を直す"))


@login_required
@require_POST
def measure_delete(request: HttpRequest, project_id: int, measure_id: int) -> HttpResponse:
    """Remove a measure that no step names."""
    found = _measure(request, project_id, measure_id)
    try:
        services.measure_delete(actor=actor_of(request), measure=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("消しました。"))
    return redirect("usecases:measures", project_id, found.use_case_id)


@login_required
@require_http_methods(["GET", "POST"])
def precondition(request: HttpRequest, project_id: int, precondition_id: int) -> HttpResponse:
    """Change a precondition."""
    found = _precondition(request, project_id, precondition_id)
    form = PreconditionForm(request.POST if request.method == "POST" else None, instance=_copy(found))
    if request.method == "POST" and form.is_valid():
        services.precondition_change(actor=actor_of(request), precondition=found, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("usecases:measures", project_id, found.use_case_id)
    return _form_page(request, found, form, _("前提条件を直す"))


@login_required
@require_POST
def precondition_delete(request: HttpRequest, project_id: int, precondition_id: int) -> HttpResponse:
    """Remove a precondition."""
    found = _precondition(request, project_id, precondition_id)
    services.precondition_delete(actor=actor_of(request), precondition=found)
    messages.success(request, _("消しました。"))
    return redirect("usecases:measures", project_id, found.use_case_id)


def _copy(found: Any) -> Any:
    """Another instance of the same row: a form writes into its instance, and the service compares old with new."""
    return type(found).objects.get(pk=found.pk)


def _form_page(request: HttpRequest, found: Measure | Precondition, form: Any, heading: str) -> HttpResponse:
    context = page(request, found.use_case, heading) | {"form": form, "heading": heading, "back": "usecases:measures"}
    return render(request, "usecases/use_case_form.html", context, status=UNPROCESSABLE if form.errors else 200)
