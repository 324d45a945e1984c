"""What reports add to the road of a project, to its first page and to people's work lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bpr.access.models import Project, User
from bpr.access.panels import Panel
from bpr.access.policy import Action, Decision, decide_in, restrict
from bpr.access.tabs import Tab
from bpr.access.worklist import WorkItem
from bpr.core.figures import Quantity
from reports.models import Assessment, Assumption, Report, ReportState, WhatIfScenario
from reports.selectors.sight import assessments_visible, newest_sight
from reports.views.common import assessment_name
from reports.views.rows import summary_rows

PANEL = (Quantity.STAFF_HOURS, Quantity.TOTAL_YEN, Quantity.RESIDENT_VISITS)


def sees_assessments(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW_SHARE, Assessment, project=project)


def sees_assumptions(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, Assumption, project=project)


def sees_what_if(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, WhatIfScenario, project=project)


def assessments_state(user: User, project: Project) -> str:
    newest = assessments_visible(user, project).values_list("number", flat=True).first()
    return _("第%(number)s回 算定済") % {"number": newest} if newest else _("算定前")


def sees_reports(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, Report, project=project)


def reports_state(user: User, project: Project) -> str:
    rows = restrict(user, Action.VIEW, Report.objects.filter(project=project))
    newest = rows.values_list("version", "state").first()
    if newest is None:
        return _("作成前")
    version, state = newest
    return _("第%(version)s版 %(state)s") % {"version": version, "state": ReportState(state).label}


def work_of(user: User) -> list[WorkItem]:
    """Drafts to issue (leader) and issued reports to fetch (ministry)."""
    return [*_to_issue(user), *_to_fetch(user)]


def _to_issue(user: User) -> Iterator[WorkItem]:
    """The newest draft of each project, where no later version was issued."""
    drafts = restrict(user, Action.ISSUE, Report.objects.filter(state=ReportState.DRAFT).exclude(file=""))
    seen: set[int] = set()
    for report in drafts.select_related("project").defer("content").order_by("project", "-version"):
        if report.project_id not in seen:
            seen.add(report.project_id)
            yield _item(report, since=report.created_at, kind=_("報告書の発行"))


def _to_fetch(user: User) -> Iterator[WorkItem]:
    own = user.memberships.filter(role="ministry").values("project_id")
    issued = Report.objects.filter(state=ReportState.ISSUED, project__in=own)
    for report in restrict(user, Action.VIEW, issued).select_related("project").defer("content"):
        yield _item(report, since=report.issued_at, kind=_("報告書の受取り"))


def _item(report: Report, *, since: datetime | None, kind: str) -> WorkItem:
    return WorkItem(
        title=_("成果報告書 第%(version)s版") % {"version": report.version},
        url=reverse("reports:index", args=[report.project_id]),
        since=since,
        kind=kind,
        project_name=report.project.name,
    )


def panel(user: User, project: Project) -> Panel | None:
    """The headline saving of the newest assessment, None where the person sees none."""
    sight = newest_sight(user, project) if sees_assessments(user, project) else None
    if sight is None or sight.is_empty:
        return None
    return Panel(
        template="reports/_panel.html",
        context={
            "cards": summary_rows(sight, sight.root, PANEL),
            "url": reverse("reports:assessments", args=[project.pk]),
            "name": assessment_name(sight.assessment),
        },
    )


TABS = (
    Tab(
        key="assessments",
        order=10,
        label=gettext_lazy("結果"),
        url_name="reports:assessments",
        visible=sees_assessments,
    ),
    Tab(
        key="what-if",
        order=50,
        label=gettext_lazy("もし変わったら"),
        url_name="reports:what-if-index",
        visible=sees_what_if,
        adds=gettext_lazy("件数、分、割合、人件費単価、職員の人数を動かすと、その場で答えが変わります。"),
        needs=gettext_lazy("確認済のヒアリングと改革案。新しく入れるものはありません。"),
    ),
    Tab(
        key="ranges",
        order=20,
        label=gettext_lazy("幅"),
        url_name="reports:ranges",
        visible=sees_assessments,
        adds=gettext_lazy("結果の削減がどのくらい確かか、だれに聞けばもっと確かになるかを見ます。"),
        needs=gettext_lazy("新しく入れるものはありません。ヒアリングの最小・最大を使います。"),
    ),
    Tab(
        key="assumptions",
        order=90,
        label=gettext_lazy("前提"),
        url_name="reports:assumptions",
        visible=sees_assumptions,
    ),
)
