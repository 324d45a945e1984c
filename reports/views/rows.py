"""Rows of the tables of figures: formatted, with the links of each number to its trace."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.core.figures import Quantity, Scope, Side, figure_key
from bpr.core.readings import By, Row
from bpr.core.units import format_percent
from bpr.core.values import EvidenceKind
from reports.selectors.sight import Sight
from reports.selectors.words import core_text, figure_text


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One number of a table; ``url`` leads to where it comes from, "" where there is none."""

    value: Decimal | None
    text: str
    url: str = ""

    @property
    def negative(self) -> bool:
        return self.value is not None and self.value < 0


@dataclass(frozen=True, kw_only=True)
class ComparisonRow:
    """現行 → 改革案 → 削減 of one scope and quantity; ``url`` leads to the page of the scope."""

    name: str
    url: str
    unit: str
    as_is: Cell
    to_be: Cell
    saving: Cell
    rate: Cell
    low: str
    median: str
    high: str
    span_note: str
    weakest: EvidenceKind | None
    gap: str  # what is missing in it, "" where nothing is

    @property
    def cells(self) -> tuple[Cell, Cell, Cell]:
        return self.as_is, self.to_be, self.saving

    @property
    def span(self) -> str:
        return f"{self.low} 〜 {self.high}" if self.low else ""


def url_key(key: str) -> str:
    """A figure's key as part of an address: its slashes would be merged by proxies."""
    return key.replace("/", "~")


def trace_url(sight: Sight, key: str) -> str:
    """Address of the page that says where a figure comes from."""
    return reverse("reports:figure", args=[sight.assessment.project_id, sight.assessment.pk, url_key(key)])


def scope_url(sight: Sight, scope: Scope, **parameters: str) -> str:
    """Address of the assessment's page for one scope."""
    query = urlencode({name: value for name, value in (scope_query(sight, scope) | parameters).items() if value})
    url = reverse("reports:assessment", args=[sight.assessment.project_id, sight.assessment.pk])
    return f"{url}?{query}" if query else url


def scope_query(sight: Sight, scope: Scope) -> dict[str, str]:
    """A scope as parameters of an address; the own organisation needs no saying."""
    organisation = "" if scope.organisation == sight.own else scope.organisation
    return {"category": scope.category, "use_case": scope.use_case, "organisation": organisation}


def comparison_row(sight: Sight, row: Row, *, name: str = "", linked: bool = True) -> ComparisonRow:
    """One row of an assessment, ready to be shown; without ``linked`` its name leads nowhere."""
    low, median, high = _span(sight, row)
    return ComparisonRow(
        name=name or row.name,
        url=scope_url(sight, row.scope) if linked else "",
        unit=core_text(row.quantity.unit),
        as_is=_cell(sight, row, Side.AS_IS, row.as_is),
        to_be=_cell(sight, row, Side.TO_BE, row.to_be),
        saving=_cell(sight, row, Side.SAVING, row.saving),
        rate=Cell(value=row.rate, text=format_percent(row.rate)),
        low=low,
        median=median,
        high=high,
        span_note=row.interval.coverage_note if row.interval else "",
        weakest=row.weakest,
        gap=_gap(sight, row),
    )


def _cell(sight: Sight, row: Row, side: Side, value: Decimal | None) -> Cell:
    key = figure_key(row.scope, row.quantity, side)
    text = figure_text(value, row.quantity, sight.calculation.policy)
    return Cell(value=value, text=text, url="" if value is None else trace_url(sight, key))


def _gap(sight: Sight, row: Row) -> str:
    """What a comparison lacks, in words."""
    if row.is_complete:
        return ""
    lines = sight.calculation.lines_in(row.scope)
    missing = sum(line.to_be is None for line in lines)
    if missing == len(lines):
        return _("改革案なし（現行のまま）")
    if missing:
        return _("%(count)s件は改革案なし（現行のまま）") % {"count": missing}
    return _("処理時間の分からない作業があります")


def _span(sight: Sight, row: Row) -> tuple[str, str, str]:
    """Low end, middle and high end of a saving's range, "" where no input had a range."""
    interval = row.interval
    if interval is None or not interval.ranged_inputs:
        return "", "", ""
    policy = sight.calculation.policy
    low, median, high = (
        figure_text(value, row.quantity, policy) for value in (interval.low, interval.median, interval.high)
    )
    return low, median, high


def summary_rows(sight: Sight, scope: Scope, quantities: Iterable[Quantity] = tuple(Quantity)) -> list[ComparisonRow]:
    """One row per quantity for one scope, without those of which both sides are 0."""
    rows = (sight.calculation.row(scope, quantity, core_text(quantity.label)) for quantity in quantities)
    return [comparison_row(sight, row, linked=False) for row in rows if row.as_is or row.to_be]


def table_rows(sight: Sight, quantity: Quantity, by: By, scope: Scope) -> list[ComparisonRow]:
    """One row per organisation, use case or category within ``scope``."""
    return [comparison_row(sight, row) for row in sight.calculation.table(quantity, by, scope)]


def total_row(sight: Sight, quantity: Quantity, scope: Scope) -> ComparisonRow:
    """The foot of a table: the figure of the scope itself, not a sum made here."""
    name = _("加重平均") if quantity.is_per_case else _("計")
    return comparison_row(sight, sight.calculation.row(scope, quantity, name), linked=False)
