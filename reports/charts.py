"""The charts of an assessment: which there are and what they show. Drawn by ``reports.render.chart_*``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from bpr.core.assessment import Assessment
from bpr.core.figures import TOTAL, Quantity, Scope, Side
from bpr.core.readings import By, Row
from bpr.core.units import format_number
from reports.render.chart import Chart, ChartKind, Series, Tone
from reports.selectors.words import core_text


def chart_by(assessment: Assessment, by: By, quantity: Quantity, scope: Scope = TOTAL) -> Chart:
    """As-is beside to-be, one pair of bars for each organisation, use case or category."""
    rows = assessment.table(quantity, by, scope)
    heading = {By.ORGANISATION: _("団体別"), By.USE_CASE: _("ユースケース別"), By.CATEGORY: _("カテゴリー別")}[by]
    name = core_text(quantity.label)
    return Chart(
        key=f"{by.value}-{quantity.value}-{scope.key}",
        kind=ChartKind.BARS,
        title=_("%(heading)sの%(quantity)s（現行と改革案）") % {"heading": heading, "quantity": name},
        unit=core_text(quantity.unit),
        categories=tuple(row.name for row in rows),
        series=_sides([row.as_is for row in rows], [row.to_be for row in rows]),
        description=_described(rows, quantity),
    )


def _sides(as_is: Sequence[Decimal], to_be: Sequence[Decimal | None]) -> tuple[Series, ...]:
    return (
        Series(name=_("現行"), tone=Tone.AS_IS, values=tuple(as_is)),
        Series(name=_("改革案"), tone=Tone.TO_BE, values=tuple(to_be)),
    )


def _described(rows: Sequence[Row], quantity: Quantity) -> str:
    saved = [row for row in rows if row.saving is not None]
    if not saved:
        return _("比べる改革案がまだありません。")
    largest = max(saved, key=lambda row: row.saving or Decimal(0))
    return _("削減が最も大きいのは%(name)sで、%(saving)s %(unit)sです。") % {
        "name": largest.name,
        "saving": format_number(largest.saving or Decimal(0)),
        "unit": core_text(quantity.unit),
    }


def chart_by_performer(assessment: Assessment, scope: Scope = TOTAL) -> Chart:
    """Hours of each performer, as-is beside to-be, the busiest first."""
    rows = sorted(assessment.by_performer(scope), key=lambda row: -row.as_is_hours)[:15]
    return Chart(
        key=f"performer-{scope.key}",
        kind=ChartKind.BARS,
        title=_("作業者別の処理時間（現行と改革案）"),
        unit=_("時間/年"),
        categories=tuple(row.performer for row in rows),
        series=_sides([row.as_is_hours for row in rows], [row.to_be_hours for row in rows]),
        description=_("処理時間の長い作業者から順に、現行と改革案を並べています。"),
    )


def chart_waterfall(assessment: Assessment, quantity: Quantity, scope: Scope = TOTAL, limit: int = 9) -> Chart:
    """From the as-is total to the to-be total, one step for each measure; the smallest are put together."""
    rows = sorted(assessment.by_measure(quantity, scope), key=lambda row: -abs(row.saving))
    shown, rest = rows[:limit], rows[limit:]
    names = [row.name for row in shown]
    savings = [row.saving for row in shown]
    if rest:
        names.append(_("その他"))
        savings.append(sum((row.saving for row in rest), Decimal(0)))
    start = compared_as_is(assessment, quantity, scope)
    return Chart(
        key=f"waterfall-{quantity.value}-{scope.key}",
        kind=ChartKind.WATERFALL,
        title=_("改革方策ごとの削減（%(quantity)s）") % {"quantity": core_text(quantity.label)},
        unit=core_text(quantity.unit),
        categories=(_("現行"), *names, _("改革案")),
        series=(
            Series(
                name=core_text(quantity.label),
                tone=Tone.NEUTRAL,
                values=(start, *savings, start - sum(savings, Decimal(0))),
            ),
        ),
        description=_("左端の現行から、改革方策ごとの増減を経て、右端の改革案に至ります。"),
    )


def compared_as_is(assessment: Assessment, quantity: Quantity, scope: Scope = TOTAL) -> Decimal:
    """The as-is of those lines only that have a to-be: what a waterfall starts from."""
    return sum(
        (
            assessment.value(line.scope, quantity, Side.AS_IS)
            for line in assessment.lines_in(scope)
            if line.to_be is not None
        ),
        Decimal(0),
    )


def chart_by_month(assessment: Assessment, scope: Scope = TOTAL) -> Chart:
    """Cases of each month of the fiscal year."""
    rows = assessment.by_month(scope)
    peak = max(rows, key=lambda row: row.cases)
    return Chart(
        key=f"month-{scope.key}",
        kind=ChartKind.COLUMNS,
        title=_("月別の件数"),
        unit=_("件"),
        categories=tuple(_("%(month)s月") % {"month": row.month} for row in rows),
        series=(Series(name=_("件数"), tone=Tone.AS_IS, values=tuple(row.cases for row in rows)),),
        description=_("件数が最も多いのは%(month)s月で、%(cases)s件です。")
        % {"month": peak.month, "cases": format_number(peak.cases)},
    )
