"""What jobs add to people's work lists and to the first page of a project: what has ended, and what is under way."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.models import Project, User
from bpr.access.panels import Panel
from bpr.access.worklist import WorkItem
from bpr.jobs.models import Job, JobState
from bpr.jobs.selectors import jobs_ended_unseen, jobs_of_interest

MOST = 5  # on the first page of a project; the work list has all


def work_of(user: User) -> list[WorkItem]:
    """Jobs of the person that are done or have failed and were not looked at since."""
    return [_item(job) for job in jobs_ended_unseen(user)]


def _item(job: Job) -> WorkItem:
    failed = job.state == JobState.FAILED
    return WorkItem(
        title=" ".join(part for part in (job.title, job.subject) if part),
        url=reverse("jobs:outcome", args=[job.pk]),
        since=job.finished_at,
        kind=_("できなかった理由を見る") if failed else _("結果を見る"),
        project_name=job.project.name if job.project else "",
        state=job.state,
        state_label=job.get_state_display(),
    )


def panel(user: User, project: Project) -> Panel | None:
    """What the person asked for in this project, while it is under way or unseen; None where there is nothing."""
    jobs = list(jobs_of_interest(user, project)[:MOST])
    return Panel(template="jobs/_panel.html", context={"jobs": jobs}) if jobs else None
