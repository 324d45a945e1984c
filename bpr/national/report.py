"""全国への推計 in the chapter 効果 of the report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.utils import translation

from bpr.national.models import NationalEstimate
from bpr.national.render.table_file import csv_bytes
from bpr.national.report_chapter import chapter as chapter_of
from bpr.national.selectors.file_rows import headings, notes, table_rows
from bpr.national.selectors.reading import Reading
from reports.content.attachments import Attachment
from reports.content.document import Chapter, Column
from reports.content.words import Cell, cell_text
from reports.render.chart import Chart, ChartKind, chart_from_json
from reports.selectors.report_sources import ReportSources

_NAME, _NARROWEST, _WIDEST, _AIR = 14, 8, 22, 2  # characters
_FIGURE = re.compile(r"△?[0-9][^（）]*$")
_NUMBER = re.compile(r"(△?)([0-9][0-9,]*(?:\.[0-9]+)?)")


def write_national(chapter: Chapter, sources: ReportSources) -> None:
    """The newest estimate of the assessment that the report is of; nothing where there is none."""
    estimate = _estimate(sources)
    if estimate is None:
        return
    content = chapter_of(estimate)
    chapter.section(content["title"])
    chapter.text(content["answer"], *content["paragraphs"])
    for table in content["tables"]:
        _table(chapter, table)
    for chart in content["charts"]:
        chapter.chart(_chart(chart), intro="{}に、中央値と80%の幅を示す。")
    chapter.items(dict.fromkeys(content["notes"]))


def national_files(sources: ReportSources) -> Iterator[Attachment]:
    """Every municipality of that estimate, for the bundle."""
    estimate = _estimate(sources)
    if estimate is None:
        return
    with translation.override("ja"):
        reading = Reading(estimate)
        data = csv_bytes(headings(reading), table_rows(reading), notes(reading))
    yield Attachment(
        name="national/municipalities.csv", title=f"全国への推計（第{estimate.number}回、市区町村別）", data=data
    )


def _estimate(sources: ReportSources) -> NationalEstimate | None:
    rows = NationalEstimate.objects.filter(question__assessment=sources.row)
    return rows.select_related("question", "project").defer("municipalities").first()


def _chart(data: dict[str, Any]) -> Chart:
    """Low, median and high as one bar with its range instead of three bars."""
    chart = chart_from_json(data)
    return replace(chart, kind=ChartKind.RANGES)


def _table(chapter: Chapter, table: dict[str, Any]) -> None:
    rows = [[_cell(text) for text in row] for row in table["rows"]]
    first, *others = table["headings"]
    columns = [_named(first), *(_column(label, [row[at] for row in rows]) for at, label in enumerate(others, start=1))]
    chapter.table(table["title"], columns, rows, intro=f"{table['title']}を{{}}に示す。")


def _cell(text: str) -> Cell:
    """A bare number is one in the workbook too; a number with its range or its unit stays text."""
    found = _NUMBER.fullmatch(text)
    return {"text": text, "value": f"{'-' if found[1] else ''}{found[2].replace(',', '')}"} if found else text


def _named(label: str) -> Column:
    """The first column says whose figures they are."""
    return Column(label=label, width=_NAME)


def _column(label: str, cells: Sequence[Cell]) -> Column:
    """As wide as its longest text; figures stand right, with their unit or range too."""
    texts = [cell_text(cell) for cell in cells]
    width = max(len(text) for text in (label, *texts)) + _AIR
    return Column(label=label, width=min(max(width, _NARROWEST), _WIDEST), is_number=all(map(_FIGURE.match, texts)))
