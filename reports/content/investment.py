"""Investment against savings, and who pays what."""

from __future__ import annotations

from collections.abc import Sequence

from bpr.core.burdens import Burden
from bpr.core.savings import InvestmentResult
from bpr.core.units import NO_RATE, format_number
from reports.content.document import Chapter, number_column, text_column
from reports.content.words import Cell, evidence_word, number, plain
from reports.selectors.report_sources import ReportSources
from reports.selectors.sharing import Burdens


def investment(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("投資対効果")
    result = sources.assessment.investment
    if result is None:
        chapter.text("投資の額が入力されていないため、投資対効果は算定していない。")
        return
    _costs(chapter, sources, result)
    _years(chapter, result)
    _burdens(chapter, sources, result)


def _costs(chapter: Chapter, sources: ReportSources, result: InvestmentResult) -> None:
    chapter.table(
        "改革に要する費用",
        (
            text_column("内容", 2.6),
            text_column("負担", 1.2),
            text_column("年次", 0.9),
            number_column("初期（円）", 1.3),
            number_column("運用（円）", 1.3),
            text_column("根拠", 0.7),
            text_column("出典", 2.0),
        ),
        [
            (
                f"{item.name}（{item.use_case_name}）" if item.use_case_name else item.name,
                item.organisation_name or "共同",
                _year(item.year),
                number(item.initial_yen),
                number(item.running_yen),
                "、".join(evidence_word(each.kind) for each in item.evidence) or NO_RATE,
                "、".join(each.source for each in item.evidence) or NO_RATE,
            )
            for item in sources.assessment.investments
        ],
        foot=[("計", "", "", number(result.initial_yen), number(result.running_yen), "", "")],
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


def _burdens(chapter: Chapter, sources: ReportSources, result: InvestmentResult) -> None:
    found = sources.burdens
    if found is None:
        chapter.text("人口の分かる団体がないため、費用の分担は算定していない。")
        return
    ordered = sorted(found.rows, key=lambda row: -row.population)
    _shares(chapter, found, ordered)
    _effects(chapter, ordered, result)


def _shares(chapter: Chapter, found: Burdens, ordered: Sequence[Burden]) -> None:
    chapter.table(
        "費用の分担",
        (
            text_column("団体", 2),
            number_column("人口（人）", 1.4),
            number_column("分担する費用（円）", 1.6),
            number_column("単独の費用（円）", 1.6),
            number_column("計（円）", 1.6),
        ),
        [
            (
                row.name,
                number(row.population) if row.population else NO_RATE,
                *(number(value) for value in (row.shared_yen, row.own_yen, row.cost_yen)),
            )
            for row in ordered
        ],
        foot=[
            (
                "計",
                number(sum(row.population for row in ordered)),
                *(number(value) for value in (found.shared_yen, found.own_yen, found.shared_yen + found.own_yen)),
            )
        ],
        intro=f"共同で負担する費用の{plain(found.equal_percent)}％を均等割、残りを人口割で分担するとした場合の、"
        "評価の期間の各団体の額を{}に示す。単独の費用は、その団体だけが負担するものである。",
    )


def _effects(chapter: Chapter, ordered: Sequence[Burden], result: InvestmentResult) -> None:
    chapter.table(
        "団体別の負担と効果",
        (
            text_column("団体", 2),
            number_column("費用の計（円）", 1.6),
            number_column("削減（円／年）", 1.6),
            number_column("回収（年）", 1.2),
            number_column("正味現在価値（円）", 1.7),
        ),
        [(row.name, number(row.cost_yen), *(_judged(row.result) if row.is_assessed else (NO_RATE,) * 3))
         for row in ordered],
        foot=[("事業の計", number(result.cost_yen), *_judged(result))],
        intro="各団体の負担を、その団体自身の費用の削減と比べると{}のとおりである。",
        note="「―」は効果を算定していない団体。その負担も事業の計に含む。"
        if not all(row.is_assessed for row in ordered) else "",
    )  # fmt: skip


def _judged(result: InvestmentResult) -> tuple[Cell, Cell, Cell]:
    payback = "回収できない" if result.payback_years is None else plain(result.payback_years)
    return number(result.saving_yen_per_year), payback, number(result.net_present_value_yen)
