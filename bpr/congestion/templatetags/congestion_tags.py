"""Filters for the pages of congestion."""

from __future__ import annotations

import math
from decimal import Decimal

from django import template
from django.utils.functional import Promise

from bpr.congestion.views.loads import LEVELS
from bpr.core.units import format_number

register = template.Library()

_DEFAULT = "既定値"  # as the core writes it


@register.filter
def places(value: float, count: int) -> str:
    """A float with so many places."""
    return format_number(Decimal(str(round(value, 6))), count)


@register.filter
def whole(value: int) -> str:
    """Thousands separated."""
    return format_number(value)


@register.filter
def share(value: float) -> str:
    """A part of 1 as per cent: 0.876 → 88％."""
    return "―" if not math.isfinite(value) else f"{format_number(Decimal(str(round(value * 100, 6))), 0)}％"


@register.filter
def level(value: str) -> str | Promise:
    """How busy a group is, in a word."""
    return LEVELS[value]


@register.filter
def bare(source: str) -> str:
    """A source behind the mark 既定値, without saying it again."""
    return "" if source == _DEFAULT else source.removeprefix(f"{_DEFAULT}：")
