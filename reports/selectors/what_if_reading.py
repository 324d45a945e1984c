"""What was typed under 「もし変わったら」, read as a question; and the answer of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from bpr.core.figures import Quantity, Side
from bpr.core.flow import FlowError
from bpr.core.units import format_number
from bpr.core.what_if import Answer, WhatIf
from bpr.workflow.cells import read_number
from bpr.workflow.problems import CellError
from reports.selectors.what_if import ALL_ORGANISATIONS, PEOPLE, WAGE, Ground, Lever

UNITS = ("％", "%", "分", "円", "件", "人")
TO_BE_GROUPS = ("to_be", "share")


@dataclass(kw_only=True)
class Reading:
    """``typed`` is as it was typed, ``values`` what of it differs from the data, ``errors`` what cannot be read (those
    fields count as unchanged), ``lost`` the fields of a scenario that the processes no longer have."""

    levers: Sequence[Lever]
    typed: dict[str, str] = field(default_factory=dict)
    values: dict[str, Decimal] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    @property
    def changes(self) -> dict[str, str]:
        """What differs, as it is kept and as it stands in an address."""
        return {name: f"{value:f}" for name, value in self.values.items()}

    @property
    def changed(self) -> list[Lever]:
        return [lever for lever in self.levers if lever.name in self.values]

    @property
    def to_be_changes(self) -> list[Lever]:
        """The changes that can be written into the to-be."""
        return [lever for lever in self.changed if lever.group == "to_be" or _is_writable_share(lever)]

    def words(self) -> list[str]:
        """Each change in words: what, from, to."""
        return [_change_words(lever, self.values[lever.name]) for lever in self.changed]


def _change_words(lever: Lever, value: Decimal) -> str:
    return _("%(label)s %(before)s → %(after)s %(unit)s") % {
        "label": lever_label(lever),
        "before": lever.shown,
        "after": format_number(value),
        "unit": lever.unit,
    }


def _is_writable_share(lever: Lever) -> bool:
    return lever.group == "share" and not lever.to_be_note


def lever_label(lever: Lever) -> str:
    """The name of a lever outside its group on the page."""
    sides = {"as_is": _("現行「%(name)s」"), "to_be": _("改革案「%(name)s」"), "cases": _("%(name)sの件数")}
    return sides.get(lever.group, "%(name)s") % {"name": lever.label}


def read(levers: Sequence[Lever], given: Mapping[str, str]) -> Reading:
    """Read the fields of ``given``; those that are missing or empty stand as the data says."""
    known = {lever.name for lever in levers}
    reading = Reading(levers=levers, lost=tuple(name for name in given if name not in known))
    for lever in levers:
        text = given.get(lever.name, "")
        reading.typed[lever.name] = text or lever.prefilled
        if text.strip():
            _take(reading, lever, text)
    return reading


def _take(reading: Reading, lever: Lever, text: str) -> None:
    try:
        value = read_number(text, units=UNITS)
    except CellError as error:
        reading.errors[lever.name] = str(error)
        return
    if value > lever.high:
        reading.errors[lever.name] = _("%(high)s以下の数を入れてください") % {"high": format_number(lever.high)}
    elif lever.name == PEOPLE and not value:
        reading.errors[lever.name] = _("0より大きい数を入れてください")
    elif not lever.prefilled:  # what is said of one organisation holds, also where it is what the data says
        reading.values[lever.name] = value
    elif value != lever.base and _shares_its_decision(reading, lever):
        reading.errors[lever.name] = _("同じ分岐で変えられる枝は1つです。ほかの枝は残りを分け合います")
    elif value != lever.base:
        reading.values[lever.name] = value


def _shares_its_decision(reading: Reading, lever: Lever) -> bool:
    return bool(lever.split) and any(other.split == lever.split for other in reading.changed)


def question_of(reading: Reading) -> WhatIf:
    """The changes as the calculation takes them. A volume of one organisation stands in place of the factor for all."""
    values, changed = reading.values, reading.changed
    overall = float(values.get(ALL_ORGANISATIONS, Decimal(100))) / 100
    own = {lever.key: float(values[lever.name]) / lever.exact for lever in changed if lever.group == "cases"}
    all_keys = [lever.key for lever in reading.levers if lever.group == "cases"]
    sides = {"as_is": Side.AS_IS, "to_be": Side.TO_BE}
    return WhatIf(
        volume_factors={key: own.get(key, overall) for key in all_keys},
        yen_per_hour=float(values[WAGE]) if WAGE in values else None,
        minutes_factors={
            (sides[lever.group], lever.key): float(values[lever.name]) / lever.exact
            for lever in changed
            if lever.group in sides
        },
        shares={
            (Side.TO_BE, lever.key): float(values[lever.name]) / 100 for lever in changed if lever.group == "share"
        },
    )


@dataclass(frozen=True, kw_only=True)
class Triple:
    """現行 → 改革案 → 削減 of one quantity."""

    as_is: Decimal
    to_be: Decimal

    @property
    def saving(self) -> Decimal:
        return self.as_is - self.to_be

    def __iter__(self) -> Iterator[Decimal]:
        return iter((self.as_is, self.to_be, self.saving))


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Hours and yen of a year, together and by organisation.

    ``load`` is the part of the yearly working time of the staff that this one use case takes, in per cent; None where
    there is nobody.
    """

    hours: Triple
    yen: Triple
    load: Triple | None
    rows: tuple[tuple[str, Triple, Triple], ...]


def answer(ground: Ground, reading: Reading) -> Answered:
    """The answer to what was read. FlowError where a changed share makes a loop endless."""
    found = ground.questions.answer(question_of(reading))
    names = [line.name for line in ground.questions.lines]
    hours = _total(found, Quantity.STAFF_HOURS, 1)
    return Answered(
        hours=hours,
        load=_load(ground, hours, reading.values.get(PEOPLE, ground.people)),
        yen=_total(found, Quantity.TOTAL_YEN, 0),
        rows=tuple(
            (name, _at(found, at, Quantity.STAFF_HOURS, 1), _at(found, at, Quantity.TOTAL_YEN, 0))
            for at, name in enumerate(names)
        ),
    )


def _load(ground: Ground, hours: Triple, people: Decimal) -> Triple | None:
    there = people * ground.hours_per_person
    if not there:
        return None
    return Triple(as_is=round(hours.as_is / there * 100, 1), to_be=round(hours.to_be / there * 100, 1))


def _total(found: Answer, quantity: Quantity, places: int) -> Triple:
    return Triple(
        as_is=_rounded(found.total(Side.AS_IS, quantity), places),
        to_be=_rounded(found.total(Side.TO_BE, quantity), places),
    )


def _at(found: Answer, at: int, quantity: Quantity, places: int) -> Triple:
    values = found.values
    return Triple(
        as_is=_rounded(float(values[Side.AS_IS][quantity][at]), places),
        to_be=_rounded(float(values[Side.TO_BE][quantity][at]), places),
    )


def _rounded(value: float, places: int) -> Decimal:
    return round(Decimal(str(value)), places)


def answer_or_reason(ground: Ground, reading: Reading) -> tuple[Answered | None, str]:
    """The answer, or why there is none."""
    try:
        return answer(ground, reading), ""
    except FlowError as error:
        return None, str(error)
