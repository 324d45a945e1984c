"""The Excel workbook: out with what was entered so far, in when filled."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bpr.access.policy import Action, decide
from bpr.access.shell import actor_of
from hearings.forms import WorkbookForm
from hearings.models import Hearing
from hearings.services import WorkbookOlder, workbook_import
from hearings.views.common import hearing_or_404, page
from hearings.views.editing import CONFLICT, UNPROCESSABLE
from hearings.workbook.problems import WorkbookInvalid, WorkbookProblem
from hearings.workbook.writing import write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def template(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    hearing = hearing_or_404(request, project_id, hearing_id)
    with_contacts = bool(decide(request.user, Action.VIEW_CONTACTS, hearing))
    name = f"ヒアリングシート_{hearing.use_case.name}_{hearing.organisation.name}.xlsx"
    response = HttpResponse(write_workbook(hearing, with_contacts=with_contacts), content_type=XLSX)
    response["Content-Disposition"] = (
        f"attachment; filename=\"hearing-{hearing.pk}.xlsx\"; filename*=UTF-8''{quote(name)}"
    )
    return response


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    """Take a filled workbook as the new draft, or say everything that must be mended in it."""
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CHANGE)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    problems: tuple[WorkbookProblem, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["workbook"]
        try:
            saved = workbook_import(actor=actor_of(request), hearing=hearing, data=file.read(), filename=file.name)
        except WorkbookInvalid as invalid:
            problems = invalid.problems
        except WorkbookOlder as older:
            context = page(request, hearing, here=_("Excelを取り込む")) | {"older": older, "form": WorkbookForm()}
            return render(request, "hearings/import.html", context, status=CONFLICT)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("hearings:hearing", project_id=project_id, hearing_id=hearing_id)
        else:
            return _taken(request, saved)
    context = page(request, hearing, here=_("Excelを取り込む")) | {"form": form, "problems": problems}
    return render(request, "hearings/import.html", context, status=UNPROCESSABLE if problems or form.errors else 200)


def _taken(request: HttpRequest, hearing: Hearing) -> HttpResponse:
    messages.success(request, _("取り込みました。内容を確かめて提出してください。前の下書きは履歴に残っています"))
    return redirect("hearings:edit", project_id=hearing.use_case.project_id, hearing_id=hearing.pk)
