"""Figures in words: how many places they are shown with, what their sides are called."""

from __future__ import annotations

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bpr.core.figures import Quantity, Side
from bpr.core.lines import COUNTS, HOURS
from bpr.core.units import RoundingPolicy, format_number

NOTHING = "―"
SIDES: dict[Side, Promise] = {Side.AS_IS: _("現行"), Side.TO_BE: _("改革案"), Side.SAVING: _("削減")}
_STANDARD = RoundingPolicy()


def side_label(side: Side) -> str:
    return str(SIDES[side])


def places_of(quantity: Quantity, policy: RoundingPolicy = _STANDARD) -> int:
    """Decimal places of a quantity, the same for all of its values so that they stand below each other."""
    if quantity in HOURS:
        return policy.hours_places
    if quantity in COUNTS:
        return policy.count_places
    if quantity is Quantity.FTE:
        return policy.fte_places
    return policy.minutes_places if quantity.is_per_case else 0


def figure_text(value: Decimal | None, quantity: Quantity, policy: RoundingPolicy = _STANDARD) -> str:
    """A value with its places, thousands separated, △ where it is negative, ― where there is none."""
    return NOTHING if value is None else format_number(value, places_of(quantity, policy))
