"""Reads of jobs."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from bpr.access.models import User
from bpr.access.policy import Action, restrict
from bpr.jobs.models import Job


def jobs_visible(user: User | AnonymousUser, action: Action = Action.VIEW) -> QuerySet[Job]:
    """Jobs of the person, and those of the projects whose jobs the policy opens to the person."""
    granted = restrict(user, action, Job.objects.all())
    if not user.is_authenticated or not user.is_active:
        return granted.none()
    return granted | Job.objects.filter(owner=user)
