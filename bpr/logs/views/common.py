"""What the pages of one log share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.access.policy import Action, decide, get_or_404
from bpr.access.shell import actor_of, project_shell
from bpr.jobs.models import JobState
from bpr.jobs.selectors import jobs_visible
from bpr.logs.models import LogKind, LogState, ProcessLog

UNPROCESSABLE = 422
_WITH = ("use_case__project", "use_case__category", "organisation", "job", "version", "adopted_version", "uploaded_by")


def log_or_404(request: HttpRequest, project_id: int, log_id: int, action: Action = Action.VIEW) -> ProcessLog:
    """The log of the address, where the person may do ``action`` on it."""
    rows = ProcessLog.objects.select_related(*_WITH).defer("version__bpmn", "adopted_version__bpmn")
    return get_or_404(request.user, action, rows, pk=log_id, use_case__project=project_id)


def shell(request: HttpRequest, project: Project, *, here: str = "") -> dict[str, Any]:
    """Context of a page of the tab 操作ログ; ``here`` names a page below its first one."""
    crumbs = [(_("操作ログ"), "logs:index"), (here, "")] if here else ()
    return project_shell(request, project, current="processes", tab="logs", crumbs=crumbs)


def page(request: HttpRequest, log: ProcessLog, *, here: Any = "") -> dict[str, Any]:
    """Context of a page of one log; ``here`` is the breadcrumb's end where it is not the log itself."""
    project = log.use_case.project
    context = shell(request, project)
    url = reverse("logs:log", args=[project.pk, log.pk]) if here else ""
    context["breadcrumb"] = [
        {"label": project.name, "url": reverse("usecases:project", args=[project.pk])},
        {"label": _("操作ログ"), "url": reverse("logs:index", args=[project.pk])},
        {"label": log.name, "url": url},
        *([{"label": here, "url": ""}] if here else []),
    ]
    may_change = bool(decide(request.user, Action.CHANGE, log))
    return context | {
        "log": log,
        "stages": stages(log),
        "may_change": may_change,
        "may_adopt": bool(decide(request.user, Action.CONFIRM, log)),
        "sees_cases": bool(decide(request.user, Action.VIEW_CONTACTS, log)),
        "is_open": may_change and not log.is_frozen and bool(log.stored),
        "job": shown_job(request, log),
        "is_busy": log.job is not None and log.job.is_active,
    }


def shown_job(request: HttpRequest, log: ProcessLog) -> Any:
    """The job of the log while it is under way or ended without a result, where the person may look at it."""
    if log.job is None or log.job.state == JobState.DONE:
        return None
    return jobs_visible(actor_of(request)).filter(pk=log.job.pk).first()


def stages(log: ProcessLog) -> list[dict[str, Any]]:
    """The road of a log: upload, columns, mapping, result, adoption; which are behind, which is now."""
    now = {LogState.UPLOADED: 1, LogState.READ: 2, LogState.MEASURED: 3, LogState.ADOPTED: 5}[LogState(log.state)]
    names = [
        (_("取込み"), ""),
        (_("列の確認"), "" if log.kind == LogKind.XES else "logs:columns"),
        (_("作業の対応づけ"), "logs:mapping"),
        (_("結果"), "logs:log"),
        (_("根拠にする"), "logs:log"),
    ]
    return [
        {"title": title, "is_done": place < now, "is_current": place == now, "url_name": name if place <= now else ""}
        for place, (title, name) in enumerate(names)
    ]


def tell(request: HttpRequest, error: ValidationError) -> None:
    """What a service refused, on the next page."""
    messages.error(request, " ".join(error.messages))
