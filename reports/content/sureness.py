"""How sure the savings of the whole are: ranges, what moves them, where to hear more. From the snapshot only."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bpr.core.assessment import Assessment
from bpr.core.factors import InputKind
from bpr.core.figures import TOTAL, Quantity
from bpr.core.influence import Influence, Sensitivity
from bpr.core.narrowing import HEARINGS, Narrowing, Outlook, Unranged, outlook, without_range
from bpr.core.readings import By
from bpr.core.uncertainty import Interval
from bpr.core.units import NO_RATE, format_number
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import Cell, amount, number
from reports.render.chart import Chart, ChartKind, Series, Tone
from reports.selectors.report_sources import ReportSources

_BARS, _PLACES, _GAPS, _FIRST = 10, 10, 10, 2
_KINDS = {InputKind.MINUTES: "処理時間", InputKind.VOLUME: "件数", InputKind.SHARE: "割合"}
_HUNDRED = Decimal(100)


def sureness(chapter: Chapter, sources: ReportSources) -> None:
    """Sections 「効果の幅」 and 「幅を縮める方法」."""
    assessment = sources.assessment
    chapter.section("効果の幅")
    hours = assessment.interval(TOTAL, Quantity.STAFF_HOURS)
    if hours is None or not hours.ranged_inputs:
        chapter.text("最小・最大のある入力がないため、幅と感度は求めていない。")
        _gaps(chapter, assessment)
        return
    _ranges(chapter, assessment, hours)
    _ranking(chapter, assessment)
    found = outlook(assessment.sensitivities)
    chapter.section("幅を縮める方法")
    if found is None:
        chapter.text("この算定には入力ごとの感度が記録されていないため、聞取りを増やしたときの幅は求めていない。")
        return
    _hearings(chapter, hours, found)
    _places(chapter, assessment, found)
    _gaps(chapter, assessment)


# ranges


def _ranges(chapter: Chapter, assessment: Assessment, hours: Interval) -> None:
    chapter.text(
        f"全体の削減時間の入力{hours.inputs}件のうち、最小・最大のある{hours.ranged_inputs}件を動かし、"
        f"{hours.inputs - hours.ranged_inputs}件は固定した。10回に8回は下限と上限の間に入る。"
        "標準は、すべての入力が標準のときの値であり、中央値とは一致しない。"
    )
    found = [(quantity, assessment.interval(TOTAL, quantity)) for quantity in Quantity]
    chapter.table(
        "全体の削減とその幅（80％）",
        (
            text_column("項目", 2.6), text_column("単位", 1.1), number_column("標準", 1.4),
            *(number_column(name, 1.4, "幅") for name in ("下限", "中央値", "上限")),
            number_column("動かした入力", 1), number_column("入力", 0.8),
        ),
        [_range_row(assessment, quantity, item) for quantity, item in found if item is not None and item.ranged_inputs],
        intro="削減の標準の値と幅を{}に示す。",
        note="下限が負（△）で上限が正のものは、減るとは言い切れない。" if hours.low < 0 < hours.high else "",
    )  # fmt: skip


def _range_row(assessment: Assessment, quantity: Quantity, item: Interval) -> Row:
    values = (assessment.value(TOTAL, quantity), item.low, item.median, item.high)
    cells = [amount(value, quantity, assessment.policy) for value in values]
    return (quantity.label, quantity.unit, *cells, number(item.ranged_inputs), number(item.inputs))


# ranking


def _ranking(chapter: Chapter, assessment: Assessment) -> None:
    rows = assessment.influences[:_BARS]
    if not rows:
        return
    chapter.chart(
        _tornado(assessment, rows), intro="削減時間を大きく動かす入力を{}に示す。棒は入力の最小から最大までである。"
    )
    chapter.table(
        f"削減時間を大きく動かす入力（上位{len(rows)}）",
        (
            number_column("順位", 0.6), text_column("入力", 4.0), text_column("単位", 0.8),
            number_column("最小", 0.8, "入力"), number_column("最大", 0.8, "入力"),
            number_column("最小のとき", 1.2, "削減（時間／年）"), number_column("最大のとき", 1.2, "削減（時間／年）"),
            number_column("幅に占める分", 1.0),
        ),
        [_influence_row(assessment, rank, row) for rank, row in enumerate(rows, start=1)],
        intro="図の順位に対応する入力を{}に示す。ほかの入力は標準のままとして、一つだけを動かした。",
        note="幅に占める分は、削減時間の分散のうち、その入力による割合（1次の近似）。",
        style="narrow",
    )  # fmt: skip


def _influence_row(assessment: Assessment, rank: int, row: Influence) -> Row:
    hours = [
        amount(value, Quantity.STAFF_HOURS, assessment.policy) for value in (row.hours_at_minimum, row.hours_at_maximum)
    ]
    return (number(rank), row.name, row.unit, number(row.minimum), number(row.maximum), *hours, _part(row.contribution))


def _part(part: Decimal | None) -> Cell:
    """A part of 1 as per cent."""
    if part is None:
        return NO_RATE
    percent = part * _HUNDRED
    return {"text": "1％未満" if 0 < percent < 1 else f"{format_number(percent, 0)}％", "value": str(percent)}


def _tornado(assessment: Assessment, rows: Sequence[Influence]) -> Chart:
    base = assessment.value(TOTAL, Quantity.STAFF_HOURS)
    sides = (
        ("最小のとき", Tone.AS_IS, [row.hours_at_minimum for row in rows]),
        ("最大のとき", Tone.TO_BE, [row.hours_at_maximum for row in rows]),
        ("標準のとき", Tone.NEUTRAL, [base] * len(rows)),
    )
    return Chart(
        key="tornado", kind=ChartKind.TORNADO, title="削減時間を大きく動かす入力", unit=Quantity.STAFF_HOURS.unit,
        categories=tuple(f"{rank}　{row.name}" for rank, row in enumerate(rows, start=1)),
        series=tuple(Series(name=name, tone=tone, values=tuple(values)) for name, tone, values in sides),
        description=f"最も大きく動かすのは「{rows[0].name}」で、削減は{format_number(rows[0].swing_hours)}時間動く。",
    )  # fmt: skip


# where to hear more


def _hearings(chapter: Chapter, hours: Interval, found: Outlook) -> None:
    steps = "、".join(
        f"{count}件で約{format_number(hours.width * left, 0)}時間（{_narrower(left)}縮む）"
        for count, left in zip(HEARINGS, found.left, strict=True)
    )
    chapter.text(
        f"削減時間の幅は今{format_number(hours.width, 0)}時間ある。効くところから順に聞取りを増やすと、"
        f"幅は{steps}になる見込みである。"
        + (
            f"件数の年ごとの増減は聞いても縮まらず、{format_number(hours.width * found.floor, 0)}時間は残る。"
            if found.floor
            else ""
        ),
        "1件は、その作業の時間を別の担当者に聞くか実際に計ること、割合では前と同じ件数をもう一度数えることである。"
        "n件聞くと平均の誤差が1/√nになるという考え方による目安であり、約束ではない。",
    )


def _narrower(left: Decimal) -> str:
    percent = (1 - left) * _HUNDRED
    return "1％未満" if 0 < percent < 1 else f"{format_number(percent, 0)}％"


def _places(chapter: Chapter, assessment: Assessment, found: Outlook) -> None:
    names = {scope.use_case: name for scope, name in assessment.names(By.USE_CASE).items()}
    chapter.table(
        "どこをあと何件聞けば幅が縮むか",
        (
            text_column("ユースケース", 1.7), text_column("作業・分岐・件数", 2.4), text_column("種類", 1.2),
            number_column("幅に占める分", 0.9),
            *(number_column(f"{count}件", 0.8, "あと聞いたとき縮む割合") for count in HEARINGS),
            text_column("先に聞くところ", 1.7),
        ),
        [_place_row(assessment, names, place) for place in found.places[:_PLACES]],
        intro="聞取りを増やすと幅が縮むところを、効く順に{}に示す。",
        note="「縮まない」は、年ごとの件数の増減によるもの。改革案の見込みは、すでにそうしている団体に聞くか、試行で計る。",
        style="narrow",
    )  # fmt: skip


def _place_row(assessment: Assessment, names: dict[str, str], place: Narrowing) -> Row:
    kind = f"{_KINDS[place.kind]}（改革案の見込み）" if place.is_of_to_be else _KINDS[place.kind]
    left: list[Cell] = ["縮まない"] * len(HEARINGS) if place.is_natural else [_part(1 - item) for item in place.left]
    return (names[place.use_case], place.place, kind, _part(place.contribution), *left, _whom(assessment, place.items))


def _whom(assessment: Assessment, items: Sequence[Sensitivity]) -> str:
    owners = list(dict.fromkeys(_owner(assessment, item) for item in items))
    rest = f"ほか{len(owners) - _FIRST}" if len(owners) > _FIRST else ""
    return "、".join([*owners[:_FIRST], *([rest] if rest else [])])


def _owner(assessment: Assessment, item: Sensitivity) -> str:
    return "先行団体・試行" if item.is_of_to_be else assessment.line(item.effects[0].line).organisation_name


def _gaps(chapter: Chapter, assessment: Assessment) -> None:
    found = [item for item in without_range(assessment.sensitivities) if item.stake]
    if not found:
        return
    names = {scope.use_case: name for scope, name in assessment.names(By.USE_CASE).items()}
    chapter.table(
        f"幅を聞いていない作業（団体の差の大きい順、{len(found)}作業のうち{min(len(found), _GAPS)}）",
        (
            text_column("ユースケース", 1.8), text_column("作業", 2.6), number_column("団体の差（分）", 1),
            number_column("差に当たる削減（時間／年）", 1.5), number_column("この時間による削減（時間／年）", 1.5),
            text_column("先に聞くところ", 1.8),
        ),
        [_gap_row(assessment, names, item) for item in found[:_GAPS]],
        intro="最小・最大を聞いていない作業の時間は固定したので、幅には入っていない。同じ作業で団体の差が大きいものを{}に示す。",
        note="団体の差は標準の時間の標準偏差で、聞く順番を決めるためだけに使い、数値の幅には足していない。",
        style="narrow",
    )  # fmt: skip


def _gap_row(assessment: Assessment, names: dict[str, str], item: Unranged) -> Row:
    hours = [amount(value, Quantity.STAFF_HOURS, assessment.policy) for value in (item.hours, item.stake)]
    return (names[item.use_case], item.place, number(item.deviation, 1), *hours, _whom(assessment, item.items))
