"""The chart of promises: planned, promised and realised hours by fiscal year."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bpr.core.units import format_number
from bpr.tracking.selectors.progress import Progress
from reports.render.chart import Chart, ChartKind, Series, Tone


def chart_of_promises(progress: Progress) -> Chart:
    """One group of columns for each fiscal year, over the months that were measured."""
    years = progress.years
    newest, achieved = years[-1]
    return Chart(
        key="promises",
        kind=ChartKind.COLUMNS,
        title=_("年度ごとの計画・約束・実績（実績のある月の分）"),
        unit=_("時間"),
        categories=tuple(_("%(year)s年度") % {"year": year} for year, _part in years),
        series=(
            Series(name=_("計画"), tone=Tone.NEUTRAL, values=tuple(part.planned_hours for _year, part in years)),
            Series(name=_("約束"), tone=Tone.AS_IS, values=tuple(part.promised_hours for _year, part in years)),
            Series(name=_("実績"), tone=Tone.TO_BE, values=tuple(part.realised_hours for _year, part in years)),
        ),
        description=_("%(year)s年度は、約束%(promised)s時間に対して実績%(realised)s時間です。")
        % {
            "year": newest,
            "promised": format_number(achieved.promised_hours),
            "realised": format_number(achieved.realised_hours),
        },
    )
