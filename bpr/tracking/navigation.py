"""What promises add to the pages of a project."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, Decision, decide_in
from bpr.access.tabs import Tab
from bpr.tracking.models import Commitment


def sees_promises(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, Commitment, project=project)


TAB = Tab(key="tracking", order=70, label=_("約束と実績"), url_name="tracking:index", visible=sees_promises)
