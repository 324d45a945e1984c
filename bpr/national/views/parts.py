"""What the pages of an estimate show: answer, reach, tables with bars, the map, what to hear next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import exp
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from bpr.core.national import Estimate, Range
from bpr.core.units import format_number
from bpr.national.frozen import MunicipalityRow
from bpr.national.render.bars import Bar, bars_of
from bpr.national.render.tile_map import Place, TileMap, tile_map
from bpr.national.selectors.reading import HeardRow, Measured, Reading, reach_sentences
from bpr.national.selectors.table import country
from bpr.national.statistics import STATISTICS
from bpr.national.words import amount, largest, scaled, span, verdict, with_span

SHOWN_HEARINGS = 5
PER_HEADS = Decimal(1000)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a table with bars; ``value`` sorts it."""

    name: str
    url: str
    cells: Sequence[str]
    value: Decimal
    median: str
    span: str
    is_exact: bool
    bar: Bar
    mark: str = ""


def page_parts(reading: Reading, *, per_head: bool) -> dict[str, Any]:
    """Context of the page of one estimate."""
    result = reading.result
    hours = reading.hours(result.country)
    ranked = _prefectures(reading)
    return {
        "reading": reading,
        "content": reading.content,
        "answer": _("全国%(count)s市区町村の%(use_cases)sユースケースで、%(verdict)s")
        % {
            "count": f"{reading.count:,}",
            "use_cases": len(result.use_cases),
            "verdict": verdict(hours.saving, hours.unit),
        },
        "reach": reach_sentences(reading),
        "cards": [_card(item, main=at == 0) for at, item in enumerate(reading.measured(result.country))],
        "sides": [_sides(item) for item in reading.measured(result.country)],
        "cases": {"median": amount(result.country.cases.median, _("件")), "span": span(result.country.cases, _("件"))},
        "class_rows": _class_rows(reading),
        "use_case_rows": _use_case_rows(reading),
        "prefecture_rows": _prefecture_rows(reading, ranked, per_head=per_head),
        "map": _map(reading, ranked, per_head=per_head),
        "per_head": per_head,
        "unit": _("時間／千人") if per_head else _("時間"),
        "next": _next(reading),
        "sources": [STATISTICS[name] for name in dict.fromkeys(reading.drivers.values()) if name in STATISTICS],
        "sentences": [(item.name, item.sentences) for item in result.coverage],
        "priors": _priors(reading),
        "heard_rows": [(row, _heard_url(reading, row)) for row in reading.heard_rows],
    }


def _card(item: Measured, *, main: bool) -> dict[str, Any]:
    like = largest(item.saving)
    return {
        "name": item.label,
        "as_is": amount(item.as_is.median),
        "to_be": amount(item.to_be.median),
        "saving": amount(item.saving.median, like=like),
        "unit": _("%(unit)s／年") % {"unit": item.unit},
        "low": amount(item.saving.low, like=like),
        "high": amount(item.saving.high, like=like),
        "negative": item.saving.median < 0,
        "main": main,
    }


def _sides(item: Measured) -> dict[str, Any]:
    return {"name": item.label, "texts": [with_span(part, item.unit) for part in (item.as_is, item.to_be, item.saving)]}


def _rows(items: Iterable[tuple[str, str, Sequence[str], Range, str]], unit: str | Promise) -> list[Row]:
    found = list(items)
    return [
        Row(
            name=name, url=url, cells=cells, value=value.median, mark=mark, bar=bar, is_exact=value.is_exact,
            median=amount(value.median, unit, like=largest(value)), span=span(value, unit),
        )
        for (name, url, cells, value, mark), bar in zip(found, bars_of([item[3] for item in found]), strict=True)
    ]  # fmt: skip


def _class_rows(reading: Reading) -> list[Row]:
    def line(row: Any) -> tuple[str, str, Sequence[str], Range, str]:
        mark = _("1団体も聞いていません") if not row.heard else ""
        if row.heard and row.without:
            mark = _("%(count)sユースケースは聞いていません") % {"count": row.without}
        cells = (format_number(row.municipalities), format_number(row.heard))
        return str(_(row.name)), "", cells, reading.hours(row.estimate).saving, mark

    return _rows((line(row) for row in reading.classes if row.municipalities), _("時間"))


def _use_case_rows(reading: Reading) -> list[Row]:
    coverage = {item.use_case: item for item in reading.result.coverage}
    ranked = sorted(reading.result.use_cases, key=lambda item: -reading.hours(item).saving.median)

    def line(item: Estimate) -> tuple[str, str, Sequence[str], Range, str]:
        reach = coverage[item.key]
        statistic = STATISTICS.get(reach.driver)
        cells = (str(statistic.label) if statistic else reach.driver, format_number(reach.heard),
                 amount(item.cases.median, _("件")))  # fmt: skip
        mark = _("1団体の結果だけ") if reach.heard <= 1 else ""
        return item.name, "", cells, reading.hours(item).saving, mark

    return _rows(map(line, ranked), _("時間"))


@dataclass(frozen=True, kw_only=True)
class Prefecture:
    """A prefecture with its saving, in all and for each 1,000 people."""

    key: str
    name: str
    municipalities: int
    heard: int
    saving: Range
    per_head: Range
    url: str

    def shown(self, *, per_head: bool) -> Range:
        return self.per_head if per_head else self.saving


