"""全国への推計 in the chapter 効果 of the report."""

from __future__ import annotations

from typing import Any

from bpr.national.models import NationalEstimate
from bpr.national.report_chapter import chapter as chapter_of
from reports.content.document import Chapter, Column
from reports.render.chart import chart_from_json
from reports.selectors.report_sources import ReportSources


def write_national(chapter: Chapter, sources: ReportSources) -> None:
    """The newest estimate of the assessment that the report is of; nothing where there is none."""
    rows = NationalEstimate.objects.filter(question__assessment=sources.row)
    estimate = rows.select_related("question", "project").defer("municipalities").first()
    if estimate is None:
        return
    content = chapter_of(estimate)
    chapter.section(content["title"])
    chapter.text(content["answer"], *content["paragraphs"])
    for table in content["tables"]:
        _table(chapter, table)
    for chart in content["charts"]:
        chapter.chart(chart_from_json(chart), intro="{}に、中央値と80%の幅を示す。")
    chapter.items(content["notes"])


def _table(chapter: Chapter, table: dict[str, Any]) -> None:
    columns = [Column(label=label, width=2.0 if at == 0 else 1.2) for at, label in enumerate(table["headings"])]
    chapter.table(table["title"], columns, table["rows"], intro=f"{table['title']}を{{}}に示す。")
