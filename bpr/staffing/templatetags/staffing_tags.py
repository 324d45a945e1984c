"""Hours, people and peaks in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby

from django import template
from django.utils.translation import gettext as _

from bpr.core.staffing import WEEKDAYS
from bpr.staffing.models import ArrivalPattern, OfficeHours
from bpr.staffing.notation import shown_people, shown_weekdays, weekdays_of

register = template.Library()


@register.filter
def people_words(shares: Iterable[Decimal | str]) -> str:
    """["1", "0.5"] → 「1人、0.5人が1人」."""
    return shown_people(shares)


@register.filter
def week_words(row: OfficeHours) -> str:
    """「月火水木金 08:30〜12:00、13:00〜17:15／土日 休み」: neighbours with the same hours together."""
    days = shown_weekdays(weekdays_of(row.weekdays))
    groups = ((words, "".join(label for label, _words in same)) for words, same in groupby(days, lambda day: day[1]))
    return "／".join(f"{labels} {words}" for words, labels in groups)


@register.filter
def peak_words(row: ArrivalPattern) -> str:
    """「月曜、9時台」: where most cases arrive; what was not entered is left out."""
    words = []
    if row.weekdays:
        words.append(_("%(day)s曜") % {"day": WEEKDAYS[_peak(row.weekdays)]})
    if row.hours:
        words.append(_("%(hour)s時台") % {"hour": _peak(row.hours)})
    return "、".join(words)


def _peak(weights: Sequence[str]) -> int:
    return max(range(len(weights)), key=lambda index: Decimal(weights[index]))
