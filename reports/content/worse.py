"""What the reform makes worse, in a section of its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bpr.core.figures import Quantity
from bpr.core.readings import StepRow
from bpr.core.values import ChangeKind
from reports.content.comparison import sides
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import CHANGE_WORDS, amount
from reports.selectors.report_sources import ReportSources

_SHOWN = 15


def worse(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("増える負担")
    rows = list(_lines(sources))
    if rows:
        chapter.table(
            "現行より増える項目（団体×ユースケース）",
            (
                text_column("団体「ユースケース」", 4.4),
                text_column("項目", 2),
                text_column("単位", 1),
                number_column("現行", 1.2),
                number_column("改革案", 1.2),
                number_column("削減", 1.2),
            ),
            rows,
            intro="改革案によって現行より増える項目を{}にすべて示す。効果の合計は、これらの増加を差し引いた後の値である。システムの処理時間は人の負担ではないため除いた。",
            style="dense",
        )
    else:
        chapter.text("団体×ユースケースの合計で現行より増える項目はない。")
    _steps(chapter, sources)


def _lines(sources: ReportSources) -> Iterator[Row]:
    for line in sources.assessment.lines:
        for reading in sources.assessment.summary(line.scope):
            if reading.saving is not None and reading.saving < 0 and _is_burden(reading.quantity):
                name = f"{line.organisation_name}「{line.scope.use_case}」"
                yield (name, reading.quantity.label, reading.quantity.unit, *sides(sources.assessment, reading))


def _is_burden(quantity: Quantity) -> bool:
    """What falls on people or money; the running time of systems does not, and 人工 and values per case repeat it."""
    return not quantity.is_derived and quantity is not Quantity.SYSTEM_HOURS


def _steps(chapter: Chapter, sources: ReportSources) -> None:
    """Steps whose hours grow, over all organisations of a use case."""
    policy = sources.assessment.policy
    found: dict[tuple[str, str, ChangeKind, str], Decimal] = {}
    for row in sources.assessment.by_step(Quantity.STAFF_HOURS):
        if row.saving < 0:
            key = (row.line.use_case, _named(row), row.change, row.reason)
            found[key] = found.get(key, Decimal(0)) + row.saving
    if not found:
        return
    ordered = sorted(found.items(), key=lambda entry: entry[1])
    rest = sum((saving for _, saving in ordered[_SHOWN:]), Decimal(0))
    rows: list[Row] = [
        (use_case, name, CHANGE_WORDS[change], reason, amount(saving, Quantity.STAFF_HOURS, policy))
        for (use_case, name, change, reason), saving in ordered[:_SHOWN]
    ]
    if rest:
        rest_name = f"ほか{len(ordered) - _SHOWN}作業"
        rows.append(("", rest_name, "", "", amount(rest, Quantity.STAFF_HOURS, policy)))
    chapter.table(
        "職員の処理時間が増える作業（全団体の計）",
        (
            text_column("ユースケース", 1.1),
            text_column("改革案の作業", 3.6),
            text_column("対応", 1.2),
            text_column("方策", 3),
            number_column("削減（時間／年）", 1.4),
        ),
        rows,
        intro="新たに生じる、または長くなる作業は{}のとおりである。",
    )


def _named(row: StepRow) -> str:
    return "、".join(row.to_be_names or row.as_is_names)
