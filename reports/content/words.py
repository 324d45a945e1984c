"""Dates, numbers and names as a Japanese report writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bpr.core.figures import Quantity
from bpr.core.uncertainty import Interval
from bpr.core.units import NO_RATE, Number, RoundingPolicy, format_number, format_percent
from bpr.core.values import ChangeKind, Confidence, EvidenceKind, FormUse, PerformerKind, ThreePoint
from bpr.workflow.vocabulary import CONFIDENCES, EVIDENCE_KINDS, PERFORMER_KINDS

Cell = str | dict[str, str]

EVIDENCE_WORDS: Mapping[EvidenceKind, str] = {kind: word for word, kind in EVIDENCE_KINDS.items()}
CONFIDENCE_WORDS: Mapping[Confidence, str] = {kind: word for word, kind in CONFIDENCES.items()}
PERFORMER_WORDS: Mapping[PerformerKind, str] = {kind: word for word, kind in PERFORMER_KINDS.items()}
CHANGE_WORDS: Mapping[ChangeKind, str] = {
    ChangeKind.KEPT: "維持",
    ChangeKind.CHANGED: "変更",
    ChangeKind.MERGED: "統合",
    ChangeKind.REMOVED: "廃止",
    ChangeKind.AUTOMATED: "自動化",
    ChangeKind.MOVED: "移管・順序変更",
    ChangeKind.ADDED: "新設",
}
_ENDINGS = (
    ("ありません", "ない"), ("しました", "した"), ("りました", "った"), ("ています", "ている"),
    ("至ります", "至る"), ("です", "である"),
)  # fmt: skip
_ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))


def wareki(day: date) -> str:
    """令和8年11月20日; 西暦 before the eras known here."""
    return f"{_era_year(day)}年{day.month}月{day.day}日"


def wareki_of(iso: str) -> str:
    """An ISO date in 和暦; the text itself where it is none."""
    try:
        return wareki(date.fromisoformat(iso))
    except ValueError:
        return iso


def fiscal_year(year: int) -> str:
    """令和8年度: named after the era on its last days, as 平成31年度 became 令和元年度."""
    return f"{_era_year(date(year, 12, 31))}年度"


def _era_year(day: date) -> str:
    era = next(((name, start) for name, start in _ERAS if day >= start), None)
    if era is None:
        return str(day.year)
    name, start = era
    year = day.year - start.year + 1
    return f"{name}{'元' if year == 1 else year}"


def places(quantity: Quantity, policy: RoundingPolicy) -> int:
    """Decimal places with which a quantity is published."""
    if quantity is Quantity.FTE:
        return policy.fte_places
    if quantity.is_per_case:
        return policy.minutes_places
    if quantity.unit.startswith("時間"):
        return policy.hours_places
    counted = (Quantity.SHEETS_MADE, Quantity.SHEETS_READ, Quantity.RESIDENT_VISITS, Quantity.ATTACHED_DOCUMENTS)
    return policy.count_places if quantity in counted else 0


def number(value: Decimal | int | None, digits: int | None = None) -> Cell:
    """A cell that is text in print and a number in the workbook; "—" where there is no value."""
    if value is None:
        return NO_RATE
    return {"text": format_number(value, digits), "value": str(value)}


def amount(value: Decimal | None, quantity: Quantity, policy: RoundingPolicy) -> Cell:
    return number(value, places(quantity, policy))


def rate(value: Decimal | None, policy: RoundingPolicy) -> Cell:
    """Per cent; "—" where the base is 0."""
    return NO_RATE if value is None else {"text": format_percent(value, policy.rate_places), "value": str(value)}


def span(interval: Interval | None, digits: int) -> str:
    """The range beside a saving; "—" where no input was given with one."""
    if interval is None or not interval.ranged_inputs:
        return NO_RATE
    return f"{format_number(interval.low, digits)}～{format_number(interval.high, digits)}"


def plain(value: Number) -> str:
    return format_number(value)


def minutes(value: ThreePoint | None) -> Cell:
    """Minutes of one execution: most likely, with minimum and maximum where they were said."""
    if value is None:
        return NO_RATE
    bounds = value.minimum is not None and value.maximum is not None and value.minimum != value.maximum
    text = plain(value.likely)
    if bounds and value.minimum is not None and value.maximum is not None:
        text += f"（{plain(value.minimum)}～{plain(value.maximum)}）"
    return {"text": text, "value": str(value.likely)}


def forms(uses: tuple[FormUse, ...]) -> str:
    return "、".join(f"{use.name}{plain(use.sheets)}枚" if use.sheets != 1 else use.name for use in uses)


def in_report_style(text: str) -> str:
    """A sentence of a page as the report writes it: 「減ります。」 does not stand beside 「減る。」."""
    for polite, plain_ending in _ENDINGS:
        text = text.replace(polite, plain_ending)
    return text


def evidence_word(kind: EvidenceKind | None) -> str:
    return EVIDENCE_WORDS[kind] if kind else NO_RATE


def cell_text(cell: Any) -> str:
    return cell["text"] if isinstance(cell, dict) else str(cell)
