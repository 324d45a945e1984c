"""What congestion adds to the pages under 効果."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, Decision, decide_in
from bpr.access.tabs import Tab
from bpr.congestion.models import SimulationRun


def sees_congestion(user: User, project: Project) -> Decision:
    return decide_in(user, Action.VIEW, SimulationRun, project=project)


TAB = Tab(
    key="congestion",
    order=40,
    label=_("混み具合"),
    url_name="congestion:index",
    visible=sees_congestion,
    adds=_(
        "1件ずつ届く案件を、いまいる職員が開庁時間に処理する様子を計算機の中で動かし、待つ日数と忙しさを現行と改革案で比べます。"
    ),
    needs=_("「職員と暦」の人数と時間。計算には数十秒から数分かかります。"),
)
