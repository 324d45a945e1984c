"""The figures that stand on top of a hearing: how many cases, how many steps, how many minutes of staff."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from bpr.core.flow import Amount, expected_flow
from bpr.core.flow_graph import FlowError
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.units import format_number, minutes_to_hours
from bpr.workflow.columns import Sheet
from bpr.workflow.problems import SheetInvalid
from hearings.sheet import ParsedSheet, SheetContext, parse_sheet


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One figure as text with its unit; ``note`` says what it is made of."""

    label: str
    value: str
    unit: str
    note: str = ""


def headline(sheet: Sheet, context: SheetContext) -> list[Fact]:
    """Nothing while the sheet has something to mend: a figure that leaves rows out would mislead."""
    try:
        parsed = parse_sheet(sheet, context)
    except SheetInvalid:
        return []
    performers = {row.values.performer for row in parsed.rows}
    count = _("作業者 %(count)s") % {"count": len(performers)}
    volume = parsed.volume
    cases = Fact(label=_("年間件数"), value=format_number(volume.cases_per_year), unit=_("件"), note=volume.year)
    return [cases, Fact(label=_("作業"), value=str(len(parsed.rows)), unit=_("行"), note=count), *_time(parsed)]


def _time(parsed: ParsedSheet) -> list[Fact]:
    """Minutes per case and hours per year of staff; none where the way of the work has no expected value."""
    minutes = _staff_minutes(parsed.rows)
    if minutes is None:
        return []
    hours = minutes_to_hours(minutes) * Fraction(parsed.volume.cases_per_year)
    per_case = Fact(
        label=_("職員の処理時間"), value=format_number(minutes, 1), unit=_("分／件"), note=_("分かれ道の割合を見込む")
    )
    per_year = Fact(
        label=_("職員の年間時間"), value=format_number(hours, 0), unit=_("時間／年"), note=_("処理時間×件数")
    )
    return [per_case, per_year]


def _staff_minutes(rows: tuple[StepRow, ...]) -> Fraction | None:
    try:
        return expected_flow(rows_to_model(rows, name="", organisation="")).per_case(Amount.STAFF_MINUTES)
    except FlowError:
        return None
