"""Keeps the lease of a running job while one step of the work lasts longer than the lease."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

from bpr.jobs.errors import JobStopped
from bpr.jobs.handle import LEASE, JobHandle

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = LEASE.total_seconds() / 3


@contextmanager
def heartbeat(handle: JobHandle) -> Iterator[None]:
    """Renew the lease from a thread of its own until the block ends or the job is no longer held."""
    ended = threading.Event()
    thread = threading.Thread(target=_beat, args=(handle, ended), name=f"heartbeat-{handle.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(handle: JobHandle, ended: threading.Event) -> None:
    try:
        while not ended.wait(HEARTBEAT_SECONDS):
            _renew(handle)
    except JobStopped:
        logger.info("%s is no longer held; its run stops at its next report", handle.job)
    finally:
        connection.close()


def _renew(handle: JobHandle) -> None:
    try:
        handle.renew()
    except DatabaseError as error:
        logger.warning("heartbeat of %s was late: %s", handle.job, error)
