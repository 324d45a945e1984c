"""What a run function is given: its parameters, and the ways to report and to store under the lease."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bpr.jobs.errors import JobCancelled, JobLost
from bpr.jobs.models import Job, JobState

LEASE = timedelta(seconds=30)


class JobHandle:
    """One run of one job, holding the job's lease under its own token."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.finished = False

    @property
    def params(self) -> dict[str, Any]:
        return dict(self.job.params)

    def progress(self, percent: int, message: str) -> None:
        """Say how far the work is (0 to 100) and, in Japanese, what is being done; renews the lease.

        Raises:
            JobCancelled: somebody cancelled the job.
            JobLost: another run has taken it over.
        """
        self._update(progress=min(max(percent, 0), 100), message=message[:200])

    def renew(self) -> None:
        """Keep the lease; raises as ``progress`` does."""
        self._update()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """One transaction in which this run surely holds the job: for storing what it made.

        With ``finish`` called inside, product and end of the job are stored together or not at all.
        """
        with transaction.atomic():
            if self._held().select_for_update().first() is None:
                self._stop()
            yield

    def finish(self, result: dict[str, Any]) -> None:
        """Mark the job done with its result; raises as ``progress`` does."""
        self._update(state=JobState.DONE, progress=100, message="", result=result, finished_at=timezone.now())
        self.finished = True

    def fail(self, reason: str) -> None:
        """Mark the job failed for a reason that can be read by the person who asked for it."""
        self._update(state=JobState.FAILED, error=reason, finished_at=timezone.now())

    def _held(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, lease_token=self.job.lease_token)

    def _update(self, **values: Any) -> None:
        now = timezone.now()
        if not self._held().update(heartbeat_at=now, lease_until=now + LEASE, **values):
            self._stop()

    def _stop(self) -> NoReturn:
        state = Job.objects.filter(pk=self.job.pk).values_list("state", flat=True).first()
        raise JobCancelled(str(self.job)) if state == JobState.CANCELLED else JobLost(str(self.job))
