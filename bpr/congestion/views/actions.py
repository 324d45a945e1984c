"""What a run's buttons do: again, delete, files."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.policy import Action, get_or_404
from bpr.access.shell import actor_of
from bpr.congestion.forms import LogForm
from bpr.congestion.models import EventLogFile
from bpr.congestion.selectors.runs import scenario_files
from bpr.congestion.services.log_files import log_request
from bpr.congestion.services.runs import run_delete, run_start
from bpr.congestion.views.common import run_for


@login_required
@require_POST
def again(request: HttpRequest, project_id: int, simulation_id: int) -> HttpResponse:
    """Go on with a run that failed or was cancelled."""
    run = run_for(request, project_id, simulation_id, Action.CHANGE)
    run_start(actor=actor_of(request), run=run)
    return redirect("congestion:run", project_id, run.pk)


@login_required
@require_POST
def delete(request: HttpRequest, project_id: int, simulation_id: int) -> HttpResponse:
    """Delete a run."""
    run = run_for(request, project_id, simulation_id, Action.CHANGE)
    number = run.number
    run_delete(actor=actor_of(request), run=run)
    messages.success(request, _("第%(number)s回の計算を削除しました。") % {"number": number})
    return redirect("congestion:index", project_id)


@login_required
@require_GET
def scenario(request: HttpRequest, project_id: int, simulation_id: int) -> HttpResponse:
    """The scenarios with their processes, for ``bpr simulate``."""
    run = run_for(request, project_id, simulation_id)
    response = HttpResponse(scenario_files(run), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="scenario-{run.number}.zip"'
    return response


@login_required
@require_POST
def log_new(request: HttpRequest, project_id: int, simulation_id: int) -> HttpResponse:
    """Ask for an event log."""
    run = run_for(request, project_id, simulation_id, Action.CHANGE)
    form = LogForm(request.POST)
    if not form.is_valid() or not run.is_done:
        messages.error(request, _("計算が終わってから、側と形式を選んでください。"))
        return redirect("congestion:run", project_id, run.pk)
    side, suffix = form.cleaned_data["side"], form.cleaned_data["format"]
    try:
        job = log_request(actor=actor_of(request), run=run, side=side, form=suffix)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("congestion:run", project_id, run.pk)
    return redirect("jobs:detail", job.pk)


@login_required
@require_GET
def log_file(request: HttpRequest, project_id: int, event_log_id: int) -> FileResponse:
    """An event log that was written."""
    rows = EventLogFile.objects.select_related("run")
    log = get_or_404(request.user, Action.VIEW, rows, pk=event_log_id, run__project_id=project_id)
    if not log.file:
        raise Http404
    suffix = "".join(PurePath(log.file.name or "").suffixes)
    return FileResponse(
        log.file.open("rb"), as_attachment=True, filename=f"event-log-{log.run.number}-{log.side}{suffix}"
    )
