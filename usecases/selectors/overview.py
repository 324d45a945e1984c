"""What the pages of a project show: use cases with the state of their processes, comments in threads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from bpr.access.models import Project
from bpr.access.policy import Action, Person, restrict
from usecases.models import Comment, ProcessSide, ProcessVersion, UseCase, VersionState
from usecases.selectors.versions import VersionKey, version_model, versions_latest


@dataclass(frozen=True, kw_only=True)
class ProcessRow:
    """One use case and where its processes stand."""

    use_case: UseCase
    as_is: tuple[ProcessVersion, ...]
    common: ProcessVersion | None
    to_be: ProcessVersion | None


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the project's schedule. ``mark``: past, today, next (the first that is still to come), or ""."""

    date: str  # ISO
    title: str
    mark: str


def schedule_of(project: Project, *, today: date) -> list[Event]:
    """The schedule in the order of its dates, with what is today and what comes next marked."""
    now = today.isoformat()
    coming = min((event["date"] for event in project.schedule if event["date"] > now), default="")
    marks = {now: "today", coming: "next"}
    return [
        Event(date=day, title=event["title"], mark=marks.get(day, "past" if day < now else ""))
        for event in sorted(project.schedule, key=lambda event: str(event["date"]))
        for day in [event["date"]]
    ]


def purpose_of(project: Project) -> tuple[str, str]:
    """The first paragraph of the project's purpose, and the rest."""
    first, _gap, rest = re.sub(r"\r\n?", "\n", project.purpose).strip().partition("\n\n")
    return first, rest.strip()


def use_cases_of(user: Person, project: Project) -> QuerySet[UseCase]:
    """The use cases that ``user`` may see, with their category."""
    return restrict(user, Action.VIEW, UseCase.objects.filter(project=project)).select_related("category")


def versions_visible(user: Person, project: Project) -> QuerySet[ProcessVersion]:
    """The process versions of the project that ``user`` may see."""
    return restrict(
        user, Action.VIEW, ProcessVersion.objects.filter(process_model__use_case__project=project)
    ).select_related("process_model__use_case__project", "process_model__organisation", "author")


def process_rows(user: Person, project: Project) -> list[ProcessRow]:
    """Each use case with its newest versions, in two queries."""
    latest = versions_latest(versions_visible(user, project).defer("bpmn"))
    as_is: dict[int, list[ProcessVersion]] = {}
    for key, version in latest.items():
        if key.side == ProcessSide.AS_IS:
            as_is.setdefault(key.use_case_id, []).append(version)
    return [
        ProcessRow(
            use_case=use_case,
            as_is=tuple(sorted(as_is.get(use_case.pk, ()), key=by_size)),
            common=latest.get(VersionKey(use_case.pk, ProcessSide.COMMON, None)),
            to_be=latest.get(VersionKey(use_case.pk, ProcessSide.TO_BE, None)),
        )
        for use_case in use_cases_of(user, project)
    ]


def by_size(version: ProcessVersion) -> int:
    """Sorts versions by the population of their organisation, the largest first."""
    organisation = version.process_model.organisation
    return -(organisation.population or 0) if organisation else 0


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A comment, its replies, and the name of the element it is about."""

    comment: Comment
    replies: tuple[Comment, ...]
    element_name: str


def threads_of(version: ProcessVersion) -> list[Thread]:
    """Comments of a version as threads, oldest first."""
    names = {node.id: node.name for node in version_model(version).nodes}
    comments = list(version.comments.select_related("author", "resolved_by"))
    return [
        Thread(
            comment=comment,
            replies=tuple(reply for reply in comments if reply.parent_id == comment.pk),
            element_name=names.get(comment.element_id, ""),
        )
        for comment in comments
        if comment.parent_id is None
    ]


def versions_in_review(user: Person, project_ids: Iterable[int]) -> QuerySet[ProcessVersion]:
    """Versions that wait for a review which ``user`` may give."""
    waiting = ProcessVersion.objects.filter(
        process_model__use_case__project_id__in=project_ids, state=VersionState.IN_REVIEW
    )
    return restrict(user, Action.REVIEW, waiting).exclude(author_id=user.pk)
