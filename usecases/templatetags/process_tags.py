"""Filters for the tables of processes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bpr.core.bpmn.diff import ElementKind, FieldChange
from bpr.core.units import format_number
from bpr.core.values import FormUse, PerformerKind, ThreePoint, WorkKind
from usecases.labels import AMOUNTS, ELEMENT_KINDS, FIELDS, LOOPS, label, match_reason

register = template.Library()

register.filter("label", label)
register.filter("match_reason", match_reason)


@register.filter
def figure(value: Decimal | float | None, places: int | None = None) -> str:
    """A figure with thousands separated and △ for negatives; "―" where there is none."""
    return "―" if value is None else format_number(Decimal(str(value)), places)


@register.filter
def forms(uses: Iterable[FormUse]) -> str:
    """「転入届 1枚、転出証明書 1枚」."""
    return _("、").join(
        _("%(name)s %(sheets)s枚") % {"name": use.name, "sheets": format_number(use.sheets)} for use in uses
    )


@register.filter
def minutes_words(value: Decimal | None) -> str:
    """Elapsed minutes in words: 3日, 2時間, 15分; "" for none."""
    if not value:
        return ""
    for size, words in ((1440, _("%(number)s日")), (60, _("%(number)s時間"))):
        if value >= size and value % size == 0:
            return words % {"number": format_number(value / size)}
    return _("%(number)s分") % {"number": format_number(value)}


@register.filter
def amount(name: str) -> str:
    """What a figure of one case is called, with its unit."""
    return str(AMOUNTS[name])


@register.filter
def day(text: str) -> str:
    """An ISO date of a plan as people write it; the text itself where it is none."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return text
    return date_format(found, "DATE_FORMAT")


@register.filter
def changed_value(change: FieldChange) -> str:
    """「処理時間: 5分 → 2分」."""
    words = {"field": FIELDS.get(change.field, change.field), "before": _value(change.field, change.before)}
    return _("%(field)s: %(before)s → %(after)s") % {**words, "after": _value(change.field, change.after)}


def _value(field: str, value: object) -> str:
    """One value of a step or an element as people write it; ― where there is none."""
    match value:
        case None | "" | ():
            return "―"
        case ThreePoint():
            return _("%(number)s分") % {"number": format_number(value.likely)}
        case Decimal() if field == "share":
            return _("%(number)s%%") % {"number": format_number(value * 100)}
        case Decimal():
            return format_number(value)
        case str() if field == "loop":
            return str(LOOPS[value])
        case tuple() if all(isinstance(item, FormUse) for item in value):
            return forms(value)
        case tuple():
            return _("、").join(str(item) for item in value)
    return str(label(value)) if isinstance(value, (WorkKind, PerformerKind)) else str(value)


@register.filter
def element_kind(kind: ElementKind) -> str:
    """What an element that is no step is called."""
    return str(ELEMENT_KINDS[kind])


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """``mapping[key]``, None where it is missing."""
    return mapping.get(key)
