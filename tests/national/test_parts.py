"""The same figures to the last byte, whoever does which part in whatever order; and what becomes of runs that end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from bpr.access.models import Project, User
from bpr.core.national import run_chunk
from bpr.jobs.handle import JobHandle
from bpr.jobs.models import Job, JobState
from bpr.jobs.services import job_cancel, job_claim, job_run
from bpr.national.job_kinds import NATIONAL_PART
from bpr.national.models import NationalEstimate, NationalQuestion
from bpr.national.services import estimate_request, parts
from tests.national.cases import HEARD, decided, estimated, heard_project, run_job
from tests.reports.cases import case

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> tuple[Project, User]:
    project, analyst = heard_project([case(item) for item in HEARD])
    decided(project, analyst)
    return project, analyst


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SMALL", 0)
    monkeypatch.setattr(parts, "MUNICIPALITIES_EACH", 300)  # six parts


def _bytes(project: Project) -> tuple[Any, bytes]:
    made = NationalEstimate.objects.get(project=project)
    return made.result, bytes(made.municipalities)


def _again(project: Project) -> None:
    NationalEstimate.objects.all().delete()
    NationalQuestion.objects.all().delete()
    Job.objects.all().delete()


def _others(monkeypatch: pytest.MonkeyPatch, count: int) -> list[int]:
    """``count`` other workers, who take the last free parts while the one that adds up takes the first."""
    done: list[int] = []
    alone = parts._help

    def help_with_others(children: Iterator[int]) -> bool:
        numbers = list(children)
        for _ in range(count):
            free = Job.objects.filter(pk__in=numbers, state=JobState.QUEUED).order_by("-pk").first()
            if free is not None:
                run_job(free)
                done.append(free.pk)
        return alone(iter(numbers))

    monkeypatch.setattr(parts, "_help", help_with_others)
    return done


def test_one_two_and_three_workers_and_none_of_them_in_parts(
    asked: tuple[Project, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, analyst = asked
    estimated(project, analyst)
    at_once = _bytes(project)
    monkeypatch.setattr(parts, "SMALL", 0)
    for others, each in ((0, 300), (1, 300), (2, 500)):
        _again(project)
        monkeypatch.setattr(parts, "MUNICIPALITIES_EACH", each)
        with monkeypatch.context() as patch:
            done = _others(patch, others)
            estimated(project, analyst)
        assert _bytes(project) == at_once
        assert bool(done) == bool(others)


def test_a_part_made_twice_is_the_same_file(asked: tuple[Project, User], in_parts: None) -> None:
    project, analyst = asked
    job = estimate_request(actor=analyst, project=project, draws=100)
    run = parts.Run(question=job.params["question"], token=job.params["token"])
    contents = []
    for _ in range(2):
        part = job_claim(job_id=parts._part_start(JobHandle(job), run, 1))
        assert part is not None
        job_run(handle=part)
        contents.append(run.file(1).read_bytes())
        Job.objects.filter(pk=part.job.pk).delete()
    assert contents[0] == contents[1]
    assert [path.name for path in run.folder.iterdir()] == ["1.npz"]


def test_a_run_that_is_killed_goes_on_with_what_is_done(
    asked: tuple[Project, User], in_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run dies in its third part, which stays under lease; the next makes that and what is missing."""
    project, analyst = asked
    estimated(project, analyst)
    whole = _bytes(project)
    _again(project)
    job = estimate_request(actor=analyst, project=project, draws=100)
    made = _dying(monkeypatch, after=2)
    first = job_claim(job_id=job.pk)
    assert first is not None
    with pytest.raises(SystemExit):
        job_run(handle=first)
    assert not NationalEstimate.objects.exists()
    assert sorted(Job.objects.filter(kind=NATIONAL_PART).values_list("state", flat=True)) == [
        "done", "done", "queued", "queued", "queued", "running",
    ]  # fmt: skip
    Job.objects.update(lease_until=timezone.now() - timedelta(minutes=1))  # as if the leases had run out
    assert run_job(job).state == JobState.DONE
    assert _bytes(project) == whole
    assert len(made) == 2 + 4


def _dying(monkeypatch: pytest.MonkeyPatch, *, after: int) -> list[Any]:
    """A worker that is killed once, when it has made ``after`` parts; what parts were made."""
    made: list[Any] = []
    deaths = [SystemExit()]

    def make(plan: Any, chunk: Any) -> Any:
        if len(made) == after and deaths:
            raise deaths.pop()
        made.append(chunk)
        return run_chunk(plan, chunk)

    monkeypatch.setattr(parts, "run_chunk", make)
    monkeypatch.setattr(parts, "_tidy", _only_when_alive(deaths))
    return made


def _only_when_alive(deaths: list[Any]) -> Callable[..., None]:
    """Who is killed tidies nothing up."""
    tidy = parts._tidy
    return lambda *given: None if not deaths and not NationalEstimate.objects.exists() and _has_open() else tidy(*given)


def _has_open() -> bool:
    return Job.objects.filter(kind=NATIONAL_PART, state=JobState.QUEUED).exists()


def test_cancelling_stops_the_parts_and_leaves_nothing(
    asked: tuple[Project, User], in_parts: None, monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    project, analyst = asked
    job = estimate_request(actor=analyst, project=project, draws=100)

    def cancel_then_make(plan: Any, chunk: Any) -> Any:
        job_cancel(job=Job.objects.get(pk=job.pk))
        return run_chunk(plan, chunk)

    monkeypatch.setattr(parts, "run_chunk", cancel_then_make)
    assert run_job(job).state == JobState.CANCELLED
    assert not NationalEstimate.objects.exists()
    assert not Job.objects.filter(kind=NATIONAL_PART, state__in=("queued", "running")).exists()
    assert list((data_dir / "media" / "national").iterdir()) == []
    late = Job.objects.filter(kind=NATIONAL_PART).first()
    assert late is not None
    monkeypatch.setattr(parts, "run_chunk", run_chunk)
    Job.objects.filter(pk=late.pk).update(state=JobState.QUEUED, attempts=0)
    assert "この部分は計算しませんでした" in run_job(late).error
    assert estimated(project, analyst).number == 1  # asked again, it starts anew


def test_a_part_that_another_machine_kept_to_itself_is_made_here(
    asked: tuple[Project, User], in_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, analyst = asked
    estimated(project, analyst)
    whole = _bytes(project)
    _again(project)
    monkeypatch.setattr(parts, "_write", lambda path, data: None)
    estimated(project, analyst)
    assert _bytes(project) == whole


def test_a_part_that_fails_fails_the_whole_by_name(
    asked: tuple[Project, User], in_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bpr.core.national import NationalError

    def refuse(plan: Any, chunk: Any) -> Any:
        raise NationalError("阿武町の推計が大きすぎます")

    monkeypatch.setattr(parts, "run_chunk", refuse)
    project, analyst = asked
    job = run_job(estimate_request(actor=analyst, project=project, draws=100))
    assert job.state == JobState.FAILED
    assert "阿武町の推計が大きすぎます" in job.error


def test_folders_that_nobody_takes_up_again_are_removed(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_dir / "media" / "national" / "old").mkdir(parents=True)
    assert parts.leftovers_remove() == 0
    monkeypatch.setattr(parts, "KEPT_SECONDS", -60)
    assert parts.leftovers_remove() == 1
    assert list((data_dir / "media" / "national").iterdir()) == []
