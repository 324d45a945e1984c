"""約束と実績 in the chapter 検証 of the report."""

from __future__ import annotations

from django.utils import timezone

from bpr.core.units import NO_RATE, format_number, format_percent
from bpr.tracking.charts import chart_of_promises
from bpr.tracking.selectors.progress import Pair, Progress, progress_of_all
from reports.content.document import Chapter, number_column, text_column
from reports.content.words import Cell, number
from reports.selectors.report_sources import ReportSources


def write_promises(chapter: Chapter, sources: ReportSources) -> None:
    """The promised savings of a project and what became of them; nothing where nothing was promised."""
    progress = progress_of_all(sources.project, today=timezone.localdate())
    if not progress.pairs:
        return
    chapter.section("約束と実績")
    chapter.text(*_sentences(progress))
    if progress.years:
        chapter.chart(chart_of_promises(progress), intro="年度ごとの計画、約束、実績を{}に示す。")
    chapter.table(
        "約束と実績",
        (
            text_column("ユースケース", 2.6),
            text_column("団体", 1.4),
            number_column("計画（時間/年）", 1.3),
            number_column("約束（時間/年）", 1.3),
            number_column("実績（時間）", 1.2),
            number_column("達成率", 0.9),
        ),
        [_row(pair) for pair in progress.pairs],
        foot=[_foot(progress)],
        intro="ユースケースと団体ごとの約束と実績を{}に示す。",
        note="実績は、（約束のときの現行の1件当たりの分 − 測った1件当たりの分）× 測った件数 ÷ 60。"
        "達成率は、実績のある月の約束と比べたもの。",
    )


def _sentences(progress: Progress) -> list[str]:
    said = (
        f"計画した削減{format_number(progress.planned_hours, 0)}時間/年に対し、"
        f"{len(progress.pairs)}件で計{format_number(progress.promised_hours, 0)}時間/年の削減を約束した。"
    )
    achieved = progress.achieved
    if achieved is None:
        return [said, "実績はまだ測っていない。"]
    return [
        said,
        f"測った期間の約束{format_number(achieved.promised_hours, 0)}時間に対し、実現した削減は"
        f"{format_number(achieved.realised_hours, 0)}時間（達成率{format_percent(achieved.rate_hours)}）である。"
        f"期限の来た約束のうち、測ったのは{format_percent(progress.coverage)}である。",
        f"計画との差のうち、件数が違ったことによるものは{format_number(achieved.hours_by_cases, 0)}時間、"
        f"1件当たりの時間が違ったことによるものは{format_number(achieved.hours_by_minutes, 0)}時間である。",
    ]


def _row(pair: Pair) -> list[Cell]:
    achieved = pair.achieved
    return [
        pair.use_case.name,
        pair.organisation.name,
        number(pair.baseline.hours_per_year),
        number(pair.commitment.hours_per_year),
        number(achieved.realised_hours) if achieved else NO_RATE,
        format_percent(achieved.rate_hours) if achieved else NO_RATE,
    ]


def _foot(progress: Progress) -> list[Cell]:
    achieved = progress.achieved
    return [
        "計",
        "",
        number(progress.planned_hours),
        number(progress.promised_hours),
        number(achieved.realised_hours) if achieved else NO_RATE,
        format_percent(achieved.rate_hours) if achieved else NO_RATE,
    ]
