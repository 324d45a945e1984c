"""操作ログ in the appendix: which figures were measured from logs, when, in how many cases, and how they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from bpr.core.flow import StepFlow
from bpr.core.logs import Measurement
from bpr.core.units import NO_RATE, format_number
from bpr.logs.measured import measurement_of
from bpr.logs.models import Adoptable, Clock, ProcessLog
from bpr.logs.selectors import log_id_of
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import Cell, number, wareki_of
from reports.selectors.report_sources import ReportSources

_ADOPTED = {Adoptable.MINUTES: "処理時間", Adoptable.SHARES: "割合", Adoptable.VOLUME: "件数"}
Found = tuple[str, ProcessLog, Measurement]  # with its label


def write_process_logs(chapter: Chapter, sources: ReportSources) -> None:
    """The logs behind the figures; nothing where none was used."""
    found = [(sources.log_labels[log.pk], log, measurement_of(log)) for log in sources.process_logs]
    if not found:
        return
    chapter.section("操作ログによる実測")
    chapter.text(
        "システムに残った操作の記録（操作ログ）から測って採用した値を示す。前節の根拠の「ログ1」などは、ここの番号である。"
        "処理時間は、作業の始まりから終わりまでの記録の10％点・平均・90％点を、最小・標準・最大とした。"
        "適合は、測った案件のうち業務フローの図のとおりに始めから終わりまで流れたものの割合である。"
    )
    _logs(chapter, found)
    _steps(chapter, sources, found)
    _ways(chapter, found)
    chapter.items(f"{label}: {note}" for label, _log, measured in found for note in measured.notes)


def _logs(chapter: Chapter, found: Sequence[Found]) -> None:
    chapter.table(
        "操作ログ",
        (
            text_column("番号", 0.7), text_column("団体", 1.0), text_column("ユースケース", 1.7),
            text_column("ファイル", 1.3), text_column("期間", 2.0), number_column("記録", 0.8),
            number_column("案件", 0.8), number_column("適合（％）", 0.7), text_column("採用したもの", 1.3),
            number_column("年間件数", 0.9),
        ),
        [_log_row(*item) for item in found],
        intro="用いた操作ログを{}に示す。",
        note="記録は作業の行の数。年間件数は、件数を採用したものだけに示す。",
        style="dense",
    )  # fmt: skip


def _log_row(label: str, log: ProcessLog, measured: Measurement) -> Row:
    volume = measured.volume
    adopted = [word for item, word in _ADOPTED.items() if item in log.adopted]
    return (
        label,
        log.organisation.name,
        log.use_case.name,
        log.name,
        f"{wareki_of(volume.first_day)}～{wareki_of(volume.last_day)}",
        number(measured.events),
        number(measured.cases),
        _percent(measured.fit),
        "・".join(adopted) or "採用を取りやめた",
        number(volume.cases_per_year) if Adoptable.VOLUME in log.adopted else NO_RATE,
    )


def _percent(part: float | Decimal | None) -> Cell:
    if part is None:
        return NO_RATE
    value = Decimal(str(part)) * 100
    return {"text": format_number(value, 1), "value": str(value)}


def _steps(chapter: Chapter, sources: ReportSources, found: Sequence[Found]) -> None:
    rows = [row for item in found for row in _step_rows(sources, *item)]
    if not rows:
        return
    chapter.table(
        "操作ログから測った処理時間（分／回）",
        (
            text_column("番号", 0.7), text_column("作業", 3), number_column("実行（回）", 1),
            *(number_column(name, 1) for name in ("10％点", "平均", "90％点")), text_column("数えた時間", 1.2),
        ),
        rows,
        intro="算定に用いた実測の処理時間を{}に示す。",
    )  # fmt: skip


def _step_rows(sources: ReportSources, label: str, log: ProcessLog, measured: Measurement) -> Iterator[Row]:
    clock = "開庁時間だけ" if log.clock == Clock.OFFICE else "時計どおり"
    for step in _steps_of(sources, log):
        time = step.values.handling_minutes
        counted = measured.step(step.node_id)
        minutes = (time.minimum, time.likely, time.maximum) if time else (None,) * 3
        executions = counted.minutes.count if counted and counted.minutes else None
        yield (label, step.name, number(executions), *(number(value) for value in minutes), clock)


def _steps_of(sources: ReportSources, log: ProcessLog) -> Iterator[StepFlow]:
    """Steps of the assessment whose minutes are from the log."""
    for line in sources.assessment.lines:
        for step in line.as_is.steps:
            if any(log_id_of(item.reference) == log.pk for item in step.values.evidence):
                yield step


def _ways(chapter: Chapter, found: Sequence[Found]) -> None:
    rows = [
        (label, way.decision_name, way.name, number(way.taken), number(way.of), _percent(way.share))
        for label, log, measured in found
        if Adoptable.SHARES in log.adopted
        for way in measured.ways
        if way.share is not None
    ]
    if not rows:
        return
    chapter.table(
        "操作ログから数えた分岐の割合",
        (
            text_column("番号", 0.7), text_column("分岐", 2.2), text_column("進む先", 2.2),
            number_column("通った回数", 1), number_column("分岐の回数", 1), number_column("割合（％）", 0.9),
        ),
        rows,
        intro="数えて採用した分岐の割合を{}に示す。割合の幅は、この回数から求めた。",
    )  # fmt: skip
