"""What logs add to the pages of a project."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, Decision, decide_in
from bpr.access.tabs import Tab
from bpr.logs.models import ProcessLog


def sees_logs(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, ProcessLog, project=project)


TAB = Tab(key="logs", order=50, label=_("操作ログ"), url_name="logs:index", visible=sees_logs)
