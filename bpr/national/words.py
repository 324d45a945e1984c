"""Amounts of the whole country in words: 「34.5万時間」, and never a median without its range."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bpr.core.national import Range
from bpr.core.units import format_number

_OKU, _MAN = Decimal(10**8), Decimal(10**4)


def scaled(value: Range, factor: Decimal) -> Range:
    """The range in another unit."""
    return Range(low=value.low * factor, median=value.median * factor, high=value.high * factor)


def amount(value: Decimal, unit: str | Promise = "", *, like: Decimal | None = None) -> str:
    """「34.5万時間」「1.2億円」「9,800時間」; in 万 or 億 where ``like`` (else the value itself) is that large.

    Other languages do not count in 万.
    """
    if not (get_language() or "ja").startswith("ja"):
        return f"{format_number(value, 0)} {unit}".rstrip()
    size = abs(value if like is None else like)
    if size >= _OKU:
        return _("%(number)s億%(unit)s") % {"number": format_number(value / _OKU, 1), "unit": unit}
    if size >= _MAN:
        return _("%(number)s万%(unit)s") % {"number": format_number(value / _MAN, 1), "unit": unit}
    return f"{format_number(value, 0)}{unit}"


def largest(value: Range) -> Decimal:
    return max(abs(value.low), abs(value.median), abs(value.high))


def span(value: Range, unit: str | Promise = "") -> str:
    """「21.0万〜56.1万時間」."""
    like = largest(value)
    return f"{amount(value.low, like=like)} 〜 {amount(value.high, unit, like=like)}"


def with_span(value: Range, unit: str | Promise) -> str:
    """「34.5万時間（80%の幅 21.0万〜56.1万時間）」."""
    return _("%(median)s（80%%の幅 %(span)s）") % {
        "median": amount(value.median, unit, like=largest(value)),
        "span": span(value, unit),
    }


def verdict(saving: Range, unit: str | Promise) -> str:
    """What a yearly saving says: less, more, or that the sample does not tell."""
    text = with_span(saving, unit)
    if saving.low > 0:
        return _("年間%(amount)s減る見込みです。") % {"amount": text}
    if saving.high < 0:
        return _("年間%(amount)s増える見込みです（△は増えることを示します）。") % {"amount": text}
    return _("年間%(amount)sで、減るとも増えるとも言い切れません。") % {"amount": text}
