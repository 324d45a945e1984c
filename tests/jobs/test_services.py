"""The life of a job: asked for once, done once, lost and found."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

import tests.jobs.kinds  # noqa: F401 - registers the kinds used here
from bpr.access.models import User
from bpr.jobs import services
from bpr.jobs.errors import JobCancelled, JobError, JobLost
from bpr.jobs.handle import JobHandle
from bpr.jobs.models import Job, JobState
from bpr.jobs.registry import UnknownKindError, register

pytestmark = pytest.mark.django_db

Capture = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def owner() -> User:
    return User.objects.create_user("owner")


def start(owner: User, kind: str = "test.double", key: str = "k") -> Job:
    return services.job_start(kind=kind, project=None, owner=owner, params={"value": 21}, key=key)


def claim(job: Job) -> JobHandle:
    handle = services.job_claim(job_id=job.pk)
    assert handle is not None
    return handle


def expire(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_the_work_begins_after_the_transaction(owner: User, django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = start(owner)
        assert job.state == JobState.QUEUED
    job.refresh_from_db()
    assert (job.state, job.progress, job.result["value"], job.attempts) == (JobState.DONE, 100, 42, 1)
    assert job.started_at is not None
    assert job.finished_at is not None


def test_asking_twice_gives_one_job(owner: User, django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        first, second = start(owner), start(owner)
    assert first.pk == second.pk
    assert len(callbacks) == 1


def test_a_failed_job_starts_anew_in_the_same_row(owner: User, django_capture_on_commit_callbacks: Capture) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        failed = start(owner, "test.refuse")
    failed.refresh_from_db()
    assert (failed.state, failed.error) == (JobState.FAILED, "入力が足りません。")
    again = start(owner, "test.refuse")
    assert (again.pk, again.state, again.error, again.attempts) == (failed.pk, JobState.QUEUED, "", 0)


def test_nobody_does_an_unknown_kind(owner: User) -> None:
    with pytest.raises(UnknownKindError, match=r"no\.such\.kind"):
        start(owner, "no.such.kind")
    assert not Job.objects.exists()


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match=r"test\.double"):
        register("test.double", title="もう一つ")(lambda job: {})


def test_an_unexpected_error_keeps_its_detail_for_the_log(owner: User, caplog: pytest.LogCaptureFixture) -> None:
    job = start(owner, "test.break")
    services.job_run(handle=claim(job))
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, services.UNEXPECTED)
    assert "secret detail" in caplog.text


def test_a_message_that_arrives_twice_runs_once(owner: User) -> None:
    job = start(owner)
    claim(job)
    assert services.job_claim(job_id=job.pk) is None


def test_a_run_that_lost_its_lease_stores_nothing(owner: User) -> None:
    job = start(owner)
    late = claim(job)
    expire(job)
    current = claim(job)
    with pytest.raises(JobLost):
        late.progress(90, "もうすぐ終わります")
    with pytest.raises(JobLost), late.hold():
        Group.objects.create(name="stored without the lease")
    services.job_run(handle=current)
    services.job_run(handle=late)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert not Group.objects.exists()


def test_what_is_stored_under_the_lease_is_stored_whole_or_not_at_all(owner: User) -> None:
    job = start(owner, "test.store_and_break")
    services.job_run(handle=claim(job))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert not Group.objects.exists()


def test_a_cancelled_job_stops_at_its_next_report(owner: User) -> None:
    job = start(owner, "test.cancelled")
    services.job_run(handle=claim(job))
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not Group.objects.exists()


def test_a_job_that_has_ended_cannot_be_cancelled(owner: User) -> None:
    job = services.run_inline(kind="test.double", project=None, owner=owner, params={"value": 1}, key="k")
    assert not services.job_cancel(job=job)
    assert job.state == JobState.DONE


def test_a_cancelled_run_learns_why(owner: User) -> None:
    job = start(owner)
    handle = claim(job)
    assert services.job_cancel(job=job)
    with pytest.raises(JobCancelled):
        handle.renew()


def test_the_sweeper_leaves_living_jobs_alone(owner: User) -> None:
    claim(start(owner))
    start(owner, key="waiting")
    assert services.jobs_sweep() == services.Sweep(resent=0, given_up=0)


@pytest.mark.parametrize("is_claimed", [True, False])
def test_the_sweeper_sends_lost_jobs_again(owner: User, is_claimed: bool) -> None:
    job = start(owner)
    if is_claimed:
        claim(job)
    expire(job)
    assert services.jobs_sweep() == services.Sweep(resent=1, given_up=0)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.DONE, 1 + is_claimed)


def test_the_sweeper_gives_up_what_was_lost_too_often(owner: User) -> None:
    job = start(owner)
    for _ in range(job.max_attempts):
        claim(job)
        expire(job)
    assert services.job_claim(job_id=job.pk) is None
    assert services.jobs_sweep() == services.Sweep(resent=0, given_up=1)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, services.GIVEN_UP)


def test_a_broker_that_is_down_does_not_break_the_page(
    owner: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(services.current_app.conf, "task_always_eager", False)
    services.job_send(job_id=start(owner).pk)
    assert "will be sent again" in caplog.text


def test_inline_work_says_why_it_failed(owner: User) -> None:
    with pytest.raises(JobError, match="入力が足りません"):
        services.run_inline(kind="test.refuse", project=None, owner=owner, params={}, key="k")


def test_inline_work_does_not_disturb_a_running_job(owner: User) -> None:
    claim(start(owner))
    with pytest.raises(JobError, match="ほかのプロセス"):
        services.run_inline(kind="test.double", project=None, owner=owner, params={"value": 1}, key="k")
