"""Investment against savings, and its sharing among organisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.inputs import Investment
from bpr.core.units import RoundingMode, RoundingPolicy, rounded, split_to_sum

_PAYBACK_UNIT = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class InvestmentYear:
    """One year: ``year`` 0 is that of the investment. ``balance_yen`` is cumulated and not discounted."""

    year: int
    cost_yen: Decimal
    saving_yen: Decimal
    balance_yen: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class InvestmentResult:
    """投資対効果. ``payback_years`` is None where the savings never pay the investment back."""

    initial_yen: Decimal
    running_yen_per_year: Decimal
    saving_yen_per_year: Decimal
    net_present_value_yen: Decimal
    payback_years: Decimal | None
    discount_rate: Decimal
    years: tuple[InvestmentYear, ...]


def investment_result(
    *,
    investments: Sequence[Investment],
    saving_yen_per_year: Decimal,
    discount_rate: Decimal,
    years: int,
    policy: RoundingPolicy,
) -> InvestmentResult:
    """Initial cost in year 0, running cost and saving in each of ``years`` years, discounted to year 0.

    The payback time is rounded up to a tenth of a year and is not discounted.
    """
    if years < 1 or discount_rate <= -1:
        raise ValueError("評価する年数は1以上、割引率は-100%より大きくしてください")
    initial = sum((item.initial_yen for item in investments), Decimal(0))
    running = sum((item.running_yen_per_year for item in investments), Decimal(0))
    net = saving_yen_per_year - running
    value = sum((Fraction(net) / (1 + Fraction(discount_rate)) ** year for year in range(1, years + 1)), Fraction(0))
    return InvestmentResult(
        initial_yen=initial,
        running_yen_per_year=running,
        saving_yen_per_year=saving_yen_per_year,
        net_present_value_yen=policy.yen(value - Fraction(initial)),
        payback_years=_payback(initial, net),
        discount_rate=discount_rate,
        years=tuple(_year(year, initial, running, saving_yen_per_year) for year in range(years + 1)),
    )


def _payback(initial: Decimal, net: Decimal) -> Decimal | None:
    if initial == 0:
        return Decimal(0) if net >= 0 else None
    return rounded(Fraction(initial) / Fraction(net), _PAYBACK_UNIT, RoundingMode.CEILING) if net > 0 else None


def _year(year: int, initial: Decimal, running: Decimal, saving: Decimal) -> InvestmentYear:
    return InvestmentYear(
        year=year,
        cost_yen=running if year else initial,
        saving_yen=saving if year else Decimal(0),
        balance_yen=(saving - running) * year - initial,
    )


def cost_shares(
    *, total_yen: Decimal, populations: Mapping[str, int], equal_part: Decimal, unit_yen: Decimal = Decimal(1)
) -> dict[str, Decimal]:
    """Share a cost among organisations: ``equal_part`` (0..1) by 均等割, the rest by 人口割; adds up exactly.

    ``total_yen`` must be a multiple of ``unit_yen``. ValueError (in Japanese) where there is nothing to share by.
    """
    if not 0 <= equal_part <= 1:
        raise ValueError("均等割の割合は0%から100%の間で入れてください")
    people = sum(populations.values())
    if not populations or (equal_part < 1 and people <= 0):
        raise ValueError("負担する団体がないか、人口がすべて0です。団体と人口を入れてください")
    if total_yen % unit_yen:
        raise ValueError(f"負担する総額（{total_yen:,}円）を{unit_yen:,}円単位にしてください")
    equal = Fraction(equal_part) / len(populations)
    by_people = 1 - Fraction(equal_part)
    parts = [
        Fraction(total_yen) * (equal + (by_people * population / people if by_people else 0))
        for population in populations.values()
    ]
    return dict(zip(populations, split_to_sum(total_yen, parts, unit_yen), strict=True))
