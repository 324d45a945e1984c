"""Who works when, and when cases arrive: opening hours, staff groups, arrival patterns of one organisation.

Every item says where it comes from (``source``) and whether somebody entered it or it stands in for what nobody
entered yet (``is_default``). Shares of people are Decimal: 0.5 is half a person. Construct through the functions
below, which check and name what is wrong in Japanese.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from bpr.core.days_off import japanese_days_off
from bpr.core.values import EvidenceKind

if TYPE_CHECKING:
    from bpr.core.simulation.calendars import Calendar

DAY = 1440  # minutes
Span = tuple[int, int]  # minutes since midnight [from, to)
IsHoliday = Callable[[date], bool]

WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")
OFFICE_SPANS: tuple[Span, ...] = ((510, 720), (780, 1035))  # 8:30–12:00, 13:00–17:15
HALF = Decimal("0.5")


class StaffingError(ValueError):
    """What is wrong with hours, groups or patterns, in Japanese, with its place and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Hours:
    """開庁時間: spans of each weekday (Monday first), further days off, and whether public holidays are closed.

    With ``japanese_holidays`` the closing days of municipal offices from 12/29 to 1/3 are closed too.
    """

    name: str
    weekdays: tuple[tuple[Span, ...], ...]
    days_off: frozenset[date] = frozenset()
    japanese_holidays: bool = True
    is_default: bool = False
    source: str = ""
    evidence_kind: EvidenceKind = EvidenceKind.ILLUSTRATIVE
    reference: str = ""  # "hours:<id>"; empty for a default

    def closed_days(self, first_day: date, days: int, is_holiday: IsHoliday) -> frozenset[date]:
        """Days off beside the closed weekdays, holidays only of the ``days`` days from ``first_day``."""
        closed = japanese_days_off(first_day, days, is_holiday) if self.japanese_holidays else frozenset()
        return self.days_off | closed

    def calendar(self, first_day: date, days: int, is_holiday: IsHoliday) -> Calendar:
        """The same as the simulation takes it."""
        from bpr.core.simulation.calendars import Calendar  # costs 80 MB of compiler: only for who simulates

        return Calendar(name=self.name, weekdays=self.weekdays, days_off=self.closed_days(first_day, days, is_holiday))

    def minutes_of(self, weekday: int, from_minute: int = 0, to_minute: int = DAY) -> int:
        """Open minutes of a weekday (0 = Monday), or of a part of it."""
        spans = self.weekdays[weekday]
        return sum(max(0, min(end, to_minute) - max(start, from_minute)) for start, end in spans)


def hours(
    *,
    name: str,
    weekdays: Sequence[Sequence[Span]],
    days_off: frozenset[date] = frozenset(),
    japanese_holidays: bool = True,
    is_default: bool = False,
    source: str = "",
    evidence_kind: EvidenceKind = EvidenceKind.ILLUSTRATIVE,
    reference: str = "",
) -> Hours:
    """Checked :class:`Hours`; StaffingError names the weekday and says what to write."""
    if len(weekdays) != 7:
        raise StaffingError(
            f"開庁時間「{name}」: 月曜から日曜までの7日分を入れてください（{len(weekdays)}日分あります）"
        )
    for label, spans in zip(WEEKDAYS, weekdays, strict=True):
        _check_spans(f"開庁時間「{name}」の{label}曜", spans)
    if not any(weekdays):
        raise StaffingError(
            f"開庁時間「{name}」: 開いている時間が1分もありません。少なくとも1つの曜日に時間を入れてください"
        )
    return Hours(
        name=name, weekdays=tuple(tuple(spans) for spans in weekdays), days_off=days_off,
        japanese_holidays=japanese_holidays, is_default=is_default, source=source, evidence_kind=evidence_kind,
        reference=reference,
    )  # fmt: skip


def _check_spans(place: str, spans: Sequence[Span]) -> None:
    last = 0
    for start, end in spans:
        if not last <= start < end <= DAY:
            raise StaffingError(f"{place}: 時間帯は0:00から24:00までで、早い順に、重ならないように入れてください")
        last = end


DEFAULT_HOURS = hours(
    name="標準の開庁時間",
    weekdays=(OFFICE_SPANS,) * 5 + ((), ()),
    is_default=True,
    source="既定値：月曜から金曜の8:30〜12:00と13:00〜17:15。土日、祝日、12月29日〜1月3日は休み",
)


