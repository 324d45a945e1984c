"""Tables that set as-is, to-be and saving side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bpr.core.assessment import Assessment
from bpr.core.figures import Quantity, Scope
from bpr.core.readings import Row as Reading
from bpr.core.units import NO_RATE
from reports.content.document import Chapter, Column, Row, number_column, text_column
from reports.content.words import Cell, amount, cell_text, evidence_word, places, rate, span

INCOMPLETE = "「※」は、改革案のないユースケースを変更なしとして含むか、時間の回答がない作業を含む。"
HEADLINE = (
    Quantity.STAFF_HOURS,
    Quantity.TOTAL_YEN,
    Quantity.FTE,
    Quantity.FORMS,
    Quantity.SHEETS_MADE,
    Quantity.RESIDENT_VISITS,
)


def marked(reading: Reading, name: str) -> str:
    return name if reading.is_complete else f"{name}※"


def sides(assessment: Assessment, reading: Reading) -> list[Cell]:
    """現行, 改革案, 削減."""
    values = (reading.as_is, reading.to_be, reading.saving)
    return [amount(value, reading.quantity, assessment.policy) for value in values]


def with_range(assessment: Assessment, reading: Reading) -> list[Cell]:
    """現行, 改革案, 削減, 削減率, 幅."""
    digits = places(reading.quantity, assessment.policy)
    return [
        *sides(assessment, reading),
        rate(reading.rate, assessment.policy),
        span(reading.interval, digits),
    ]


def middle(assessment: Assessment, reading: Reading) -> Cell:
    """The median of the range; "—" where there is none."""
    interval = reading.interval
    if interval is None or not interval.ranged_inputs:
        return NO_RATE
    return amount(interval.median, reading.quantity, assessment.policy)


def side_columns(group: str, width: float = 1.0) -> list[Column]:
    return [number_column(label, width, group) for label in ("現行", "改革案", "削減")]


def range_columns(group: str) -> list[Column]:
    return [
        *side_columns(group, 1.5),
        number_column("削減率", 1, group),
        number_column("削減の幅（80％）", 3.0, group),
    ]


def summary_table(chapter: Chapter, assessment: Assessment, scope: Scope, caption: str, intro: str) -> None:
    """Every quantity of one scope."""
    rows = [row for row in assessment.summary(scope) if row.as_is or row.to_be]
    chapter.table(
        caption,
        (
            text_column("項目", 2),
            text_column("単位", 0.85),
            *side_columns("", 1.6),
            number_column("削減率", 0.9),
            number_column("削減の幅（80％）", 3.1),
            number_column("中央値", 1.7),
            text_column("根拠", 0.6),
        ),
        [
            (
                marked(row, row.quantity.label),
                row.quantity.unit,
                *with_range(assessment, row),
                middle(assessment, row),
                evidence_word(row.weakest),
            )
            for row in rows
        ],
        intro=intro,
        note=f"中央値は削減の幅の真ん中。根拠は、算定に使った入力のうち最も弱いもの。削減の「△」は増加。{INCOMPLETE}",
        style="narrow",
    )


def time_table(
    chapter: Chapter, assessment: Assessment, names: Mapping[Scope, str], total: Scope, caption: str, *, intro: str = ""
) -> None:
    """Hours with their range, and 人工."""

    def cells(scope: Scope, name: str) -> Row:
        hours = assessment.row(scope, Quantity.STAFF_HOURS, name)
        fte = assessment.row(scope, Quantity.FTE, name)
        return (marked(hours, name), *with_range(assessment, hours), *sides(assessment, fte))

    chapter.table(
        caption,
        (text_column("区分", 1.8), *range_columns("職員の処理時間（時間／年）"), *side_columns("人工", 0.9)),
        [cells(scope, name) for scope, name in names.items()],
        foot=[cells(total, "計")],
        intro=intro,
        style="narrow",
    )


def cost_table(
    chapter: Chapter, assessment: Assessment, names: Mapping[Scope, str], total: Scope, caption: str, *, intro: str = ""
) -> None:
    """Yen with their range."""

    def cells(scope: Scope, name: str) -> Row:
        reading = assessment.row(scope, Quantity.TOTAL_YEN, name)
        return (marked(reading, name), *with_range(assessment, reading))

    chapter.table(
        caption,
        (text_column("区分", 2), *range_columns("費用合計（円／年）")),
        [cells(scope, name) for scope, name in names.items()],
        foot=[cells(total, "計")],
        intro=intro,
    )


def count_table(
    chapter: Chapter, assessment: Assessment, names: Mapping[Scope, str], total: Scope, caption: str, *, intro: str = ""
) -> None:
    """Kinds of forms, sheets made, visits and attached documents."""
    quantities = (
        Quantity.FORMS,
        Quantity.SHEETS_MADE,
        Quantity.RESIDENT_VISITS,
        Quantity.ATTACHED_DOCUMENTS,
    )
    widths = (0.58, 1.36, 1.22, 1.28)
    columns = [
        column
        for quantity, width in zip(quantities, widths, strict=True)
        for column in side_columns(f"{quantity.label}（{quantity.unit}）", width)
    ]

    def cells(scope: Scope, name: str) -> Row:
        readings = [assessment.row(scope, quantity, name) for quantity in quantities]
        return (name, *(cell for reading in readings for cell in sides(assessment, reading)))

    chapter.table(
        caption,
        (text_column("区分", 1.6), *columns),
        [cells(scope, name) for scope, name in names.items()],
        foot=[cells(total, "計")],
        intro=intro,
        style="narrow",
    )


def headline(assessment: Assessment, scope: Scope, quantities: Sequence[Quantity] = HEADLINE) -> list[dict[str, str]]:
    """Figures to be seen first: as-is → to-be and the saving with its range."""
    return [_headline(assessment, assessment.row(scope, quantity, quantity.label)) for quantity in quantities]


def _headline(assessment: Assessment, reading: Reading) -> dict[str, str]:
    texts = [cell_text(cell) for cell in with_range(assessment, reading)]
    return dict(
        zip(("as_is", "to_be", "saving", "rate", "range"), texts, strict=True),
        median=cell_text(middle(assessment, reading)),
        label=marked(reading, reading.quantity.label),
        unit=reading.quantity.unit,
        evidence=evidence_word(reading.weakest),
    )
