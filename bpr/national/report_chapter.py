"""The chapter 全国への推計 of the results report, as plain data: it counts organisations and names none."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import translation

from bpr.core.national import Estimate
from bpr.core.units import format_number
from bpr.national.models import NationalEstimate
from bpr.national.selectors.reading import Measured, Reading, reach_sentences
from bpr.national.statistics import STATISTICS
from bpr.national.words import amount, span, verdict, with_span
from reports.render.chart import Chart, ChartKind, Series, Tone, chart_to_json

MOST = 10  # prefectures in the chart; the table has all
# Pages speak politely, the report does not: endings of the sentences that both share.
_ENDINGS = (
    ("いません", "いない"), ("切れません", "切れない"), ("しました", "した"), ("ています", "ている"),
    ("基づきます", "基づく"), ("示します", "示す"), ("なります", "なる"), ("あります", "ある"), ("です", "である"),
)  # fmt: skip


def chapter(estimate: NationalEstimate) -> dict[str, Any]:
    """``title``, ``answer``, ``paragraphs``, ``tables`` (title, headings, rows of text), ``charts`` and ``notes``.

    All text is Japanese and all numbers are formatted: who renders it computes nothing. ``charts`` are what
    :func:`reports.render.chart.chart_from_json` reads.
    """
    with translation.override("ja"):
        return _chapter(Reading(estimate))


def _chapter(reading: Reading) -> dict[str, Any]:
    country = reading.result.country
    hours = reading.hours(country)
    return {
        "title": "全国への推計",
        "answer": _plain(
            f"全国{reading.count:,}市区町村の{len(reading.result.use_cases)}ユースケースで、"
            f"{verdict(hours.saving, hours.unit)}"
        ),
        "paragraphs": [*map(_plain, reach_sentences(reading)), *_method(reading)],
        "tables": [_totals(reading), _classes(reading), _use_cases(reading), _prefectures(reading)],
        "charts": [chart_to_json(chart) for chart in (_use_case_chart(reading), _prefecture_chart(reading))],
        "notes": [*_coverage(reading), *_gaps(reading), *_sources(reading)],
        "source": {
            "estimate": reading.estimate.number,
            "sha256": reading.estimate.sha256,
            "assessment": reading.content["assessment"]["number"],
        },
    }


def _plain(text: str) -> str:
    """「減る見込みです。」 → 「減る見込みである。」."""
    for polite, plain in _ENDINGS:
        text = text.replace(polite, plain)
    return text


def _method(reading: Reading) -> list[str]:
    content = reading.content
    return [
        "件数は、ヒアリングした団体の「件数÷統計」を、各団体の統計に掛けて推計した。1件当たりの時間と、改革案÷現行の比は、"
        "人口区分ごとに、聞いた団体が少ないほど全体の平均へ強く引き寄せて推計した（部分プーリング）。",
        f"推計は{content['draws']:,}回くり返し（乱数の種 {content['seed']}）、下から10%・50%・90%の値を、"
        "下限・中央値・上限とした。ヒアリングした団体の値は、推計せずにそのまま足した。",
    ]


def _table(title: str, headings: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"title": title, "headings": headings, "rows": rows}


def _totals(reading: Reading) -> dict[str, Any]:
    def line(item: Measured) -> list[str]:
        return [str(item.label), *(with_span(part, item.unit) for part in (item.as_is, item.to_be, item.saving))]

    rows = [line(item) for item in reading.measured(reading.result.country)]
    return _table("全国の年間の量（中央値と80%の幅）", ["量", "現行", "改革案", "削減"], rows)


def _cells(reading: Reading, item: Estimate) -> list[str]:
    saving = reading.hours(item)
    return [amount(saving.saving.median, saving.unit), span(saving.saving, saving.unit)]


def _classes(reading: Reading) -> dict[str, Any]:
    rows = [
        [row.name, format_number(row.municipalities), format_number(row.heard), *_cells(reading, row.estimate)]
        for row in reading.classes
        if row.municipalities
    ]
    headings = ["人口区分", "市区町村", "聞いた団体", "削減（中央値）", "80%の幅"]
    return _table("人口区分別の削減（職員の処理時間、年間）", headings, rows)


def _use_cases(reading: Reading) -> dict[str, Any]:
    coverage = {item.use_case: item for item in reading.result.coverage}
    rows = [
        [item.name, _statistic(reading.drivers[item.key]), format_number(coverage[item.key].heard),
         with_span(item.cases, "件"), *_cells(reading, item)]
        for item in _ranked(reading, reading.result.use_cases)
    ]  # fmt: skip
    headings = ["ユースケース", "件数の基になる統計", "聞いた団体", "件数", "削減（中央値）", "80%の幅"]
    return _table("ユースケース別の削減（職員の処理時間、年間）", headings, rows)


def _prefectures(reading: Reading) -> dict[str, Any]:
    rows = [[item.name, *_cells(reading, item)] for item in reading.result.prefectures]
    return _table("都道府県別の削減（職員の処理時間、年間）", ["都道府県", "削減（中央値）", "80%の幅"], rows)


def _ranked(reading: Reading, items: tuple[Estimate, ...]) -> list[Estimate]:
    return sorted(items, key=lambda item: -reading.hours(item).saving.median)


def _statistic(column: str) -> str:
    return str(STATISTICS[column].label) if column in STATISTICS else column


def _use_case_chart(reading: Reading) -> Chart:
    return _chart(reading, "national-use-cases", "ユースケース別の削減", _ranked(reading, reading.result.use_cases))


def _prefecture_chart(reading: Reading) -> Chart:
    items = _ranked(reading, reading.result.prefectures)[:MOST]
    return _chart(reading, "national-prefectures", f"削減の多い{MOST}都道府県", items)


def _chart(reading: Reading, key: str, title: str, items: list[Estimate]) -> Chart:
    """Both ends beside the median, so that no bar stands without its range."""
    savings = [reading.hours(item).saving for item in items]
    ends = (("下限", "low", Tone.NEUTRAL), ("中央値", "median", Tone.SAVING), ("上限", "high", Tone.NEUTRAL))
    return Chart(
        key=key,
        kind=ChartKind.BARS,
        title=f"{title}（職員の処理時間、中央値と80%の幅）",
        unit="時間/年",
        categories=tuple(item.name for item in items),
        series=tuple(
            Series(name=name, tone=tone, values=tuple(_whole(getattr(value, end)) for value in savings))
            for name, end, tone in ends
        ),
        description=f"最も多いのは{items[0].name}で、{with_span(savings[0], '時間')}です。",
    )


def _whole(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1), ROUND_HALF_UP)


def _coverage(reading: Reading) -> list[str]:
    return [f"{_plain(sentence)}。" for item in reading.result.coverage for sentence in item.sentences]


def _gaps(reading: Reading) -> list[str]:
    """What was left out, and what does not go together; organisations are counted."""
    content = reading.content
    found = [f"{_plain(text)}。" for text in content["left_out"]]
    if count := len(content["partly_used"]):
        found.append(f"改革案や処理時間がそろわないなどのため、一部だけ使ったか使わなかったヒアリングが{count}件ある。")
    if count := len(content["warnings"]):
        found.append(f"件数と統計の釣り合いが団体の間で大きく異なるユースケースが{count}つある。")
    return found


def _sources(reading: Reading) -> list[str]:
    found = dict.fromkeys(reading.drivers.values())
    sources = [f"{item.label}: {item.source}" for name in found if (item := STATISTICS.get(name))]
    wage = reading.content["wage"]
    return [*sources, *([wage["formula"]] if wage else [])]
