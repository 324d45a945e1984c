"""Filters for the pages of figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.translation import gettext as _

from bpr.core.figures import Quantity
from bpr.core.units import format_number, format_percent
from reports.selectors.words import core_text, figure_text, side_label

register = template.Library()

MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 24 * 60  # elapsed time, not working time

register.filter("percent", format_percent)
register.filter("side_label", side_label)
register.filter("core_text", core_text)


@register.filter
def number(value: Decimal | int | None, places: int | None = None) -> str:
    """Thousands separated, negative as △, ― where there is none."""
    return "―" if value is None else format_number(value, places)


@register.filter
def quantity_text(value: Decimal | None, quantity: Quantity) -> str:
    """A value of a quantity with the decimal places that all of its values are shown with."""
    return figure_text(value, quantity)


@register.filter
def rate(value: Decimal) -> str:
    """A fraction as per cent: 0.04 → 4%."""
    return f"{format_number(value * 100)}%"


@register.filter
def plain(value: Decimal | int) -> str:
    """A number for scripts: no separators, a point, a minus sign."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


@register.filter
def duration(minutes: Fraction) -> str:
    """Elapsed minutes in words, by days from a day on: 「8.5日」「3.2時間」「40分」."""
    if minutes >= MINUTES_PER_DAY:
        return _("%(number)s日") % {"number": format_number(minutes / MINUTES_PER_DAY, 1)}
    if minutes >= MINUTES_PER_HOUR:
        return _("%(number)s時間") % {"number": format_number(minutes / MINUTES_PER_HOUR, 1)}
    return _("%(number)s分") % {"number": format_number(minutes, 0)}