def _prefectures(reading: Reading) -> list[Prefecture]:
    """In the order of their numbers."""
    return [_prefecture(reading, item) for item in reading.result.prefectures]


def _prefecture(reading: Reading, item: Estimate) -> Prefecture:
    estimate, saving = reading.estimate, reading.hours(item).saving
    own = [place for place in country() if place.prefecture == item.name]
    key = own[0].code[:2]
    return Prefecture(
        key=key,
        name=item.name,
        municipalities=len(own),
        heard=sum(place.code in reading.heard for place in own),
        saving=saving,
        per_head=scaled(saving, PER_HEADS / sum(place.population or 0 for place in own)),
        url=reverse("national:prefecture", args=[estimate.project_id, estimate.pk, key]),
    )


def _text(value: Decimal, *, per_head: bool) -> str:
    return format_number(value, 1) if per_head else amount(value)


def _prefecture_rows(reading: Reading, ranked: Sequence[Prefecture], *, per_head: bool) -> list[Row]:
    order = sorted(ranked, key=lambda item: -item.shown(per_head=per_head).median)
    bars = bars_of([item.shown(per_head=per_head) for item in order])
    return [
        Row(
            name=item.name, url=item.url, cells=(format_number(item.municipalities), format_number(item.heard)),
            value=item.shown(per_head=per_head).median, bar=bar, is_exact=False,
            median=_text(item.shown(per_head=per_head).median, per_head=per_head),
            span=_span(item.shown(per_head=per_head), per_head=per_head),
        )
        for item, bar in zip(order, bars, strict=True)
    ]  # fmt: skip


def _span(value: Range, *, per_head: bool) -> str:
    if per_head:
        return f"{_text(value.low, per_head=True)} 〜 {_text(value.high, per_head=True)}"
    return span(value)


def _map(reading: Reading, prefectures: Sequence[Prefecture], *, per_head: bool) -> TileMap:
    def place(item: Prefecture) -> Place:
        shown = item.shown(per_head=per_head)
        text = _text(shown.median, per_head=per_head)
        title = _("%(name)s %(median)s（80%%の幅 %(span)s）") % {
            "name": item.name, "median": text, "span": _span(shown, per_head=per_head),
        }  # fmt: skip
        return Place(number=int(item.key), name=item.name, value=shown.median, text=text, title=title, url=item.url)

    return tile_map([place(item) for item in prefectures])


def _next(reading: Reading) -> list[dict[str, str]]:
    return [
        {
            "use_case": reading.use_case_name(item.use_case),
            "size_class": item.size_class,
            "narrowing": format_number(Decimal(item.narrowing * 100), 1),
        }
        for item in reading.next_hearings[:SHOWN_HEARINGS]
    ]


def _priors(reading: Reading) -> list[tuple[str, str, str]]:
    """What was believed beforehand, as factors that two in three are within."""
    names = {
        "amount": _("1件当たりの処理時間など"),
        "ratio": _("改革案÷現行の比"),
        "rate": _("件数÷統計"),
        "driver": _("統計がない団体の統計"),
    }
    return [
        (names[key], format_number(Decimal(exp(prior["within"])), 2), format_number(Decimal(exp(prior["between"])), 2))
        for key, prior in reading.content["priors"].items()
    ]


def _heard_url(reading: Reading, row: HeardRow) -> str:
    """The figures of an organisation and use case in the assessment that the estimate is of."""
    url = reverse("reports:assessment", args=[reading.estimate.project_id, reading.estimate.question.assessment_id])
    return f"{url}?{urlencode({'use_case': row.use_case, 'organisation': row.organisation})}"


def prefecture_parts(reading: Reading, rows: Sequence[MunicipalityRow]) -> dict[str, Any]:
    """Context of the page of one prefecture, its municipalities in the order of what they save."""
    order = sorted(rows, key=lambda row: -reading.hours(row.estimate).saving.median)
    name = rows[0].prefecture
    whole = next(item for item in reading.result.prefectures if item.name == name)
    hours = reading.hours(whole)
    use_cases = len(reading.result.use_cases)
    return {
        "reading": reading,
        "estimate": reading.estimate,
        "name": name,
        "answer": _("%(name)sの%(count)s市区町村で、%(verdict)s")
        % {"name": name, "count": len(rows), "verdict": verdict(hours.saving, hours.unit)},
        "rows": _rows((_municipality(reading, row, use_cases) for row in order), _("時間")),
        "populations": [row.population for row in order],
        "heard": sum(bool(row.heard) for row in rows),
    }


def _municipality(reading: Reading, row: MunicipalityRow, use_cases: int) -> tuple[str, str, Sequence[str], Range, str]:
    cells = (str(_(row.size_class)), format_number(row.population or 0), amount(row.estimate.cases.median, _("件")))
    mark = ""
    if row.heard:
        mark = _("%(heard)s／%(of)sユースケースを聞いた団体") % {"heard": row.heard, "of": use_cases}
    return row.name, "", cells, reading.hours(row.estimate).saving, mark
