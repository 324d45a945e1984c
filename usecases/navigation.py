"""What use cases add to the road of a project and to people's work lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, memberships_of, restrict
from bpr.access.tabs import Tab
from bpr.access.worklist import WorkItem
from usecases.models import Comment, ProcessModel, ProcessSide, ProcessVersion, UseCase, VersionState
from usecases.selectors.overview import versions_in_review


def sees_use_cases(user: User, project: Project) -> bool:
    return bool(decide_in(user, Action.VIEW, UseCase, project=project))


def sees_processes(user: User, project: Project) -> bool:
    return bool(decide_in(user, Action.VIEW, ProcessVersion, project=project))


def overview_state(user: User, project: Project) -> str:
    """How many use cases are under study."""
    count = restrict(user, Action.VIEW, UseCase.objects.filter(project=project)).count()
    return _("ユースケース %(count)s") % {"count": count}


def processes_state(user: User, project: Project) -> str:
    """How many processes of either side are drawn, e.g. 現行 42・改革案 5."""
    with_version = Exists(ProcessVersion.objects.filter(process_model=OuterRef("pk")))
    drawn = restrict(user, Action.VIEW, ProcessModel.objects.filter(with_version, use_case__project=project))
    counts = drawn.aggregate(
        as_is=Count("pk", filter=Q(side=ProcessSide.AS_IS)), to_be=Count("pk", filter=Q(side=ProcessSide.TO_BE))
    )
    return _("現行 %(as_is)s・改革案 %(to_be)s") % counts


def work_of(user: User) -> list[WorkItem]:
    """Versions to review, own versions that came back, comments that wait for an answer."""
    return [*_to_review(user), *_sent_back(user), *_commented(user)]


_NAMES = ("process_model__use_case__project", "process_model__organisation")


def _to_review(user: User) -> Iterator[WorkItem]:
    projects = [membership.project_id for membership in memberships_of(user)]
    for version in versions_in_review(user, projects).select_related(*_NAMES).defer("bpmn"):
        yield _item(version, kind=_("プロセスの審査"), anchor="#review")


def _sent_back(user: User) -> Iterator[WorkItem]:
    """Only the newest version of a process: an older one was followed by a better one."""
    back = ProcessVersion.objects.filter(author_id=user.pk, state=VersionState.SENT_BACK)
    newer = ProcessVersion.objects.filter(process_model=OuterRef("process_model"), number__gt=OuterRef("number"))
    rows = restrict(user, Action.CHANGE, back).filter(~Exists(newer)).select_related(*_NAMES)
    for version in rows.defer("bpmn"):
        yield _item(version, kind=_("差し戻されたプロセスの修正"))


def _commented(user: User) -> Iterator[WorkItem]:
    """Versions with open comments of others, for those who may change the process."""
    open_comments = Comment.objects.filter(resolved_at=None, parent=None).exclude(author_id=user.pk)
    found = restrict(user, Action.CHANGE, open_comments).select_related(*(f"version__{name}" for name in _NAMES))
    by_version: dict[int, list[Comment]] = {}
    for comment in found.defer("version__bpmn"):
        by_version.setdefault(comment.version_id, []).append(comment)
    for comments in by_version.values():
        kind = _("コメントへの対応（%(count)s件）") % {"count": len(comments)}
        yield _item(comments[0].version, kind=kind, anchor="#comments", since=comments[0])


def _item(version: ProcessVersion, *, kind: str, anchor: str = "", since: Comment | None = None) -> WorkItem:
    project = version.process_model.use_case.project
    return WorkItem(
        title=str(version),
        url=reverse("usecases:version", args=[project.pk, version.pk]) + anchor,
        since=since.at if since else version.created_at,
        kind=kind,
        project_name=project.name,
    )


TAB = Tab(
    key="processes",
    order=10,
    label=gettext_lazy("プロセスの一覧"),
    url_name="usecases:processes",
    visible=sees_processes,
)
