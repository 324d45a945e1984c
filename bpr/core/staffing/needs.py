"""From volumes and minutes to people: what each staff group needs in each month, as-is and to-be.

    work of a month [hours]     = Σ over use cases (minutes per case of the group's steps × cases of the month) ÷ 60
    time of one person [hours]  = open hours of the month × attendance × available
    attendance                  = annual working hours ÷ open hours of the fiscal year, at most 1
    people needed               = work ÷ time of one person, rounded up to the next 0.5 people

The work of a case counts in the month in which the case arrives. All is exact (Fraction) up to the rounding up; an
amount that is a multiple of 0.5 already stays. The normal month is the median of the twelve exact needs (mean of the
6th and 7th), the busy month that with the largest as-is need (the earliest of several).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from bpr.core.figures import Side
from bpr.core.flow import Amount, StepFlow
from bpr.core.staffing.model import HALF, Hours, IsHoliday, StaffGroup, Staffing, StaffingError
from bpr.core.staffing.months import OpenMonth, attendance, open_months
from bpr.core.units import RoundingMode, rounded
from bpr.core.workload import Volume, monthly_shares


@dataclass(frozen=True, kw_only=True)
class CaseWork:
    """One use case of the organisation. ``to_be`` is None where there is none yet: the as-is goes on."""

    use_case_key: str
    use_case_name: str
    volume: Volume
    as_is: tuple[StepFlow, ...]
    to_be: tuple[StepFlow, ...] | None = None

    def steps(self, side: Side) -> tuple[StepFlow, ...]:
        """The steps of a side; those of the as-is where there is no to-be."""
        return self.as_is if side is Side.AS_IS or self.to_be is None else self.to_be

    def cases_of_months(self) -> tuple[Fraction, ...]:
        """Cases of each month, April first; they add up to the year."""
        year = Fraction(self.volume.cases_per_year)
        return tuple(year * share for share in monthly_shares(self.volume))


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What holds for the whole organisation: the fiscal year and the hours that one person works in a year."""

    fiscal_year: int
    annual_hours: Decimal
    is_holiday: IsHoliday


@dataclass(frozen=True, kw_only=True)
class UseCasePart:
    """What one use case asks of one group. ``steps`` are those that the group does."""

    use_case_key: str
    use_case_name: str
    steps: tuple[StepFlow, ...]
    cases: tuple[Fraction, ...]  # by month

    @cached_property
    def minutes_per_case(self) -> Fraction:
        """Minutes of staff that one case asks of the group."""
        return sum((step.per_case(Amount.STAFF_MINUTES) for step in self.steps), Fraction(0))

    @cached_property
    def hours(self) -> tuple[Fraction, ...]:
        """Exact hours of work by month."""
        return tuple(self.minutes_per_case * cases / 60 for cases in self.cases)


@dataclass(frozen=True, kw_only=True)
class GroupSide:
    """One group on one side. ``person_hours`` is the time of one full person by month."""

    parts: tuple[UseCasePart, ...]
    person_hours: tuple[Fraction, ...]

    @cached_property
    def hours(self) -> tuple[Fraction, ...]:
        """Exact hours of work by month, all use cases."""
        return tuple(sum((part.hours[month] for part in self.parts), Fraction(0)) for month in range(12))

    @cached_property
    def exact(self) -> tuple[Fraction, ...]:
        """People needed by month, not rounded."""
        pairs = zip(self.hours, self.person_hours, strict=True)
        return tuple(work / person if work else Fraction(0) for work, person in pairs)

    @cached_property
    def people(self) -> tuple[Decimal, ...]:
        """People needed by month, in steps of 0.5."""
        return tuple(half_people(need) for need in self.exact)

    @property
    def normal(self) -> Decimal:
        """People needed in the normal month."""
        return half_people(median(self.exact))

    @property
    def most(self) -> Decimal:
        """People needed in the month that needs most."""
        return max(self.people)

    def of_part(self, part: UseCasePart) -> tuple[Fraction, ...]:
        """Exact people that one use case alone asks for, by month; the parts add up to ``exact``."""
        pairs = zip(part.hours, self.person_hours, strict=True)
        return tuple(work / person if work else Fraction(0) for work, person in pairs)


@dataclass(frozen=True, kw_only=True)
class GroupNeeds:
    """One group: needed on both sides, against the people there. ``to_be`` is None where no use case has one."""

    group: StaffGroup
    months: tuple[OpenMonth, ...]
    attendance: Fraction
    as_is: GroupSide
    to_be: GroupSide | None

    def side(self, side: Side) -> GroupSide | None:
        """One side; None for a to-be that no use case has."""
        return self.as_is if side is Side.AS_IS else self.to_be

    @property
    def most(self) -> Decimal:
        """People in the month that needs most, on either side."""
        return max(self.as_is.most, self.to_be.most if self.to_be else Decimal(0))

    @cached_property
    def busy(self) -> int:
        """Index of the busy month, April first."""
        return max(range(12), key=lambda month: self.as_is.exact[month])

    def spare(self, side: Side) -> tuple[Decimal, ...]:
        """People to spare by month as :func:`spare_people` counts them: below 0 people are missing."""
        found = self.side(side) or self.as_is
        return tuple(spare_people(self.group.present, need) for need in found.exact)


