"""What promises add to the pages of a project."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, Decision, decide_in
from bpr.access.tabs import Tab
from bpr.tracking.models import Commitment


def sees_promises(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, Commitment, project=project)


TAB = Tab(
    key="tracking",
    order=70,
    label=_("約束と実績"),
    url_name="tracking:index",
    visible=sees_promises,
    adds=_(
        "計画（効果算定の削減）、約束（実行する側が引き受けた削減）、実績（測った件数と時間から求めた削減）を並べます。"
    ),
    needs=_("約束した人と始める日。始めたあとに、測った件数と1件当たりの時間。"),
)
