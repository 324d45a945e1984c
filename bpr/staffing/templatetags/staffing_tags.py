"""Hours, people and peaks in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from django import template
from django.utils.translation import gettext as _

from bpr.staffing.models import ArrivalPattern, OfficeHours
from bpr.staffing.notation import DAY_LABELS, shown_people, shown_weekdays, weekdays_of

register = template.Library()


@register.filter
def people_words(shares: Iterable[Decimal | str]) -> str:
    """["1", "0.5"] → 「1人、0.5人が1人」."""
    return shown_people(shares)


@register.filter
def week_words(row: OfficeHours) -> str:
    """「月〜金 08:30〜12:00、13:00〜17:15／土〜日 休み」: neighbours with the same hours together."""
    days = shown_weekdays(weekdays_of(row.weekdays))
    groups = ((words, [label for label, _words in same]) for words, same in groupby(days, lambda day: day[1]))
    return "／".join(f"{_from_to(labels)} {words}" for words, labels in groups)


def _from_to(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]}〜{labels[-1]}"


@register.filter
def peak_words(row: ArrivalPattern) -> str:
    """「月曜、9時台」: where most cases arrive; what was not entered is left out."""
    words = []
    if row.weekdays:
        words.append(_("%(day)s曜") % {"day": DAY_LABELS[_peak(row.weekdays)]})
    if row.hours:
        words.append(_("%(hour)s時台") % {"hour": _peak(row.hours)})
    return "、".join(words)


def _peak(weights: Sequence[str]) -> int:
    return max(range(len(weights)), key=lambda index: Decimal(weights[index]))