@dataclass(frozen=True, kw_only=True)
class StaffNeeds:
    """Every group of an organisation in one fiscal year. People of different groups do not stand in for each other."""

    fiscal_year: int
    annual_hours: Decimal
    groups: tuple[GroupNeeds, ...]
    without_to_be: tuple[str, ...] = ()  # names of use cases

    @property
    def has_to_be(self) -> bool:
        """True where any use case has a to-be."""
        return any(item.to_be for item in self.groups)

    def people(self, side: Side) -> tuple[Decimal, ...]:
        """People of all groups by month: the sum of what each group needs, rounded up each."""
        sides = [item.side(side) or item.as_is for item in self.groups]
        return tuple(sum((side.people[month] for side in sides), Decimal(0)) for month in range(12))


def half_people(need: Fraction) -> Decimal:
    """People in steps of 0.5, rounded up: 2.01 → 2.5, 2.5 → 2.5, 0 → 0."""
    return rounded(need, HALF, RoundingMode.CEILING)


def spare_people(present: Decimal, need: Fraction) -> Decimal:
    """People there less people needed (rounded up); never below 0 where those there suffice for the exact need.

    1.8 people do the work of 1.7, although 1.7 rounded up to halves are 2 people.
    """
    rest = present - half_people(need)
    return max(rest, Decimal(0)) if need <= Fraction(present) else rest


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle value; of an even number of values the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def staff_needs(*, staffing: Staffing, cases: Sequence[CaseWork], terms: Terms) -> StaffNeeds:
    """What every group needs. StaffingError where work has no group or falls on a month without open time."""
    calendars = _Calendars(terms)
    for case in cases:
        _check_covered(staffing, case)
    has_to_be = any(case.to_be is not None for case in cases)
    return StaffNeeds(
        fiscal_year=terms.fiscal_year,
        annual_hours=terms.annual_hours,
        groups=tuple(_group(group, staffing, cases, calendars, has_to_be) for group in staffing.groups),
        without_to_be=tuple(case.use_case_name for case in cases if case.to_be is None) if has_to_be else (),
    )


class _Calendars:
    """Open months of each office, counted once."""

    def __init__(self, terms: Terms) -> None:
        if terms.annual_hours <= 0:
            raise StaffingError("年間労働時間が0です。前提の「年間労働時間（1人）」に0より大きい時間を入れてください")
        self.terms = terms
        self._known: dict[Hours, tuple[OpenMonth, ...]] = {}

    def months(self, hours: Hours) -> tuple[OpenMonth, ...]:
        if hours not in self._known:
            self._known[hours] = open_months(hours, self.terms.fiscal_year, self.terms.is_holiday)
        return self._known[hours]


def _check_covered(staffing: Staffing, case: CaseWork) -> None:
    for side in (Side.AS_IS, Side.TO_BE):
        for name in staff_performers(case.steps(side)):
            if staffing.group_of(name) is None:
                raise StaffingError(
                    f"「{case.use_case_name}」の作業者「{name}」を受け持つ職員の組がありません。組の作業者に加えてください"
                )


def staff_performers(steps: Sequence[StepFlow]) -> dict[str, Fraction]:
    """Minutes per case of each performer of the own organisation, in document order."""
    found: dict[str, Fraction] = {}
    for step in steps:
        if step.values.performer_kind.is_staff:
            name = step.values.performer
            found[name] = found.get(name, Fraction(0)) + step.per_case(Amount.STAFF_MINUTES)
    return found


def _group(
    group: StaffGroup, staffing: Staffing, cases: Sequence[CaseWork], calendars: _Calendars, has_to_be: bool
) -> GroupNeeds:
    months = calendars.months(group.hours)
    there = attendance(months, calendars.terms.annual_hours)
    person = tuple(Fraction(month.minutes, 60) * there * Fraction(group.available) for month in months)
    as_is = _side(group, staffing, cases, Side.AS_IS, person)
    to_be = _side(group, staffing, cases, Side.TO_BE, person) if has_to_be else None
    for side in (as_is, to_be):
        _check_open(group, months, side)
    return GroupNeeds(group=group, months=months, attendance=there, as_is=as_is, to_be=to_be)


def _side(
    group: StaffGroup, staffing: Staffing, cases: Sequence[CaseWork], side: Side, person: tuple[Fraction, ...]
) -> GroupSide:
    parts = (_part(group, staffing, case, side) for case in cases)
    return GroupSide(parts=tuple(part for part in parts if part.steps), person_hours=person)


def _part(group: StaffGroup, staffing: Staffing, case: CaseWork, side: Side) -> UseCasePart:
    steps = (step for step in case.steps(side) if step.values.performer_kind.is_staff)
    return UseCasePart(
        use_case_key=case.use_case_key,
        use_case_name=case.use_case_name,
        steps=tuple(step for step in steps if staffing.group_of(step.values.performer) is group),
        cases=case.cases_of_months(),
    )


def _check_open(group: StaffGroup, months: Sequence[OpenMonth], side: GroupSide | None) -> None:
    for month, hours in zip(months, side.hours if side else (), strict=False):
        if hours and not month.minutes:
            raise StaffingError(
                f"職員の組「{group.name}」の開庁時間「{group.hours.name}」は、{month.month}月に開いている日がありません。"
                "休む日を減らすか、月別の件数を直してください"
            )
