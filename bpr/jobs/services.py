"""Starting, running, cancelling and rescuing jobs."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from kombu.exceptions import OperationalError

from bpr.access.models import Project, User
from bpr.jobs.errors import JobError, JobStopped
from bpr.jobs.handle import LEASE, JobHandle
from bpr.jobs.heartbeat import heartbeat
from bpr.jobs.models import ACTIVE_STATES, DEFAULT_MAX_ATTEMPTS, Job, JobState
from bpr.jobs.registry import kind_of

logger = logging.getLogger(__name__)

TASK_NAME = "bpr.jobs.run"
# How long a queued job waits for a worker before its message counts as lost and is sent again.
QUEUE_PATIENCE = timedelta(seconds=60)

# Stored as written here; the page translates.
UNEXPECTED = _("予期しない問題で処理が止まりました。処理の番号を添えて、システムの管理者に連絡してください。")
GIVEN_UP = _("処理が何度も途中で途切れたため、中止しました。システムの管理者に連絡してから、もう一度実行してください。")
BUSY = _("同じ処理をほかのプロセスが実行しています。終わってから、もう一度実行してください。")


def job_start(
    *,
    kind: str,
    project: Project | None,
    owner: User,
    params: dict[str, Any],
    key: str,
    max_attempts: int = DEFAULT_MAX_ATTEMPTS,
) -> Job:
    """Ask for a job and return its row; the work begins after the current transaction.

    ``key`` names what is asked for. While a job of that key waits, runs or is done, that job is returned and nothing
    is started; one that failed or was cancelled starts anew in the same row. ``params`` must be JSON-serialisable; its
    entry ``"subject"``, if any, tells people this job from others of its kind.

    Raises:
        UnknownKindError: nobody does jobs of this kind.
    """
    kind_of(kind)
    with transaction.atomic():
        job, created = _job_find_or_create(
            key=key, kind=kind, project=project, owner=owner, params=params, max_attempts=max_attempts
        )
        if created or _job_restart(job=job, owner=owner, params=params):
            transaction.on_commit(lambda: job_send(job_id=job.pk))
    job.refresh_from_db()
    return job


def _job_find_or_create(*, key: str, **values: Any) -> tuple[Job, bool]:
    return Job.objects.get_or_create(key=key, defaults={**values, "lease_until": timezone.now() + QUEUE_PATIENCE})


def _job_restart(*, job: Job, owner: User, params: dict[str, Any]) -> bool:
    """Queue an ended job again; False where it is active or done."""
    restarted = Job.objects.filter(pk=job.pk, state__in=(JobState.FAILED, JobState.CANCELLED)).update(
        state=JobState.QUEUED, owner=owner, params=params, progress=0, message="", error="", result={}, attempts=0,
        lease_token="", lease_until=timezone.now() + QUEUE_PATIENCE, started_at=None, finished_at=None, seen_at=None,
    )  # fmt: skip
    return bool(restarted)


def job_send(*, job_id: int) -> None:
    """Send the job's number to the workers. Where the broker is down, the sweeper sends it later."""
    try:
        current_app.signature(TASK_NAME, kwargs={"job_id": job_id}).apply_async()
    except (OperationalError, OSError) as error:
        logger.error("job %s could not be sent and will be sent again: %s", job_id, error)


def job_claim(*, job_id: int) -> JobHandle | None:
    """Take the lease of a waiting or abandoned job; None where another run has it or it has ended."""
    now = timezone.now()
    token = secrets.token_hex(16)
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, lease_until__lt=now)
    claimed = Job.objects.filter(free, pk=job_id, attempts__lt=F("max_attempts")).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, lease_token=token, lease_until=now + LEASE,
        heartbeat_at=now, started_at=now, progress=0, message="",
    )  # fmt: skip
    return JobHandle(Job.objects.get(pk=job_id)) if claimed else None


def job_run(*, handle: JobHandle) -> None:
    """Do the work of a claimed job and store how it ended. Only one run's result is ever stored."""
    try:
        with heartbeat(handle):
            result = kind_of(handle.job.kind).function(handle)
            if not handle.finished:
                handle.finish(result)
    except JobStopped as stop:
        logger.info("%s stopped: %s", handle.job, type(stop).__name__)
    except JobError as error:
        _job_fail(handle=handle, reason=str(error))
    except Exception:
        logger.exception("%s failed", handle.job)
        _job_fail(handle=handle, reason=UNEXPECTED)


def _job_fail(*, handle: JobHandle, reason: str) -> None:
    try:
        handle.fail(reason)
    except JobStopped as stop:
        logger.info("%s failed after it was stopped: %s", handle.job, type(stop).__name__)


def run_inline(*, kind: str, project: Project | None, owner: User, params: dict[str, Any], key: str) -> Job:
    """Do a job here and now, without a worker (management commands).

    Raises:
        JobError: the work failed or another process is doing it; the text says why.
    """
    kind_of(kind)
    job, created = _job_find_or_create(key=key, kind=kind, project=project, owner=owner, params=params)
    if not created:
        _job_restart(job=job, owner=owner, params=params)
    if handle := job_claim(job_id=job.pk):
        job_run(handle=handle)
    job.refresh_from_db()
    if job.state != JobState.DONE:
        raise JobError(job.error or BUSY)
    return job


def job_cancel(*, job: Job) -> bool:
    """Cancel a job that waits or runs; a running one stops at its next report. False where it had ended."""
    cancelled = Job.objects.filter(pk=job.pk, state__in=ACTIVE_STATES).update(
        state=JobState.CANCELLED, message="", finished_at=timezone.now()
    )
    job.refresh_from_db()
    return bool(cancelled)


def job_seen(*, job: Job, user: User) -> None:
    """Note that whoever asked for an ended job has seen how it ended; it leaves their work list."""
    if job.owner_id == user.pk and not job.is_active and job.seen_at is None:
        Job.objects.filter(pk=job.pk).exclude(state__in=ACTIVE_STATES).update(seen_at=timezone.now())


@dataclass(frozen=True, kw_only=True)
class Sweep:
    """What one round of the sweeper did."""

    resent: int
    given_up: int


def jobs_sweep() -> Sweep:
    """Send again the jobs whose worker or message was lost; give up those that were lost too often."""
    expired = Job.objects.filter(state__in=ACTIVE_STATES, lease_until__lt=timezone.now())
    given_up = expired.filter(attempts__gte=F("max_attempts")).update(
        state=JobState.FAILED, message="", finished_at=timezone.now(), error=GIVEN_UP
    )
    resent = [job_id for job_id in expired.values_list("pk", flat=True) if _job_requeue(job_id=job_id)]
    for job_id in resent:
        job_send(job_id=job_id)
    return Sweep(resent=len(resent), given_up=given_up)


def _job_requeue(*, job_id: int) -> bool:
    now = timezone.now()
    lost = Job.objects.filter(pk=job_id, state__in=ACTIVE_STATES, lease_until__lt=now, attempts__lt=F("max_attempts"))
    return bool(lost.update(state=JobState.QUEUED, lease_token="", lease_until=now + QUEUE_PATIENCE))
