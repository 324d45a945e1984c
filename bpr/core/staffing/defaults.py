"""Staff groups for work that nobody entered a group for: one a performer, with people from what the hearing says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.staffing.model import HALF, Hours, StaffGroup, StaffingError, people_of, staff_group
from bpr.core.units import format_number, split_to_sum

NAMELESS = "（作業者の名前なし）"
MOST_PEOPLE = 10_000  # that a group which nobody entered may stand for


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one use case says of today's staff: hours of work a year by performer, and how many people it names.

    ``people`` is None where the hearing does not say; it must be a multiple of 0.5.
    """

    use_case_name: str
    hours_by_performer: Mapping[str, Fraction]
    people: Decimal | None = None


def people_told(told: Sequence[Told]) -> dict[str, tuple[Decimal, str]]:
    """People of each performer and where the number comes from.

    A hearing says how many people do a use case, not who of them does which step: they are split in proportion to the
    hours of the as-is in steps of 0.5 (largest remainder), at least 0.5 each. As the same people do several use cases,
    the largest number counts, not the sum.
    """
    found: dict[str, tuple[Decimal, str]] = {}
    for item in told:
        for performer, people in _split(item).items():
            if people > found.get(performer, (Decimal(0), ""))[0]:
                found[performer] = people, _source(item)
    return found


def _split(item: Told) -> dict[str, Decimal]:
    if not item.people or not item.hours_by_performer:
        return {}
    weights = list(item.hours_by_performer.values())
    if not any(weights):
        weights = [Fraction(1)] * len(weights)
    total = Fraction(item.people) / sum(weights)
    parts = split_to_sum(item.people, [weight * total for weight in weights], HALF)
    return {name: max(part, HALF) for name, part in zip(item.hours_by_performer, parts, strict=True)}


def _source(item: Told) -> str:
    people = format_number(item.people or Decimal(0))
    said = f"既定値：ヒアリング「{item.use_case_name}」の担当職員数 {people}人"
    return said if len(item.hours_by_performer) == 1 else f"{said}を、現行の作業時間の比で0.5人ごとに分けた数"


def default_group(*, performer: str, hours: Hours, told: tuple[Decimal, str] | None, needed: Decimal) -> StaffGroup:
    """A group for one performer: people as told, else as many as are needed (in steps of 0.5, at least 0.5).

    StaffingError where that is more than any office has.
    """
    people, source = told or (max(needed, HALF), "既定値：人数が入っていないため、必要な人数を0.5人単位に切り上げた数")
    if people > MOST_PEOPLE:
        raise StaffingError(
            f"「{performer or NAMELESS}」の人数が{MOST_PEOPLE:,}人を超えます。"
            "ヒアリングの件数、処理時間、担当職員数の桁を確かめてください"
        )
    return staff_group(
        key=f"performer-{performer}",
        name=performer or NAMELESS,
        performers=(performer,),
        people=people_of(people),
        hours=hours,
        people_known=told is not None,
        is_default=True,
        source=source,
    )


def uncovered(performers: Iterable[str], groups: Iterable[StaffGroup]) -> list[str]:
    """Performers whose work no group does, in order, each once."""
    covered = {name for group in groups for name in group.performers}
    return [name for name in dict.fromkeys(performers) if name not in covered]
