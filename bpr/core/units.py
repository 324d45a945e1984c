"""Units and rounding: money and published minutes are Decimal under a named rounding policy.

Base units are minutes, yen, cases per year and sheets. Arithmetic is exact (Decimal or Fraction) until a value is
published; only then does a :class:`RoundingPolicy` act on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

Number = Decimal | Fraction | int

NO_RATE = "—"
NEGATIVE_MARK = "△"
MINUTES_PER_HOUR = 60
SECONDS_PER_MINUTE = 60


class RoundingMode(StrEnum):
    """端数処理. Acts on the amount without its sign, as public accounting does: 切捨て of △1.5 is △1."""

    HALF_UP = "half_up"  # 四捨五入
    FLOOR = "floor"  # 切捨て
    CEILING = "ceiling"  # 切上げ


def rounded(value: Number, unit: Decimal, mode: RoundingMode) -> Decimal:
    """``value`` as a multiple of ``unit`` (0.01, 1, 10, 1000 …); exact, no binary fractions on the way."""
    quotient = abs(Fraction(value)) / Fraction(unit)
    whole, rest = divmod(quotient.numerator, quotient.denominator)
    up = {
        RoundingMode.HALF_UP: 2 * rest >= quotient.denominator,
        RoundingMode.FLOOR: False,
        RoundingMode.CEILING: rest > 0,
    }[mode]
    amount = Decimal(whole + up) * unit
    return -amount if value < 0 and amount else amount


def unit_of(places: int) -> Decimal:
    """The smallest step of a number with so many decimal places: 2 → 0.01."""
    return Decimal(1).scaleb(-places)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundingPolicy:
    """端数処理の決まり of a project: one value per published kind of number.

    ``yen_unit`` acts on each cost line (人件費, 庁費, 直接経費), ``total_unit_yen`` on the total of one line.
    """

    minutes_places: int = 2
    minutes_mode: RoundingMode = RoundingMode.HALF_UP
    hours_places: int = 2
    hours_mode: RoundingMode = RoundingMode.HALF_UP
    yen_unit: Decimal = Decimal(1)
    yen_mode: RoundingMode = RoundingMode.HALF_UP
    total_unit_yen: Decimal = Decimal(1)
    total_mode: RoundingMode = RoundingMode.FLOOR
    thousand_yen_mode: RoundingMode = RoundingMode.CEILING
    fte_places: int = 2
    rate_places: int = 1
    count_places: int = 1

    def minutes(self, value: Number) -> Decimal:
        return rounded(value, unit_of(self.minutes_places), self.minutes_mode)

    def hours(self, value: Number) -> Decimal:
        return rounded(value, unit_of(self.hours_places), self.hours_mode)

    def yen(self, value: Number) -> Decimal:
        """One cost line."""
        return rounded(value, self.yen_unit, self.yen_mode)

    def total_yen(self, value: Number) -> Decimal:
        """The total of several cost lines."""
        return rounded(value, self.total_unit_yen, self.total_mode)

    def thousand_yen(self, value_yen: Number) -> Decimal:
        """千円 of an amount in yen."""
        return rounded(Fraction(value_yen) / 1000, Decimal(1), self.thousand_yen_mode)

    def fte(self, value: Number) -> Decimal:
        return rounded(value, unit_of(self.fte_places), RoundingMode.HALF_UP)

    def count(self, value: Number) -> Decimal:
        """Yearly counts that are expectations: sheets, visits, documents."""
        return rounded(value, unit_of(self.count_places), RoundingMode.HALF_UP)

    def percent(self, value: Number) -> Decimal:
        return rounded(value, unit_of(self.rate_places), RoundingMode.HALF_UP)


def hhmm_to_minutes(text: str) -> Decimal:
    """``"424:44"`` → 25484 minutes; ValueError (in Japanese) where it is not hours:minutes."""
    hours, separator, minutes = text.strip().partition(":")
    if not (separator and hours.isdecimal() and minutes.isdecimal() and int(minutes) < MINUTES_PER_HOUR):
        raise ValueError(f"「時間:分」の形になっていません（{text}）。例 7:45")
    return Decimal(int(hours) * MINUTES_PER_HOUR + int(minutes))


def minutes_to_hhmm(minutes: Number) -> str:
    """Whole minutes as ``"336:26"``; negative amounts carry △."""
    whole = int(rounded(minutes, Decimal(1), RoundingMode.HALF_UP))
    hours, rest = divmod(abs(whole), MINUTES_PER_HOUR)
    return f"{NEGATIVE_MARK if whole < 0 else ''}{hours}:{rest:02d}"


def seconds_to_minutes(seconds: Number, policy: RoundingPolicy) -> Decimal:
    """Measured seconds as published minutes."""
    return policy.minutes(Fraction(seconds) / SECONDS_PER_MINUTE)


def minutes_to_hours(minutes: Number) -> Fraction:
    """Exact hours, not yet rounded."""
    return Fraction(minutes) / MINUTES_PER_HOUR


def minutes_to_yen(minutes: Number, *, yen_per_hour: Number, policy: RoundingPolicy) -> Decimal:
    """One cost line: unit rate × minutes ÷ 60, rounded by the policy."""
    return policy.yen(minutes_to_hours(minutes) * Fraction(yen_per_hour))


def minutes_to_days(minutes: Number, *, minutes_per_day: Number) -> Fraction:
    """Exact working days of ``minutes_per_day`` minutes."""
    return Fraction(minutes) / Fraction(minutes_per_day)


def hours_to_fte(hours: Number, *, hours_per_fte: Number, policy: RoundingPolicy) -> Decimal:
    """人工: hours ÷ the hours that one full-time person works in a year."""
    return policy.fte(Fraction(hours) / Fraction(hours_per_fte))


def percent_of(part: Number, base: Number, policy: RoundingPolicy) -> Decimal | None:
    """``part`` as per cent of ``base``; None where the base is 0, because no rate exists then."""
    if base == 0:
        return None
    return policy.percent(Fraction(part) / Fraction(base) * 100)


def format_number(value: Number, places: int | None = None) -> str:
    """``-1234.5`` → ``△1,234.5``. Without ``places`` the digits of the value itself are shown, zeros cut."""
    number = value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else _decimal(value)
    if places is None:
        text = f"{abs(number):,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{abs(number).quantize(unit_of(places), ROUND_HALF_UP):,f}"
    return f"{NEGATIVE_MARK if number < 0 and text.strip('0.,') else ''}{text}"


def format_percent(value: Decimal | None, places: int = 1) -> str:
    """A rate with its sign of per cent, or "—" where there is none."""
    return NO_RATE if value is None else f"{format_number(value, places)}%"


def _decimal(value: Fraction, places: int = 4) -> Decimal:
    return rounded(value, unit_of(places), RoundingMode.HALF_UP)


def split_to_sum(total: Decimal, parts: Sequence[Number], unit: Decimal) -> tuple[Decimal, ...]:
    """Round ``parts`` to multiples of ``unit`` so that they add up to ``total`` exactly (largest remainder).

    ``total`` must be a multiple of ``unit``. What rounding leaves over goes, one unit each, to the parts with the
    largest remainders (ties: the earlier part), so no part moves by more than it must. ValueError where there is
    a total but no part to carry it.
    """
    if not parts:
        if total:
            raise ValueError(f"配分先がないのに配分する額（{total}）があります")
        return ()
    scaled = [Fraction(part) / Fraction(unit) for part in parts]
    floors = [part.numerator // part.denominator for part in scaled]
    gap = int(Fraction(total) / Fraction(unit)) - sum(floors)
    every, left = divmod(gap, len(parts))
    by_rest = sorted(range(len(parts)), key=lambda i: (floors[i] - scaled[i], i))
    extra = set(by_rest[:left])
    return tuple(Decimal(floor + every + (i in extra)) * unit for i, floor in enumerate(floors))
