"""団体別の負担と効果: what each organisation bears of the investment, against its own saving.

An organisation bears its share of what all share (:func:`bpr.core.savings.cost_shares`, year by year and apart for
initial and running costs) and, in full, what it bears alone. The rows add up to the project: every year's costs to the
yen, the savings, and the net present values (rounded by largest remainder). Who has no assessed saving bears its
costs all the same; whether they pay back is then not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bpr.core.inputs import CostSharing, Investment, SharingMember
from bpr.core.savings import (
    InvestmentResult,
    YearlyCosts,
    cost_shares,
    last_running_year,
    present_value,
    result_of,
    yearly_costs,
)
from bpr.core.units import RoundingPolicy, split_to_sum


@dataclass(frozen=True, kw_only=True, slots=True)
class Burden:
    """One organisation over the whole period, in yen.

    ``shared_yen`` is its part of what all share, ``own_yen`` what it bears alone. ``result`` sets both against its own
    saving; where ``is_assessed`` is False there is none, and payback and present value say nothing.
    """

    organisation: str
    name: str
    population: int
    shared_yen: Decimal
    own_yen: Decimal
    is_assessed: bool
    result: InvestmentResult

    @property
    def cost_yen(self) -> Decimal:
        """All that it bears over the years, not discounted."""
        return self.shared_yen + self.own_yen


def burdens(
    *,
    investments: Sequence[Investment],
    sharing: CostSharing,
    assessed: Sequence[SharingMember],
    savings: Mapping[str, Decimal],
    whole: InvestmentResult,
    policy: RoundingPolicy,
) -> tuple[Burden, ...]:
    """Members of the sharing first, then who is only ``assessed``; ``savings`` are yen a year by organisation key.

    Empty where something is to be shared, but nobody is there to share it.
    """
    years, last = len(whole.years) - 1, last_running_year(investments, years=len(whole.years) - 1)

    def costs_of(bearer: str) -> YearlyCosts:
        mine = [item for item in investments if item.organisation == bearer]
        return yearly_costs(mine, years=years, last=last)

    shared = costs_of("")
    if not sharing.is_possible and any(shared.initial + shared.running):
        return ()
    parts = _shares(shared, sharing)
    bearers = {member.key: member for member in (*assessed, *sharing.members)}
    order = dict.fromkeys((*(member.key for member in sharing.members), *bearers))
    rows = [_burden(bearers[key], parts.get(key), costs_of(key), savings.get(key), whole, policy) for key in order]
    return _adding_up(rows, whole, policy)


def _shares(shared: YearlyCosts, sharing: CostSharing) -> dict[str, YearlyCosts]:
    """Each member's costs by year."""
    if not sharing.is_possible:
        return {}
    people = {member.key: member.population for member in sharing.members}
    initial, running = (
        [cost_shares(total_yen=cost, populations=people, equal_part=sharing.equal_part) for cost in costs]
        for costs in (shared.initial, shared.running)
    )
    return {
        key: YearlyCosts(initial=tuple(year[key] for year in initial), running=tuple(year[key] for year in running))
        for key in people
    }


def _burden(
    member: SharingMember,
    part: YearlyCosts | None,
    own: YearlyCosts,
    saving: Decimal | None,
    whole: InvestmentResult,
    policy: RoundingPolicy,
) -> Burden:
    both = _sum(part, own) if part else own
    return Burden(
        organisation=member.key,
        name=member.name,
        population=member.population,
        shared_yen=_total(part) if part else Decimal(0),
        own_yen=_total(own),
        is_assessed=saving is not None,
        result=result_of(
            both, saving_yen_per_year=saving or Decimal(0), discount_rate=whole.discount_rate, policy=policy
        ),
    )


def _sum(first: YearlyCosts, second: YearlyCosts) -> YearlyCosts:
    return YearlyCosts(
        initial=tuple(a + b for a, b in zip(first.initial, second.initial, strict=True)),
        running=tuple(a + b for a, b in zip(first.running, second.running, strict=True)),
    )


def _total(costs: YearlyCosts) -> Decimal:
    return sum(costs.initial + costs.running, Decimal(0))


def _adding_up(rows: Sequence[Burden], whole: InvestmentResult, policy: RoundingPolicy) -> tuple[Burden, ...]:
    """The rows with present values that add up to the project's."""
    exact = [present_value(row.result.years, whole.discount_rate) for row in rows]
    values = split_to_sum(whole.net_present_value_yen, exact, min(policy.yen_unit, Decimal(1)))
    return tuple(
        replace(row, result=replace(row.result, net_present_value_yen=value))
        for row, value in zip(rows, values, strict=True)
    )
