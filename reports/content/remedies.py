"""Chapters 5 and 6: issues with their remedies, and the verification."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bpr.core.units import NO_RATE
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import number, wareki
from reports.selectors.report_sources import ReportSources


def remedies(sources: ReportSources) -> Chapter:
    chapter = Chapter(5, "課題と対応策")
    if not sources.issues:
        chapter.text("事業として管理する課題は登録されていない。")
        return chapter
    chapter.table(
        "課題と対応策",
        (
            text_column("番号", 0.5),
            text_column("対象", 0.7),
            text_column("課題", 3.2),
            text_column("影響", 2.4),
            text_column("優先度", 0.7),
            text_column("対応策", 3.4),
            text_column("担当", 1.3),
            text_column("期限", 1.3),
        ),
        [
            (
                str(index),
                issue.use_case.code if issue.use_case else "全体",
                issue.text,
                issue.impact or NO_RATE,
                issue.priority or NO_RATE,
                issue.remedy or NO_RATE,
                issue.owner or NO_RATE,
                wareki(issue.due_on) if issue.due_on else NO_RATE,
            )
            for index, issue in enumerate(sources.issues, start=1)
        ],
        intro="ヒアリングと改革案の検討から得た課題と、その対応策を{}に示す。",
    )
    return chapter


def verification(sources: ReportSources) -> Chapter:
    chapter = Chapter(6, "検証")
    chapter.section("検証の計画と結果")
    rows = list(_rows(sources))
    if not rows:
        chapter.text("検証の計画は登録されていない。")
        return chapter
    measured = sum(item.measured is not None for use_case in sources.use_cases for item in use_case.verifications)
    chapter.table(
        "検証の項目と結果",
        (
            text_column("対象", 0.6),
            text_column("検証項目", 2.5),
            text_column("方法", 3.4),
            number_column("予測", 0.9),
            number_column("実測", 0.9),
            number_column("差", 0.8),
            text_column("単位", 0.8),
            text_column("備考", 2),
        ),
        rows,
        intro=f"検証の計画と、予測値に対する実測値を{{}}に示す。{len(rows)}項目のうち{measured}項目を測り終えた。",
        note="差は「実測−予測」。「—」はまだ測っていない。",
    )
    return chapter


def _rows(sources: ReportSources) -> Iterator[Row]:
    for use_case in sources.use_cases:
        for item in use_case.verifications:
            yield (
                use_case.use_case.code,
                item.item,
                item.method or NO_RATE,
                number(item.predicted),
                number(item.measured),
                number(_difference(item.measured, item.predicted)),
                item.unit,
                item.note,
            )


def _difference(measured: Decimal | None, predicted: Decimal | None) -> Decimal | None:
    return None if measured is None or predicted is None else measured - predicted
