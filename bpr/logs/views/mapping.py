"""Which activity of the log is which step?"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bpr.access.opening_hours import opening_hours
from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.logs.forms import MappingForm
from bpr.logs.models import Clock, LogState, ProcessLog
from bpr.logs.selectors.logs import as_is_of
from bpr.logs.selectors.mapping import UNDECIDED, activity_rows, step_choices
from bpr.logs.services import log_measure, mapping_save
from bpr.logs.views.common import UNPROCESSABLE, log_or_404, page, tell
from usecases.selectors import version_model, version_svg


@login_required
@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """Each activity with its proposal; POST measures as soon as all of them are decided."""
    log = log_or_404(request, project_id, log_id, Action.CHANGE if request.method == "POST" else Action.VIEW)
    if log.state == LogState.UPLOADED:
        return redirect("logs:log", project_id, log_id)
    refused = ""
    if request.method == "POST":
        try:
            log_measure(actor=actor_of(request), log=log, mapping=_decided(request, log), clock=_clock(request))
        except ValidationError as error:
            refused = " ".join(error.messages)
            log.mapping = _decided(request, log)
        else:
            return redirect("logs:log", project_id, log_id)
    return _page(request, log, refused)


@login_required
@require_POST
def mapping_draft(request: HttpRequest, project_id: int, log_id: int) -> HttpResponse:
    """Keep what was chosen so far; the answer is a sentence for the page (htmx), or the page again."""
    log = log_or_404(request, project_id, log_id, Action.CHANGE)
    try:
        mapping_save(actor=actor_of(request), log=log, mapping=_decided(request, log), clock=_clock(request))
    except ValidationError as error:
        if request.headers.get("HX-Request"):
            return HttpResponse(" ".join(error.messages), content_type="text/plain; charset=utf-8")
        tell(request, error)
    saved = _("%(at)s 下書きを保存しました") % {"at": timezone.localtime().strftime("%H:%M")}
    if request.headers.get("HX-Request"):
        return HttpResponse(saved, content_type="text/plain; charset=utf-8")
    return redirect("logs:mapping", project_id, log_id)


def _decided(request: HttpRequest, log: ProcessLog) -> dict[str, str]:
    """Activity → node id or "", without those that are not decided."""
    names = {f"activity-{number}": item["name"] for number, item in enumerate(log.summary.get("activities", ()))}
    sent = {name: request.POST.get(field, UNDECIDED) for field, name in names.items()}
    return {name: node for name, node in sent.items() if node != UNDECIDED}


def _clock(request: HttpRequest) -> str:
    sent = request.POST.get("clock", "")
    return sent if sent in Clock.values else Clock.ALL


def _page(request: HttpRequest, log: ProcessLog, refused: str) -> HttpResponse:
    version = as_is_of(log)
    model = version_model(version)
    rows = activity_rows(log, model)
    hours = opening_hours(log.use_case.project, log.organisation)
    context: dict[str, Any] = page(request, log, here=_("作業の対応づけ")) | {
        "rows": rows,
        "steps": step_choices(model),
        "undecided": UNDECIDED,
        "open_count": sum(row.chosen == UNDECIDED for row in rows),
        "form": MappingForm(initial={"clock": log.clock}, hours=hours),
        "as_is": version,
        "svg": version_svg(version),
        "refused": refused,
    }
    return render(request, "logs/mapping.html", context, status=UNPROCESSABLE if refused else 200)
