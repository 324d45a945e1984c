"""Reads of estimates: which a person sees, their contents, and whether they are of today's inputs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bpr.access.models import Project
from bpr.access.policy import Action, Person, get_or_404, restrict
from bpr.core.national import NationalResult
from bpr.jobs.models import Job, JobState
from bpr.jobs.selectors import jobs_visible
from bpr.national.frozen import Json, MunicipalityRow, result_from, rows_from_bytes
from bpr.national.job_kinds import NATIONAL_ESTIMATE
from bpr.national.models import NationalEstimate
from bpr.national.selectors.question import decided_drivers, newest_assessment
from bpr.national.selectors.table import table_digest


def estimates_visible(user: Person, project: Project | None = None) -> QuerySet[NationalEstimate]:
    """The estimates that the person may see, newest first, without their rows of municipalities."""
    rows = NationalEstimate.objects.filter(project=project) if project else NationalEstimate.objects.all()
    return restrict(user, Action.VIEW, rows).select_related("author", "project", "question").defer("municipalities")


def estimates_listed(user: Person, project: Project) -> QuerySet[NationalEstimate]:
    """The same without what is in them: number, author, time."""
    return estimates_visible(user, project).defer("municipalities", "result", "question__content")


def estimate_or_404(user: Person, project_id: int, estimate_id: int) -> NationalEstimate:
    """The estimate of an address."""
    rows = NationalEstimate.objects.select_related("author", "project", "question").defer("municipalities")
    return get_or_404(user, Action.VIEW, rows, pk=estimate_id, project_id=project_id)


def result_of(estimate: NationalEstimate) -> NationalResult:
    """The frozen result without its municipalities."""
    return result_from(estimate.result)


def rows_of_estimate(estimate: NationalEstimate) -> list[MunicipalityRow]:
    """All 1,741 in the order of the table. Unpacking takes a moment, so those of the last few are kept in memory."""
    return _rows(estimate.sha256, estimate.pk)


@lru_cache(maxsize=2)
def _rows(_sha256: str, estimate_id: int) -> list[MunicipalityRow]:
    content = NationalEstimate.objects.values_list("municipalities", flat=True).get(pk=estimate_id)
    return rows_from_bytes(bytes(content))


def heard_in_full(content: Json) -> Counter[str]:
    """By 団体コード: in how many use cases of a question it told its cases and both sides."""
    told = (item for use_case in content["use_cases"] for item in use_case["heard"])
    return Counter(item["organisation"] for item in told if item["cases"] is not None and item["to_be"])


def changes_since(estimate: NationalEstimate) -> list[str]:
    """What has changed since, in words; empty where an estimate run now would be of the same inputs."""
    return list(_changes(estimate.question.content, estimate))


def _changes(content: Json, estimate: NationalEstimate) -> Iterator[str]:
    newest = newest_assessment(estimate.project)
    if newest and newest.sha256 != content["assessment"]["sha256"]:
        yield _("効果の算定（第%(number)s回）") % {"number": newest.number}
    now = decided_drivers(estimate.project)
    if any(now.get(key, "") != then for key, then in content["decided"].items()):
        yield _("件数の基になる統計")
    if content["table_sha256"] != table_digest():
        yield _("市区町村の表")


def estimate_job(user: Person, project: Project, newest: NationalEstimate | None) -> Job | None:
    """The job that a person should know of: one that is under way, or that failed after the newest estimate."""
    rows = jobs_visible(user).filter(project=project, kind=NATIONAL_ESTIMATE)
    job = rows.filter(state__in=(JobState.QUEUED, JobState.RUNNING, JobState.FAILED)).first()
    if job is None or job.is_active:
        return job
    is_old = newest is not None and job.finished_at is not None and newest.created_at > job.finished_at
    return None if is_old else job
