"""Investment against savings, and who pays what."""

from __future__ import annotations

from decimal import Decimal

from bpr.core.savings import InvestmentResult
from bpr.core.units import NO_RATE, format_number
from reports.content.document import Chapter, number_column, text_column
from reports.content.words import evidence_word, number, plain
from reports.selectors.report_sources import ReportSources


def investment(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("投資対効果")
    result = sources.assessment.investment
    if result is None:
        chapter.text("投資の額が入力されていないため、投資対効果は算定していない。")
        return
    _costs(chapter, sources, result)
    _years(chapter, result)
    _shares(chapter, sources)


def _costs(chapter: Chapter, sources: ReportSources, result: InvestmentResult) -> None:
    chapter.table(
        "改革に要する費用",
        (
            text_column("内容", 3.2),
            text_column("年次", 0.9),
            number_column("初期（円）", 1.3),
            number_column("運用（円）", 1.3),
            text_column("根拠", 0.7),
            text_column("出典", 2.4),
        ),
        [
            (
                item.name,
                _year(item.year),
                number(item.initial_yen),
                number(item.running_yen),
                "、".join(evidence_word(each.kind) for each in item.evidence) or NO_RATE,
                "、".join(each.source for each in item.evidence) or NO_RATE,
            )
            for item in sources.assessment.investments
        ],
        foot=[("計", "", number(result.initial_yen), number(result.running_yen), "", "")],
        intro=f"評価の期間（{len(result.years) - 1}年間）の改革に要する費用を{{}}に示す。",
    )


def _years(chapter: Chapter, result: InvestmentResult) -> None:
    years = len(result.years) - 1
    payback = f"{plain(result.payback_years)}年で回収する" if result.payback_years is not None else "回収できない"
    value = result.net_present_value_yen
    chapter.text(
        f"年間の費用の削減は{format_number(result.saving_yen_per_year, 0)}円で、"
        f"改革に要する費用は{years}年間に{payback}。"
        f"{years}年間の正味現在価値は{format_number(value, 0)}円"
        f"（割引率{format_number(result.discount_rate * 100)}％）である。"
        + ("正味現在価値が負であり、この期間では費用が効果を上回る。" if value < 0 else "")
    )
    chapter.table(
        "年ごとの費用と削減",
        (
            text_column("年次", 1),
            number_column("費用（円）", 1.5),
            number_column("費用の削減（円）", 1.5),
            number_column("累計の収支（円）", 1.5),
        ),
        [
            (
                _year(row.year),
                number(row.cost_yen),
                number(row.saving_yen),
                number(row.balance_yen),
            )
            for row in result.years
        ],
        intro="年ごとの収支（割引前）を{}に示す。",
    )


def _year(year: int) -> str:
    return f"{year}年目" if year else "導入の年"


def _shares(chapter: Chapter, sources: ReportSources) -> None:
    sharing = sources.cost_sharing
    if sharing is None:
        chapter.text("人口の分かる団体がないため、費用の分担は算定していない。")
        return
    ordered = sorted(sharing.shares, key=lambda share: -share.population)
    totals = [
        sum(values, Decimal(0))
        for values in zip(*((row.initial_yen, row.running_yen, row.total_yen) for row in ordered), strict=True)
    ]
    chapter.table(
        "費用の分担",
        (
            text_column("団体", 2),
            number_column("人口（人）", 1.4),
            number_column("初期費用（円）", 1.6),
            number_column("運用費用（円）", 1.6),
            number_column("計（円）", 1.6),
        ),
        [
            (row.name, *(number(each) for each in (row.population, row.initial_yen, row.running_yen, row.total_yen)))
            for row in ordered
        ],
        foot=[("計", number(sum(row.population for row in ordered)), *(number(total) for total in totals))],
        intro=f"費用の{plain(sharing.equal_percent)}％を均等割、残りを人口割で分担するとした場合の、"
        "評価の期間の各団体の額を{}に示す。",
    )
