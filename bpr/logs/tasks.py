"""Jobs of this app: the file is read twice, once for its activities and once against the process."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bpr.access.opening_hours import opening_hours
from bpr.jobs.errors import JobError
from bpr.jobs.handle import JobHandle
from bpr.jobs.registry import register
from bpr.logs.hours import sent
from bpr.logs.job_kinds import LOG_MEASURE, LOG_READ
from bpr.logs.models import Clock, ProcessLog
from bpr.logs.sandboxed import LogUnreadable, ask
from bpr.logs.selectors.logs import as_is_of
from bpr.logs.services import log_measure_store, log_read_store
from usecases.models import ProcessVersion


@register(LOG_READ, title=_("操作ログの読取り"))
def read(job: JobHandle) -> dict[str, Any]:
    """Read the whole file: its activities, its period, and a proposal of the step that each of them is."""
    log = _log(job)
    request = _request(log) | {"do": "read", "bpmn": _as_is(log).bpmn}
    summary = _answer(job, request, _("ファイルを読んでいます"))
    with job.hold():
        log_read_store(log_id=log.pk, summary=summary)
        result = {"log": log.pk, "url": reverse("logs:mapping", args=[log.use_case.project_id, log.pk])}
        job.finish(result)
    return result


@register(LOG_MEASURE, title=_("操作ログの測定"))
def measure(job: JobHandle) -> dict[str, Any]:
    """Measure the log against the as-is of that hour."""
    log = _log(job)
    if log.version is None:
        raise JobError(str(_("測る相手の現行がありません。作業の対応を決め直してください")))
    request = _request(log) | {"do": "measure", "bpmn": log.version.bpmn, "mapping": log.mapping, "hours": _hours(log)}
    measurement = _answer(job, request, _("ログを読み、図と突き合わせています"))
    with job.hold():
        log_measure_store(log_id=log.pk, measurement=measurement)
        result = {"log": log.pk, "url": reverse("logs:log", args=[log.use_case.project_id, log.pk])}
        job.finish(result)
    return result


def _hours(log: ProcessLog) -> dict[str, Any] | None:
    """The opening hours that minutes are counted in, None for the clock."""
    if log.clock != Clock.OFFICE:
        return None
    return sent(opening_hours(log.use_case.project, log.organisation))


def _log(job: JobHandle) -> ProcessLog:
    rows = ProcessLog.objects.select_related("use_case__project", "organisation", "version")
    log = rows.filter(pk=job.params["log"]).first()
    if log is None or not log.stored:
        raise JobError(str(_("元のファイルがありません。ファイルをもう一度取り込んでください")))
    return log


def _as_is(log: ProcessLog) -> ProcessVersion:
    try:
        return as_is_of(log)
    except ValidationError as error:
        raise JobError(" ".join(error.messages)) from error


def _request(log: ProcessLog) -> dict[str, Any]:
    return {"stored": log.stored, "name": log.name, "kind": log.kind, "columns": log.columns}


def _answer(job: JobHandle, request: dict[str, Any], words: Any) -> dict[str, Any]:
    """The child's answer, while the job says how long it has been at it and listens for an end."""
    job.progress(10, str(words))
    try:
        found: dict[str, Any] = ask(request, pulse=_pulse(job, str(words)))
    except LogUnreadable as error:
        raise JobError("\n".join(error.problems)) from error
    job.progress(90, str(_("結果を記録しています")))
    return found


def _pulse(job: JobHandle, words: str) -> Callable[[], None]:
    began = time.monotonic()

    def pulse() -> None:
        seconds = int(time.monotonic() - began)
        job.progress(10 + min(seconds, 75), str(_("%(words)s（%(seconds)s秒）") % {"words": words, "seconds": seconds}))

    return pulse
