"""The one Celery task: takes a job's number, claims the job and runs it."""

from __future__ import annotations

from celery import shared_task

from bpr.jobs.services import TASK_NAME, job_claim, job_run


@shared_task(name=TASK_NAME)  # type: ignore[untyped-decorator]
def run(*, job_id: int) -> None:
    """Run the job unless another worker has it or it has ended: messages may arrive twice."""
    if handle := job_claim(job_id=job_id):
        job_run(handle=handle)
