"""Volumes (件数): cases per year of one organisation and their course through the fiscal year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.units import Number, RoundingMode, rounded, split_to_sum
from bpr.core.values import Evidence

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)  # fiscal year, April first


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """Cases per year. ``months`` is empty or holds 12 counts, April first; ``year`` says of which year.

    ``minimum`` and ``maximum`` bound the yearly count where a range is known. Construct through :func:`volume`.
    """

    cases_per_year: Decimal
    months: tuple[Decimal, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    year: str = ""
    evidence: tuple[Evidence, ...] = ()

    @property
    def has_profile(self) -> bool:
        return any(self.months)

    @property
    def peak_month(self) -> int | None:
        """Calendar month (1–12) with most cases; None where no profile is known."""
        if not self.has_profile:
            return None
        return MONTHS[max(range(12), key=lambda index: self.months[index])]


def volume(
    *,
    cases_per_year: Decimal,
    months: tuple[Decimal, ...] = (),
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    year: str = "",
    evidence: tuple[Evidence, ...] = (),
) -> Volume:
    """A checked :class:`Volume`; ValueError (in Japanese) says what is wrong and how to mend it."""
    if cases_per_year < 0 or any(count < 0 for count in months):
        raise ValueError("件数は0以上で入れてください")
    if len(months) not in (0, 12):
        raise ValueError(f"月別の件数は4月から3月までの12個を入れてください（{len(months)}個あります）")
    low = cases_per_year if minimum is None else minimum
    high = cases_per_year if maximum is None else maximum
    if not low <= cases_per_year <= high:
        raise ValueError(f"件数が最小≦年間件数≦最大になっていません（{low} / {cases_per_year} / {high}）")
    return Volume(
        cases_per_year=cases_per_year, months=months, minimum=minimum, maximum=maximum, year=year, evidence=evidence
    )


def monthly_shares(item: Volume) -> tuple[Fraction, ...]:
    """Share of the year that falls on each month, April first; even where no profile is known. They add up to 1."""
    if not item.has_profile:
        return (Fraction(1, 12),) * 12
    total = sum((Fraction(count) for count in item.months), Fraction(0))
    return tuple(Fraction(count) / total for count in item.months)


def yearly_hours(minutes_per_case: Number, item: Volume) -> Fraction:
    """Exact hours of one year: minutes per case × cases ÷ 60."""
    return Fraction(minutes_per_case) * Fraction(item.cases_per_year) / 60


def monthly_hours(minutes_per_case: Number, item: Volume) -> tuple[Fraction, ...]:
    """Exact hours per month, April first; they add up to :func:`yearly_hours`."""
    total = yearly_hours(minutes_per_case, item)
    return tuple(total * share for share in monthly_shares(item))


def volume_findings(item: Volume) -> Iterator[str]:
    """What a reader of the figures must know about this volume."""
    if not item.has_profile:
        yield "月別の件数がないため、各月に均等に割り振りました"
    elif sum(item.months) != item.cases_per_year:
        counts = f"月別の件数の計（{sum(item.months):,}）が年間件数（{item.cases_per_year:,}）"
        yield f"{counts}と違うため、月別は割合だけを使いました"


def cases_by_month(item: Volume, unit: Decimal = Decimal(1)) -> tuple[Decimal, ...]:
    """Cases of each month as multiples of ``unit``, April first; they add up to the (rounded) year exactly."""
    year = rounded(item.cases_per_year, unit, RoundingMode.HALF_UP)
    return split_to_sum(year, [Fraction(item.cases_per_year) * share for share in monthly_shares(item)], unit)
