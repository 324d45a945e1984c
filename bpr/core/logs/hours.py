"""Opening hours in which minutes are counted. Structurally the calendar of the simulation, without its compiler."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

Span = tuple[int, int]  # minutes since midnight [from, to)


@dataclass(frozen=True, kw_only=True)
class OpeningHours:
    """Spans of each weekday (Monday first) and days off."""

    name: str
    weekdays: tuple[tuple[Span, ...], ...]
    days_off: frozenset[date] = field(default_factory=frozenset)

    def spans(self, first_day: date, days: int) -> Iterable[Span]:
        raise NotImplementedError
