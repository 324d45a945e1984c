"""The table of all municipalities as it is taken away: low, median and high of everything, and what to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from bpr.core.national import Range
from bpr.national.frozen import MunicipalityRow
from bpr.national.selectors.estimates import rows_of_estimate
from bpr.national.selectors.reading import Reading, reach_sentences

TABLE_NAME = "市区町村別の推計"
_ENDS = ("下限", "中央値", "上限")
_TENTH = Decimal("0.1")
Cell = str | int | Decimal | None


def headings(reading: Reading) -> list[str]:
    """団体コード … then three columns for each quantity and side."""
    found = ["団体コード", "都道府県", "市区町村", "人口区分", "人口", "聞いたユースケース"]
    found += [f"件数_{end}" for end in _ENDS]
    for item in reading.measured(reading.result.country):
        for side in ("現行", "改革案", "削減"):
            found += [f"{item.label}_{side}_{end}（{item.unit}／年）" for end in _ENDS]
    return found


def table_rows(reading: Reading) -> Iterator[list[Cell]]:
    """One row a municipality, in the order of the table."""
    for row in rows_of_estimate(reading.estimate):
        yield _row(reading, row)


def _row(reading: Reading, row: MunicipalityRow) -> list[Cell]:
    found: list[Cell] = [row.code, row.prefecture, row.name, row.size_class, row.population, row.heard]
    found += _ends(row.estimate.cases)
    for item in reading.measured(row.estimate):
        for value in (item.as_is, item.to_be, item.saving):
            found += _ends(value)
    return found


def _ends(value: Range) -> list[Decimal]:
    return [end.quantize(_TENTH, ROUND_HALF_UP) for end in (value.low, value.median, value.high)]


def notes(reading: Reading) -> Sequence[str]:
    """What belongs to the figures wherever they are taken."""
    estimate, content = reading.estimate, reading.content
    return [
        f"{estimate}（第{content['assessment']['number']}回算定に基づく。試行{content['draws']:,}回、乱数の種{content['seed']}、"
        f"記録のハッシュ {estimate.sha256}）",
        "下限〜上限は80%の幅です。3つが同じ値の団体は、すべてヒアリングの値です。",
        "中央値どうしの合計は、全国や都道府県の中央値と一致しません。",
        *reach_sentences(reading),
        *(sentence for item in reading.result.coverage for sentence in item.sentences),
        *content["left_out"],
        *content["partly_used"],
        *content["warnings"],
        "統計の出典: 教育用標準データセット SSDSE-A-2025（独立行政法人統計センター）",
    ]
