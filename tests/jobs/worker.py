"""The application's worker, knowing the tests' kinds of job as well: ``celery -A tests.jobs.worker worker``.

``python -m tests.jobs.worker <folder>`` asks for one slow job.
"""

from __future__ import annotations

import sys

import django
from celery.signals import worker_init

from bpr.config.celery import app as app


@worker_init.connect
def _know_test_kinds(**_: object) -> None:
    import tests.jobs.kinds  # noqa: F401 - registers them


def _ask(folder: str) -> None:
    django.setup()
    import tests.jobs.kinds  # noqa: F401
    from bpr.access.models import User
    from bpr.jobs.services import job_start

    owner = User.objects.create_user("asker")
    job_start(kind="test.slow", project=None, owner=owner, params={"folder": folder}, key="slow")


if __name__ == "__main__":
    _ask(sys.argv[1])
