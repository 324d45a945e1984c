"""Calendars and pools of a scenario: the staff groups, and everybody for whom nobody waits."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bpr.core.congestion.question import Question, Said
from bpr.core.congestion.time_span import months_of
from bpr.core.simulation.scenario_json import WEEKDAYS
from bpr.core.staffing import NAMELESS, Hours, StaffGroup, attendance
from bpr.core.units import format_number, format_percent
from bpr.core.values import StepValues


class Pools:
    """Gives every step its pool, and notes which pools and calendars are used."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.calendars: dict[str, dict[str, Any]] = {}
        self.pools: dict[str, dict[str, Any]] = {}
        self._said: list[Said] = []
        self._outside: list[str] = []
        self._calendar_of: dict[Hours, str] = {}
        self._pool_of: dict[tuple[str, str], str] = {}

    def calendar(self, hours: Hours) -> str:
        """Name of the calendar of some opening hours."""
        if hours not in self._calendar_of:
            name = _free(hours.name, self.calendars)
            self._calendar_of[hours] = name
            self.calendars[name] = _calendar(hours)
            self._said.append(_said_of_hours(hours))
        return self._calendar_of[hours]

    def pool(self, values: StepValues) -> str:
        """Name of the pool whose people do a step."""
        group = self.question.staffing.group_of(values.performer) if values.performer_kind.is_staff else None
        key = ("group", group.key) if group else (values.performer_kind.value, values.performer)
        if key not in self._pool_of:
            name = _free(group.name if group else values.performer or NAMELESS, self.pools)
            self._pool_of[key] = name
            self.pools[name] = self._group(group) if group and group.people else {"people": "unlimited"}
            if values.performer_kind.is_staff:
                self._said.append(self._said_of(name, group))
            else:
                self._outside.append(name)
        return self._pool_of[key]

    def said(self) -> tuple[Said, ...]:
        """What was taken for granted of people and hours."""
        text = f"{'、'.join(f'「{name}」' for name in self._outside)}は職員ではないため、取りかかるまで待たせない"
        return (*self._said, *([Said(text=text, source="計算の約束")] if self._outside else ()))

    def _group(self, group: StaffGroup) -> dict[str, Any]:
        wage = self.question.yen_per_hour if group.yen_per_hour is None else group.yen_per_hour
        return {
            "people": people_there(group, self._presence(group)),
            "calendar": self.calendar(group.hours),
            "yen_per_hour": float(wage),
        }

    def _presence(self, group: StaffGroup) -> Fraction:
        """The part of the open time that one person of the group is there for these use cases."""
        months = months_of(self.question, group.hours)
        return attendance(months, self.question.annual_hours) * Fraction(group.available)

    def _said_of(self, name: str, group: StaffGroup | None) -> Said:
        if group and group.people:
            text = _group_text(group, self._presence(group))
            return Said(
                text=text, kind="group", source=group.source, is_default=group.is_default, reference=group.reference
            )
        text = f"「{name}」の人数が入っていないため、いつでも取りかかれるものとした（待ちは出ない）"
        return Said(text=text, kind="group", source="既定値", is_default=True)


def people_there(group: StaffGroup, presence: Fraction) -> list[float]:
    """Shares of the people. Where they are there for a part only, as few whole people as make up the same time.

    3 people for half of their time are 1.5 people: two who work three quarters. A tiny rest never becomes a person of
    its own, on whom a case would wait for days.
    """
    if presence == 1:
        return [float(share) for share in group.people]
    total = Fraction(group.present) * presence
    count = max(1, math.ceil(total))
    return [float(total / count)] * count


def _group_text(group: StaffGroup, presence: Fraction) -> str:
    text = f"「{group.name}」は{format_number(group.present)}人"
    if presence == 1:
        return text
    share = format_percent(_decimal(presence * 100), 0)
    there = format_number(round(_decimal(Fraction(group.present) * presence), 2))
    return f"{text}。そのうちこの業務に充てられるのは開いている時間の{share}なので、いつも{there}人がいるものとした"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


def _said_of_hours(hours: Hours) -> Said:
    closed = "祝日と12月29日〜1月3日は休み" if hours.japanese_holidays else "祝日も開いている"
    return Said(
        text=f"「{hours.name}」に働き、閉まっている間は作業を中断して、次に開いたときに続ける（{closed}）",
        kind="hours", source=hours.source, is_default=hours.is_default, reference=hours.reference,
    )  # fmt: skip


def _calendar(hours: Hours) -> dict[str, Any]:
    return {
        "weekdays": {
            key: [f"{_clock(start)}-{_clock(end)}" for start, end in spans]
            for key, spans in zip(WEEKDAYS, hours.weekdays, strict=True)
            if spans
        },
        "days_off": sorted(day.isoformat() for day in hours.days_off),
        "japanese_holidays": hours.japanese_holidays,
    }


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _free(name: str, taken: dict[str, Any]) -> str:
    """``name``, with a number behind it where it is taken."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}（{number}）", number + 1
    return found
