"""Which logs are there, and taking in one more."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, membership_in, require, restrict
from bpr.access.shell import actor_of, project_or_404
from bpr.logs.forms import ACCEPT, LogUploadForm
from bpr.logs.models import LogKind, ProcessLog
from bpr.logs.sandboxed import LogUnreadable
from bpr.logs.selectors import logs_of
from bpr.logs.services import log_upload
from bpr.logs.views.common import UNPROCESSABLE, shell


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which logs were taken in, and how far is each?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, ProcessLog, project=project))
    context = shell(request, project) | {
        "logs": restrict(request.user, Action.VIEW, logs_of(project)),
        "may_add": _may_add(request, project),
    }
    return render(request, "logs/index.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, project_id: int) -> HttpResponse:
    """Whose log is it, and which file?"""
    project = project_or_404(request.user, project_id)
    own = membership_in(request.user, project)
    organisation_id = own.organisation_id if own else None
    require(decide_in(request.user, Action.ADD, ProcessLog, project=project, organisation_id=organisation_id))
    sent = request.method == "POST"
    form = LogUploadForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        person=actor_of(request),
        project=project,
        initial={"organisation": organisation_id, **_chosen(request)},
    )
    if sent and form.is_valid() and (log := _taken(request, form)):
        name = "logs:log" if log.kind == LogKind.XES else "logs:columns"
        return redirect(name, project.pk, log.pk)
    context = shell(request, project, here=_("操作ログを取り込む")) | {
        "form": form,
        "accept": ACCEPT,
        "limit": f"{settings.LOG_UPLOAD_MAX_BYTES // 1024 // 1024}MB",
        "here": _("操作ログを取り込む"),
    }
    return render(request, "logs/upload.html", context, status=UNPROCESSABLE if form.errors else 200)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("use_case", "organisation") if request.GET.get(name)}


def _taken(request: HttpRequest, form: LogUploadForm) -> ProcessLog | None:
    data = form.cleaned_data
    file = data["file"]
    try:
        return log_upload(
            actor=actor_of(request), use_case=data["use_case"], organisation=data["organisation"], name=file.name,
            chunks=file.chunks(),
        )  # fmt: skip
    except LogUnreadable as error:
        for problem in error.problems:
            form.add_error("file", problem)
    except ValidationError as error:
        form.add_error(None, error)
    return None


def _may_add(request: HttpRequest, project: Project) -> bool:
    own = membership_in(request.user, project)
    organisation_id = own.organisation_id if own else None
    return bool(decide_in(request.user, Action.ADD, ProcessLog, project=project, organisation_id=organisation_id))
