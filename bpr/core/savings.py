"""Investment against savings, and its sharing among organisations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bpr.core.inputs import Investment
from bpr.core.units import RoundingMode, RoundingPolicy, rounded, split_to_sum

_PAYBACK_UNIT = Decimal("0.1")


@dataclass(frozen=True, kw_only=True, slots=True)
class InvestmentYear:
    """One year: ``year`` 0 is that of the introduction. ``balance_yen`` is cumulated and not discounted."""

    year: int
    initial_yen: Decimal
    running_yen: Decimal
    saving_yen: Decimal
    balance_yen: Decimal

    @property
    def cost_yen(self) -> Decimal:
        """Initial and running costs of the year."""
        return self.initial_yen + self.running_yen


@dataclass(frozen=True, kw_only=True, slots=True)
class InvestmentResult:
    """投資対効果 over ``years``; the costs are sums over them.

    ``payback_years`` is None where the savings do not pay the costs back within the years.
    """

    initial_yen: Decimal
    running_yen: Decimal
    saving_yen_per_year: Decimal
    net_present_value_yen: Decimal
    payback_years: Decimal | None
    discount_rate: Decimal
    years: tuple[InvestmentYear, ...]

    @property
    def cost_yen(self) -> Decimal:
        """All costs of the years, not discounted."""
        return self.initial_yen + self.running_yen


def investment_result(
    *,
    investments: Sequence[Investment],
    saving_yen_per_year: Decimal,
    discount_rate: Decimal,
    years: int,
    policy: RoundingPolicy,
) -> InvestmentResult:
    """Costs by year from 0 to ``years``, the saving in each year from 1 on, discounted to year 0.

    Running costs do not stop because nobody wrote them down: after the last year that states any, the amount of that
    year goes on. Costs of years after ``years`` are left out. The payback time is the point from which the cumulated
    balance stays at or above 0, interpolated within its year, rounded up to a tenth of a year, not discounted.
    """
    if years < 1 or discount_rate <= -1:
        raise ValueError("評価する年数は1以上、割引率は-100%より大きくしてください")
    if any(item.year < 0 for item in investments):
        raise ValueError("投資の年次は0（導入の年）以上にしてください")
    costs = yearly_costs(investments, years=years, last=last_running_year(investments, years=years))
    return result_of(costs, saving_yen_per_year=saving_yen_per_year, discount_rate=discount_rate, policy=policy)


@dataclass(frozen=True, kw_only=True, slots=True)
class YearlyCosts:
    """Initial and running costs of the years from 0 on."""

    initial: tuple[Decimal, ...]
    running: tuple[Decimal, ...]


def last_running_year(investments: Iterable[Investment], *, years: int) -> int:
    """The year whose running costs go on: the last that states any."""
    return max((item.year for item in investments if item.running_yen), default=years)


def yearly_costs(investments: Iterable[Investment], *, years: int, last: int) -> YearlyCosts:
    """Costs of the years 0 to ``years``; the running costs of year ``last`` go on after it."""
    initial, running = [Decimal(0)] * (years + 1), [Decimal(0)] * (years + 1)
    for item in investments:
        if item.year <= years:
            initial[item.year] += item.initial_yen
            running[item.year] += item.running_yen
    return YearlyCosts(initial=tuple(initial), running=tuple(running[min(year, last)] for year in range(years + 1)))


def result_of(
    costs: YearlyCosts, *, saving_yen_per_year: Decimal, discount_rate: Decimal, policy: RoundingPolicy
) -> InvestmentResult:
    """The result of given costs; the saving comes in each year from 1 on."""
    rows = _years(costs, saving_yen_per_year)
    return InvestmentResult(
        initial_yen=sum(costs.initial, Decimal(0)),
        running_yen=sum(costs.running, Decimal(0)),
        saving_yen_per_year=saving_yen_per_year,
        net_present_value_yen=policy.yen(present_value(rows, discount_rate)),
        payback_years=_payback([row.balance_yen for row in rows]),
        discount_rate=discount_rate,
        years=rows,
    )


def present_value(rows: Iterable[InvestmentYear], discount_rate: Decimal) -> Fraction:
    """Savings − costs, discounted to year 0, unrounded."""
    factor = 1 + Fraction(discount_rate)
    return sum((Fraction(row.saving_yen - row.cost_yen) / factor**row.year for row in rows), Fraction(0))


def _years(costs: YearlyCosts, saving: Decimal) -> tuple[InvestmentYear, ...]:
    rows: list[InvestmentYear] = []
    balance = Decimal(0)
    for year, (initial, running) in enumerate(zip(costs.initial, costs.running, strict=True)):
        saved = saving if year else Decimal(0)
        balance += saved - initial - running
        rows.append(
            InvestmentYear(year=year, initial_yen=initial, running_yen=running, saving_yen=saved, balance_yen=balance)
        )
    return tuple(rows)


def _payback(balances: Sequence[Decimal]) -> Decimal | None:
    in_debt = [year for year, balance in enumerate(balances) if balance < 0]
    if not in_debt:
        return Decimal(0)
    year = in_debt[-1]
    if year == len(balances) - 1:
        return None
    part = Fraction(-balances[year]) / Fraction(balances[year + 1] - balances[year])
    return rounded(year + part, _PAYBACK_UNIT, RoundingMode.CEILING)


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
