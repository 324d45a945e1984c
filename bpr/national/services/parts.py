"""A large estimate in parts: a job of its own for each block of municipalities, done by whichever worker is free.

The job that was asked for sends them, does those itself that nobody has taken up yet (so one worker alone gets through)
and adds up what comes. A part leaves one file below ``MEDIA_ROOT/national/<token>/``, put in place in one step; made
twice it is the same to the last byte. A worker that dies leaves its part to the next when its lease has run out, and
a run of the whole that dies finds the parts that are done. Where workers share no folder, the one that adds up makes
itself what it does not find.
"""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from bpr.core.national import Chunk, NationalResult, Partial, Plan, Sums, chunks_of, plan_national, run_chunk
from bpr.jobs.errors import JobError, JobLost
from bpr.jobs.handle import JobHandle
from bpr.jobs.models import ACTIVE_STATES, Job, JobState
from bpr.jobs.services import job_cancel, job_claim, job_run, job_start
from bpr.national.job_kinds import NATIONAL_PART
from bpr.national.models import NationalQuestion
from bpr.national.selectors.question import input_of

MUNICIPALITIES_EACH = 220  # of a part: about 35 MB for 100 use cases × 1,000 draws, some seconds of work
SMALL = 60_000_000  # municipality × use case × quantity × draw; below it one worker is done in seconds
WAIT_SECONDS = 0.2
KEPT_SECONDS = 24 * 3600
_SUM_UP = "各部分を足し合わせています"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One asking for an estimate: ``token`` names its files and its jobs."""

    question: int
    token: str

    @property
    def folder(self) -> Path:
        return _root() / self.token

    def file(self, number: int) -> Path:
        return self.folder / f"{number}.npz"


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "national"


def plan_of(question_id: int) -> Plan:
    """The plan of a question; every worker makes the same. NationalError where it can no longer be made."""
    return _plan(question_id, NationalQuestion.objects.values_list("digest", flat=True).get(pk=question_id))


@lru_cache(maxsize=1)
def _plan(question_id: int, _digest: str) -> Plan:
    return plan_national(input_of(NationalQuestion.objects.values_list("content", flat=True).get(pk=question_id)))


def is_small(plan: Plan) -> bool:
    """One worker does it at once."""
    return len(plan.number) * len(plan.use_cases) * len(plan.data.quantities) * plan.data.draws <= SMALL


def parts_of(plan: Plan) -> list[Chunk]:
    """The parts of a large estimate: all use cases of some municipalities each."""
    return list(chunks_of(plan, use_cases_each=len(plan.use_cases), municipalities_each=MUNICIPALITIES_EACH))


def result_at_once(job: JobHandle, plan: Plan) -> NationalResult:
    """A small estimate in this process; stops when the job is cancelled."""
    sums, chunks = Sums(plan), list(chunks_of(plan))
    for done, chunk in enumerate(chunks):
        job.progress(100 * done // len(chunks), _words(done, len(chunks)))
        sums.add(run_chunk(plan, chunk))
    return sums.result()


def result_by_parts(job: JobHandle, run: Run, plan: Plan) -> NationalResult:
    """A large estimate, shared out; stops with its parts when the job is cancelled, and tidies up in any case but
    one: where another run has taken the job over, that one goes on with them."""
    parts = dict(enumerate(parts_of(plan)))
    children = {number: _part_start(job, run, number) for number in parts}
    try:
        result = _added_up(job, run, plan, parts, children)
    except JobLost:
        raise
    except BaseException:
        _tidy(run, children)
        raise
    _tidy(run, children)
    return result


def _part_start(job: JobHandle, run: Run, number: int) -> int:
    params = {"question": run.question, "token": run.token, "number": number, "parent": job.job.pk}
    made = job_start(
        kind=NATIONAL_PART, project=job.job.project, owner=job.job.owner, params=params,
        key=f"{NATIONAL_PART}:{run.token}:{number}",
    )  # fmt: skip
    return made.pk


def _added_up(
    job: JobHandle, run: Run, plan: Plan, parts: dict[int, Chunk], children: dict[int, int]
) -> NationalResult:
    sums, open_parts = Sums(plan), dict(parts)
    while open_parts:
        done = len(parts) - len(open_parts)
        job.progress(95 * done // len(parts), _words(done, len(parts)))
        ready = [number for number in open_parts if _is_ready(run, number, children[number])]
        for number in ready:
            sums.add(_part_read(run, number, plan, open_parts.pop(number)))
        if not ready and not _help(children[number] for number in open_parts):
            time.sleep(WAIT_SECONDS)
    job.progress(96, _SUM_UP)
    return sums.result()


def _words(done: int, of: int) -> str:
    return f"全国の市区町村を推計しています（{of}のうち{done}が終わりました）"


def _is_ready(run: Run, number: int, child: int) -> bool:
    """Done by whoever. JobError where the part cannot be made by anybody."""
    state, error = Job.objects.values_list("state", "error").get(pk=child)
    if state == JobState.FAILED:
        raise JobError(error)
    return state in (JobState.DONE, JobState.CANCELLED)


def _part_read(run: Run, number: int, plan: Plan, chunk: Chunk) -> Partial:
    """What a worker left; made here where it left it out of our reach."""
    path = run.file(number)
    return Partial.from_bytes(path.read_bytes()) if path.exists() else run_chunk(plan, chunk)


def _help(children: Iterator[int]) -> bool:
    """Do one part that nobody has, or whose worker has died. False where all are under way."""
    now = timezone.now()
    rows = Job.objects.filter(pk__in=list(children))
    free = rows.filter(state=JobState.QUEUED) | rows.filter(state=JobState.RUNNING, lease_until__lt=now)
    for number in free.order_by("pk").values_list("pk", flat=True):
        if handle := job_claim(job_id=number):
            job_run(handle=handle)
            return True
    return False


def part_make(job: JobHandle, run: Run, number: int, parent: int) -> None:
    """Make one part and leave its file. JobError where nobody waits for it any more."""
    if not Job.objects.filter(pk=parent, state__in=ACTIVE_STATES).exists():
        raise JobError("全国への推計が終わったか中止されたため、この部分は計算しませんでした。")
    plan = plan_of(run.question)
    partial = run_chunk(plan, parts_of(plan)[number])
    job.progress(90, "途中の結果を保存しています")  # stops here where it was cancelled meanwhile
    _write(run.file(number), partial.to_bytes())


def _write(path: Path, data: bytes) -> None:
    """Put a file in place in one step: a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    staged.write_bytes(data)
    os.replace(staged, path)


def _tidy(run: Run, children: dict[int, int]) -> None:
    for job in Job.objects.filter(pk__in=children.values(), state__in=ACTIVE_STATES):
        job_cancel(job=job)
    shutil.rmtree(run.folder, ignore_errors=True)


def leftovers_remove() -> int:
    """Remove folders of runs that were killed and never taken up again. Returns how many."""
    oldest = time.time() - KEPT_SECONDS
    folders = _root().iterdir() if _root().is_dir() else ()
    found = [folder for folder in folders if folder.is_dir() and folder.stat().st_mtime < oldest]
    for folder in found:
        shutil.rmtree(folder, ignore_errors=True)
    return len(found)
