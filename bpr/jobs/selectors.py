"""Reads of jobs."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from bpr.access.models import Project, User
from bpr.access.policy import Action, restrict
from bpr.jobs.models import ACTIVE_STATES, Job, JobState
from bpr.jobs.registry import announced_kinds

NEWS_FOR = timedelta(days=14)  # after that the end of a job is no news, seen or not


def jobs_visible(user: User | AnonymousUser, action: Action = Action.VIEW) -> QuerySet[Job]:
    """Jobs of the person, and those of the projects whose jobs the policy opens to the person."""
    granted = restrict(user, action, Job.objects.all())
    if not user.is_authenticated or not user.is_active:
        return granted.none()
    return granted | _own(user)


def _own(user: User) -> QuerySet[Job]:
    """What the person asked for, in projects that they still take part in: errors name what stands in files."""
    known = restrict(user, Action.VIEW, Project.objects.all()).values("pk")
    return Job.objects.filter(Q(project=None) | Q(project__in=known), owner=user)


def jobs_ended_unseen(user: User) -> QuerySet[Job]:
    """Jobs that ``user`` asked for, done or failed of late, whose end they have not seen."""
    own = _own(user).filter(kind__in=announced_kinds()).select_related("project")
    return own.filter(_ended_unseen()).order_by("-finished_at")


def jobs_of_interest(user: User, project: Project) -> QuerySet[Job]:
    """What ``user`` asked for in ``project`` and is still under way, or has ended unseen."""
    own = _own(user).filter(project=project, kind__in=announced_kinds())
    return own.filter(Q(state__in=ACTIVE_STATES) | _ended_unseen())


def _ended_unseen() -> Q:
    ended = Q(state__in=(JobState.DONE, JobState.FAILED), finished_at__gte=timezone.now() - NEWS_FOR)
    return ended & Q(seen_at=None)
