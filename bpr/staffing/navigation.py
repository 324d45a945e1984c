"""What staffing adds to the pages under 効果."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bpr.access.tabs import Tab
from bpr.staffing.selectors.reading import sees_staffing

TAB = Tab(key="staffing", order=30, label=_("職員と暦"), url_name="staffing:index", visible=sees_staffing)
