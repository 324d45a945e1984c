"""What staffing adds to the pages under 効果."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bpr.access.tabs import Tab
from bpr.staffing.selectors.reading import sees_staffing

TAB = Tab(
    key="staffing",
    order=30,
    label=_("職員と暦"),
    url_name="staffing:index",
    visible=sees_staffing,
    adds=_("件数と処理時間を月・曜日・時刻に割り振り、職員が何人要るかを見ます。"),
    needs=_("開庁時間、職員の組、受付の山。入れていないものは既定値で計算し、そう書きます。"),
)
