"""Which column of the file means what?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.logs.forms import ColumnsForm
from bpr.logs.models import LogKind, ProcessLog
from bpr.logs.sandboxed import LogUnreadable
from bpr.logs.selectors.files import Head, head_of
from bpr.logs.services import log_read
from bpr.logs.views.common import UNPROCESSABLE, log_or_404, page, tell

_ENCODINGS = {"cp932": "Shift_JIS（CP932）", "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16"}


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """The first rows as they stand with what each column was taken for, to be corrected before all of it is read."""
    log = log_or_404(request, project_id, log_id, Action.CHANGE)
    if not log.stored or log.is_frozen or log.kind == LogKind.XES:
        return redirect("logs:log", project_id, log_id)
    try:
        head = head_of(log.stored, log.kind, log.name)
    except LogUnreadable as error:
        context = page(request, log, here=_("列の確認")) | {"problems": error.problems}
        return render(request, "logs/columns.html", context, status=UNPROCESSABLE)
    form = ColumnsForm(request.POST if request.method == "POST" else None, head=head, initial=log.columns)
    if request.method == "POST" and form.is_valid() and _started(request, log, form):
        return redirect("logs:log", project_id, log_id)
    context = page(request, log, here=_("列の確認")) | {
        "form": form,
        "head": head,
        "encoding": _ENCODINGS.get(head.encoding, head.encoding),
        "heads": _heads(head, form),
    }
    return render(request, "logs/columns.html", context, status=UNPROCESSABLE if form.errors else 200)


def _started(request: HttpRequest, log: ProcessLog, form: ColumnsForm) -> bool:
    try:
        log_read(actor=actor_of(request), log=log, columns=form.cleaned_data)
    except ValidationError as error:
        tell(request, error)
        return False
    return True


def _heads(head: Head, form: ColumnsForm) -> list[dict[str, Any]]:
    """Each heading with what it is taken for."""
    chosen = {name: form[name].value() for name in form.fields}
    meant = {heading: form.fields[name].label for name, heading in chosen.items() if heading}
    return [{"name": name, "meaning": meant.get(name, "")} for name in head.header]
