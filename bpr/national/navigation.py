"""What this app adds to the pages of a project."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from bpr.access.models import Project, User
from bpr.access.policy import Action, Decision, decide_in
from bpr.access.tabs import Tab
from bpr.national.models import NationalEstimate


def sees_estimates(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, NationalEstimate, project=project)


TAB = Tab(
    key="national",
    order=60,
    label=gettext_lazy("全国"),
    url_name="national:index",
    visible=sees_estimates,
    adds=gettext_lazy("聞いた団体の結果を全国の市区町村に広げると、どれだけ減るかを幅つきで見ます。"),
    needs=gettext_lazy("効果の算定と、ユースケースごとの「件数の基になる統計」。案を出してあります。"),
)
