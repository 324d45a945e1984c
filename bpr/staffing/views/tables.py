"""Tables and the chart of staff and calendar, from a reading to what templates show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from bpr.core import staffing as core
from bpr.core.figures import Side
from bpr.core.units import format_number
from bpr.core.workload import MONTHS, cases_by_month, volume_findings
from bpr.staffing.notation import DAY_LABELS
from bpr.staffing.selectors.reading import Reading
from reports.render.chart import Chart, ChartKind, Series, Tone

_TIGHT = Fraction(9, 10)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """People needed in one month or hour. ``heat``: "over" more than there are, "tight" nearly all, "" else."""

    people: Decimal
    exact: str
    heat: str
    missing: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class GroupRow:
    """One group by month, on the side that is looked at."""

    needs: core.GroupNeeds
    url: str
    months: tuple[Cell, ...]
    normal: Decimal


def group_rows(reading: Reading, side: Side, url: str) -> list[GroupRow]:
    """Every group with work; ``url`` ends where the key of the group goes."""
    return [_group_row(item, item.side(side) or item.as_is, url) for item in reading.groups]


def _group_row(item: core.GroupNeeds, side: core.GroupSide, url: str) -> GroupRow:
    return GroupRow(
        needs=item,
        url=url,
        months=tuple(cell_of(need, item.group) for need in side.exact),
        normal=side.normal,
    )


def cell_of(exact: Fraction, group: core.StaffGroup) -> Cell:
    """A need beside the people of the group; without known people there is no heat."""
    missing = max(Decimal(0), -core.spare_people(group.present, exact)) if group.people_known else Decimal(0)
    heat = "over" if missing else "tight" if group.people_known and exact > Fraction(group.present) * _TIGHT else ""
    return Cell(people=core.half_people(exact), exact=format_number(exact, 2), heat=heat, missing=missing)


@dataclass(frozen=True, kw_only=True)
class VolumeRow:
    """Cases of a use case by month; ``peak`` is the index of the month with most."""

    name: str
    cases: tuple[Decimal, ...]
    year: Decimal
    year_name: str
    peak: int | None
    findings: tuple[str, ...]


def volume_rows(works: Sequence[core.CaseWork]) -> Iterator[VolumeRow]:
    """Cases of every use case; months are rounded so that they add up to the year."""
    for work in works:
        months = cases_by_month(work.volume)
        yield VolumeRow(
            name=work.use_case_name,
            cases=months,
            year=work.volume.cases_per_year,
            year_name=work.volume.year,
            peak=months.index(max(months)) if work.volume.has_profile else None,
            findings=tuple(volume_findings(work.volume)),
        )


@dataclass(frozen=True, kw_only=True)
class PeakRow:
    """One weekday: a cell for each hour, None where it is closed."""

    label: str
    cells: tuple[Cell | None, ...]


def peak_rows(found: core.Peaks, group: core.StaffGroup) -> list[PeakRow]:
    """Weekdays that are open, with the people needed hour by hour."""
    days = sorted({day for day, _hour in found.exact})
    return [
        PeakRow(
            label=_("%(day)s曜") % {"day": DAY_LABELS[day]},
            cells=tuple(
                cell_of(found.exact[day, hour], group) if (day, hour) in found.exact else None for hour in found.hours
            ),
        )
        for day in days
    ]


def month_chart(item: core.GroupNeeds) -> Chart:
    """People needed by month, as-is and to-be, beside the people there."""
    series = [Series(name=_("現行で要る人数"), tone=Tone.AS_IS, values=item.as_is.people)]
    if item.to_be:
        series.append(Series(name=_("改革案で要る人数"), tone=Tone.TO_BE, values=item.to_be.people))
    if item.group.people_known:
        series.append(Series(name=_("いまの人数"), tone=Tone.NEUTRAL, values=(item.group.present,) * 12))
    words = {
        "name": item.group.name,
        "month": item.months[item.busy].month,
        "people": format_number(item.as_is.people[item.busy]),
    }
    return Chart(
        key="staff-by-month",
        kind=ChartKind.COLUMNS,
        title=_("%(name)sの月別に要る人数") % words,
        unit=_("人"),
        categories=tuple(_("%(month)s月") % {"month": month} for month in MONTHS),
        series=tuple(series),
        description=_("%(name)sで現行に最も人手が要るのは%(month)s月で、%(people)s人です。") % words,
    )


def spare_text(spare: Decimal) -> str:
    """People to spare in words: 「0.5人足りません」「1人の余裕があります」「ちょうど足ります」."""
    if spare < 0:
        return _("%(people)s人足りません") % {"people": format_number(-spare)}
    return _("%(people)s人の余裕があります") % {"people": format_number(spare)} if spare else _("ちょうど足ります")