@dataclass(frozen=True, kw_only=True)
class StaffGroup:
    """職員の組: people who share the same work. ``available`` is the part (0..1) of their open time that it has.

    ``people_known`` is False where the number of people itself was taken from the need, so that comparing the two
    would say nothing.
    """

    key: str
    name: str
    performers: tuple[str, ...]  # names of performers (作業者) whose work the group does
    people: tuple[Decimal, ...]
    hours: Hours
    available: Decimal = Decimal(1)
    yen_per_hour: Decimal | None = None
    people_known: bool = True
    is_default: bool = False
    source: str = ""
    evidence_kind: EvidenceKind = EvidenceKind.ILLUSTRATIVE
    reference: str = ""  # "staff_group:<id>"; empty for a default

    @property
    def present(self) -> Decimal:
        """How many people there are: 1 and 0.5 make 1.5."""
        return sum(self.people, Decimal(0))


def staff_group(
    *,
    key: str,
    name: str,
    performers: Sequence[str],
    people: Sequence[Decimal],
    hours: Hours,
    available: Decimal = Decimal(1),
    yen_per_hour: Decimal | None = None,
    people_known: bool = True,
    is_default: bool = False,
    source: str = "",
    evidence_kind: EvidenceKind = EvidenceKind.ILLUSTRATIVE,
    reference: str = "",
) -> StaffGroup:
    """A checked :class:`StaffGroup`; StaffingError says what is wrong."""
    if not performers:
        raise StaffingError(f"職員の組「{name}」: 受け持つ作業者を1つ以上入れてください")
    if any(not 0 < share <= 1 for share in people):
        raise StaffingError(f"職員の組「{name}」: 1人の割合は0より大きく1以下で入れてください（例 0.5）")
    if not 0 < available <= 1:
        raise StaffingError(f"職員の組「{name}」: 充てられる割合は0%より大きく100%以下で入れてください")
    if yen_per_hour is not None and yen_per_hour < 0:
        raise StaffingError(f"職員の組「{name}」: 1時間の人件費は0円以上で入れてください")
    return StaffGroup(
        key=key, name=name, performers=tuple(performers), people=tuple(people), hours=hours, available=available,
        yen_per_hour=yen_per_hour, people_known=people_known, is_default=is_default, source=source,
        evidence_kind=evidence_kind, reference=reference,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ArrivalPattern:
    """受付の山 of one use case in a week and a day. Empty weights: evenly over the open time. Months: the volume."""

    use_case_key: str
    weekdays: tuple[Decimal, ...] = ()  # 7 weights per day of that weekday, Monday first; only their ratio counts
    hours: tuple[Decimal, ...] = ()  # 24 weights from 0:00; only their ratio counts
    is_default: bool = False
    source: str = ""
    evidence_kind: EvidenceKind = EvidenceKind.ILLUSTRATIVE
    reference: str = ""  # "arrival_pattern:<id>"; empty for a default


def arrival_pattern(
    *,
    use_case_key: str,
    weekdays: Sequence[Decimal] = (),
    hours: Sequence[Decimal] = (),
    source: str = "",
    evidence_kind: EvidenceKind = EvidenceKind.ILLUSTRATIVE,
    reference: str = "",
) -> ArrivalPattern:
    """A checked :class:`ArrivalPattern`; StaffingError says which weights are wrong."""
    for label, weights, count in (("曜日", weekdays, 7), ("時刻", hours, 24)):
        if len(weights) not in (0, count):
            raise StaffingError(f"{label}別の件数は{count}個を入れてください（{len(weights)}個あります）")
        if any(weight < 0 for weight in weights) or (weights and not any(weights)):
            raise StaffingError(f"{label}別の件数は0以上で、どれか1つは0より大きくしてください")
    return ArrivalPattern(
        use_case_key=use_case_key, weekdays=tuple(weekdays), hours=tuple(hours), source=source,
        evidence_kind=evidence_kind, reference=reference,
    )  # fmt: skip


def even_pattern(use_case_key: str) -> ArrivalPattern:
    """What holds where nobody entered when cases arrive."""
    return ArrivalPattern(use_case_key=use_case_key, is_default=True, source="既定値：開いている時間に、ならして届く")


@dataclass(frozen=True, kw_only=True)
class Staffing:
    """All of one organisation. ``hours`` are those of the office; a group may have its own."""

    organisation: str
    hours: Hours
    groups: tuple[StaffGroup, ...] = ()
    patterns: Mapping[str, ArrivalPattern] = field(default_factory=dict)

    def group_of(self, performer: str) -> StaffGroup | None:
        """The group that does the work of a performer, None where none does."""
        return next((group for group in self.groups if performer in group.performers), None)

    def pattern(self, use_case_key: str) -> ArrivalPattern:
        """When the cases of a use case arrive."""
        return self.patterns.get(use_case_key) or even_pattern(use_case_key)


def people_of(total: Decimal) -> tuple[Decimal, ...]:
    """2.5 people as their shares: 1, 1, 0.5."""
    whole = int(total)
    rest = total - whole
    return (Decimal(1),) * whole + ((rest,) if rest else ())
