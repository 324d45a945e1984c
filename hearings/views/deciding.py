"""Hand in, confirm, return, and the day until which an answer is awaited."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.workflow.problems import SheetInvalid
from hearings import services
from hearings.forms import DueForm, ReturnForm
from hearings.models import Hearing
from hearings.views.common import hearing_or_404
from hearings.views.editing import UNPROCESSABLE, edit_context, problems_json
from hearings.views.reading import read_context


def _to_reading(hearing: Hearing) -> HttpResponse:
    return redirect("hearings:hearing", project_id=hearing.use_case.project_id, hearing_id=hearing.pk)


def _complain(request: HttpRequest, error: ValidationError) -> None:
    for text in error.messages:
        messages.error(request, text)


@login_required
@require_POST
def submit(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    """Hand in, or come back to the sheet with everything that must be mended."""
    hearing = hearing_or_404(request, project_id, hearing_id, Action.SUBMIT)
    try:
        services.hearing_submit(actor=actor_of(request), hearing=hearing)
    except SheetInvalid as invalid:
        context = edit_context(request, hearing) | {"problems": problems_json(invalid.problems)}
        return render(request, "hearings/edit.html", context, status=UNPROCESSABLE)
    except ValidationError as error:
        _complain(request, error)
    else:
        messages.success(request, _("提出しました。分析担当が確認します"))
    return _to_reading(hearing)


@login_required
@require_POST
def confirm(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CONFIRM)
    try:
        services.hearing_confirm(actor=actor_of(request), hearing=hearing)
    except ValidationError as error:
        _complain(request, error)
    else:
        messages.success(request, _("確認済にしました。このヒアリングの数字が効果の計算に使われます"))
    return _to_reading(hearing)


@login_required
@require_POST
def return_(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CONFIRM)
    form = ReturnForm(request.POST)
    if not form.is_valid():
        context = read_context(request, hearing) | {"return_form": form}
        return render(request, "hearings/hearing.html", context, status=UNPROCESSABLE)
    try:
        services.hearing_return(actor=actor_of(request), hearing=hearing, reason=form.cleaned_data["reason"])
    except ValidationError as error:
        _complain(request, error)
    else:
        messages.success(request, _("差し戻しました。理由が団体の担当者に表示されます"))
    return _to_reading(hearing)


@login_required
@require_POST
def reschedule(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CONFIRM)
    form = DueForm(request.POST)
    if not form.is_valid():
        context = read_context(request, hearing) | {"due_form": form}
        return render(request, "hearings/hearing.html", context, status=UNPROCESSABLE)
    services.hearing_reschedule(actor=actor_of(request), hearing=hearing, due_on=form.cleaned_data["due_on"])
    messages.success(request, _("期限を変えました"))
    return _to_reading(hearing)
