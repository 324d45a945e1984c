"""Hours and people as they are stored and typed: 「08:30-12:00」 and 「2人、0.5人が1人」, both ways."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from bpr.core.staffing import Span
from bpr.core.units import format_number

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_LABELS: tuple[Promise, ...] = (
    pgettext_lazy("曜日", "月"),
    pgettext_lazy("曜日", "火"),
    pgettext_lazy("曜日", "水"),
    pgettext_lazy("曜日", "木"),
    pgettext_lazy("曜日", "金"),
    pgettext_lazy("曜日", "土"),
    pgettext_lazy("曜日", "日"),
)
MOST_PEOPLE = 999
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,4})?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-~〜–—ー]\s*(\d{1,2}):(\d{2})")
_PEOPLE = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)人?(?:[がx×](\d{1,9})人?)?")
_SEPARATOR = re.compile(r"[、,，;\s]+")


class Unreadable(ValueError):
    """A typed value that cannot be read: what it is, and what to write."""


def spans_of(texts: Iterable[str]) -> tuple[Span, ...]:
    """Stored spans of a day, ["08:30-12:00", …], in minutes."""
    return tuple(_span(text) for text in texts)


def weekdays_of(stored: Mapping[str, Sequence[str]]) -> tuple[tuple[Span, ...], ...]:
    """Seven days of spans, Monday first."""
    return tuple(spans_of(stored.get(day, ())) for day in DAYS)


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(unicodedata.normalize("NFKC", text).strip())
    numbers = [int(part) for part in found.groups()] if found else [99] * 4
    if max(numbers[1], numbers[3]) > 59 or max(numbers[0], numbers[2]) > 24:
        raise Unreadable(_("「%(text)s」が読めません。「8:30-12:00」のように入れてください。") % {"text": text})
    return numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]


def typed_spans(text: str) -> list[str]:
    """「8:30-12:00、13:00〜17:15」 as it is stored; nothing for an empty or closed day."""
    cleaned = unicodedata.normalize("NFKC", text).strip()
    if cleaned in ("", "休", "休み", "-"):
        return []
    parts = [part for part in re.split(r"[、,;\n]+", cleaned) if part.strip()]
    return [_clock(_span(part)) for part in parts]


def _clock(span: Span) -> str:
    return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in span)


def spans_text(spans: Iterable[Span]) -> str:
    """Spans in minutes as they are typed."""
    return "、".join(_clock(span) for span in spans)


def shown_spans(texts: Iterable[str]) -> str:
    """Stored spans as they stand in a field."""
    return "、".join(texts)


def shown_weekdays(weekdays: Sequence[Sequence[Span]]) -> list[tuple[str, str]]:
    """Weekday and its spans in words, 「休み」 where closed."""
    return [
        (str(label), "、".join(_clock(span).replace("-", "〜") for span in spans) or _("休み"))
        for label, spans in zip(DAY_LABELS, weekdays, strict=True)
    ]


def typed_days(text: str) -> list[str]:
    """Dates separated by lines or commas, as they are stored; Unreadable names the first that is none."""
    days = set()
    for part in filter(None, _SEPARATOR.split(unicodedata.normalize("NFKC", text).strip())):
        days.add(_day(part))
    return sorted(days)


def _day(text: str) -> str:
    """ISO form of a date, with or without leading zeros, with - or / between."""
    try:
        year, month, day = (int(part) for part in re.split(r"[-/.]", text))
        return date(year, month, day).isoformat()
    except (ValueError, OverflowError):
        message = _("「%(text)s」は日付ではありません。「2026-11-24」のように入れてください。")
        raise Unreadable(message % {"text": text}) from None


def typed_people(text: str) -> list[str]:
    """「2人、0.5人が1人」 as shares of single people: ["1", "1", "0.5"]. A number above 1 is that many full people."""
    shares: list[str] = []
    for part in filter(None, _SEPARATOR.split(unicodedata.normalize("NFKC", text).strip())):
        shares += _people(part)
        if len(shares) > MOST_PEOPLE:
            raise Unreadable(_("人数は%(most)s人までです。") % {"most": MOST_PEOPLE})
    return shares


def _people(part: str) -> list[str]:
    found = _PEOPLE.fullmatch(part)
    if found is None:
        raise Unreadable(_("「%(text)s」が読めません。「2人、0.5人が1人」のように入れてください。") % {"text": part})
    amount, times = Decimal(found[1]), int(found[2] or 1)
    if not 0 < amount * times <= MOST_PEOPLE:
        raise Unreadable(
            _("「%(text)s」は0より大きく%(most)s人以下で入れてください。") % {"text": part, "most": MOST_PEOPLE}
        )
    whole, rest = int(amount), amount % 1
    return (["1"] * whole + ([format_number(rest)] if rest else [])) * times


def shown_people(shares: Iterable[Decimal | str]) -> str:
    """["1", "1", "0.5"] → 「2人、0.5人が1人」."""
    counts = Counter(Decimal(share) for share in shares)
    full = counts.pop(Decimal(1), 0)
    parts = [_("%(count)s人") % {"count": full}] if full else []
    parts += [
        _("%(share)s人が%(count)s人") % {"share": format_number(share), "count": count}
        for share, count in sorted(counts.items(), reverse=True)
    ]
    return "、".join(parts)


def typed_number(text: str) -> Decimal:
    """A number of 0 or more below 10⁹ with up to four decimals, 0 for an empty cell."""
    cleaned = unicodedata.normalize("NFKC", text).strip().replace(",", "").rstrip("件")
    if not _NUMBER.fullmatch(cleaned or "0"):
        raise Unreadable(_("「%(text)s」は0以上の数で入れてください。") % {"text": text})
    return Decimal(cleaned or "0")
