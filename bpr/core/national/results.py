"""What an estimate for the whole country says: ranges, coverage, and where one more hearing would help most.

Amounts are per year, in the unit of their quantity, unrounded: who publishes them passes them through the rounding
policy of the project. What was heard is added exactly (Decimal) to what was drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

import numpy as np
from numpy.typing import NDArray

from bpr.core.national.coverage import UseCaseCoverage, coverage_of
from bpr.core.national.kernel import SCALE
from bpr.core.national.narrowing import NextHearing, WidthShare, next_hearings, width_shares
from bpr.core.national.plan import Plan, exact_amounts

Ints = NDArray[np.int64]
LEVEL = Decimal("0.8")
_LOW, _MEDIAN, _HIGH = Decimal("0.1"), Decimal("0.5"), Decimal("0.9")
ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Range:
    """Median and 80 % interval; all three the same where everything was heard."""

    low: Decimal
    median: Decimal
    high: Decimal

    @property
    def is_exact(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimated:
    """A quantity per year. ``saving`` = as-is − to-be, draw by draw; it may be negative."""

    quantity: str
    as_is: Range
    to_be: Range
    saving: Range


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """Of the country, a class, a prefecture, a use case or a municipality; ``key`` is its code, name or key."""

    key: str
    name: str
    cases: Range
    quantities: tuple[Estimated, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NationalResult:
    """Estimates in the order of the input. ``next_hearings``: by quantity and gain, the most useful first."""

    country: Estimate
    size_classes: tuple[Estimate, ...]
    prefectures: tuple[Estimate, ...]
    use_cases: tuple[Estimate, ...]
    municipalities: tuple[Estimate, ...]
    coverage: tuple[UseCaseCoverage, ...]
    width_shares: tuple[WidthShare, ...]
    next_hearings: tuple[NextHearing, ...]
    level: Decimal
    seed: int
    draws: int


def order_statistics(sums: Ints) -> Ints:
    """Low, median and high of cases, and of as-is, to-be and saving of each quantity: statistic × 3.

    The smallest value that no less than 10, 50 or 90 % of the draws do not exceed (Hyndman and Fan's type 1,
    The American Statistician 50, 1996): a drawn value itself, so whole numbers stay exact.
    """
    draws = sums.shape[-1]
    places = [ceil(level * draws) - 1 for level in (_LOW, _MEDIAN, _HIGH)]
    parts = [sums[:1]]
    for at in range(1, len(sums), 2):
        parts.append(np.stack([sums[at], sums[at + 1], sums[at] - sums[at + 1]]))
    found: Ints = np.partition(np.concatenate(parts), places, axis=-1)[:, places]
    return found


def assembled(plan: Plan, cells: Ints, prefectures: Ints, municipalities: Ints) -> NationalResult:
    """All estimates from the sums: ``cells`` (use case, class, series, draw), ``prefectures`` (…, series, draw)."""
    make = _Maker(plan)
    data = plan.data
    country = cells.sum(axis=(0, 1))
    classes, use_cases = cells.sum(axis=0), cells.sum(axis=1)
    return NationalResult(
        country=make.estimate(("", "全国"), order_statistics(country), make.all_exact()),
        size_classes=tuple(
            make.estimate((name, name), order_statistics(classes[at]), make.exact_in(plan.size_class == at))
            for at, name in enumerate(data.size_classes)
        ),
        prefectures=tuple(
            make.estimate((name, name), order_statistics(prefectures[at]), make.exact_in(plan.prefecture == at))
            for at, name in enumerate(plan.prefectures)
        ),
        use_cases=tuple(
            make.estimate((item.key, item.name), order_statistics(use_cases[at]), make.by_use_case[at])
            for at, item in enumerate(data.use_cases)
        ),
        municipalities=tuple(
            make.estimate((item.code, item.name), municipalities[at], make.by_municipality.get(at, make.nothing))
            for at, item in enumerate(data.municipalities)
        ),
        coverage=tuple(
            coverage_of(plan, item, estimated_cases=_median(use_cases[at, 0])) for at, item in enumerate(plan.use_cases)
        ),
        width_shares=width_shares(plan, cells),
        next_hearings=next_hearings(plan, cells),
        level=LEVEL,
        seed=data.seed,
        draws=data.draws,
    )


def _median(sums: Ints) -> Decimal:
    return _decimal(order_statistics(sums[None, :])[0, 1])


def _decimal(parts: np.int64) -> Decimal:
    return Decimal(int(parts)) / SCALE


class _Maker:
    """Adds what was heard to what was drawn."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.nothing = [ZERO] * plan.series
        self.by_use_case: list[list[Decimal]] = []
        self.by_municipality: dict[int, list[Decimal]] = {}
        for item in plan.use_cases:
            total = self.nothing
            for at, amounts in exact_amounts(plan, item):
                own = [amount or ZERO for amount in amounts]
                total = _added((total, own))
                self.by_municipality[at] = _added((self.by_municipality.get(at, self.nothing), own))
            self.by_use_case.append(total)

    def all_exact(self) -> list[Decimal]:
        return _added((self.nothing, *self.by_use_case))

    def exact_in(self, members: NDArray[np.bool_]) -> list[Decimal]:
        return _added((self.nothing, *(own for at, own in self.by_municipality.items() if members[at])))

    def estimate(self, label: tuple[str, str], drawn: Ints, exact: Sequence[Decimal]) -> Estimate:
        quantities = tuple(
            _estimated(quantity.key, drawn[1 + 3 * at : 4 + 3 * at], exact[1 + 2 * at], exact[2 + 2 * at])
            for at, quantity in enumerate(self.plan.data.quantities)
        )
        return Estimate(key=label[0], name=label[1], cases=_range(drawn[0], exact[0]), quantities=quantities)


def _added(amounts: Iterable[Sequence[Decimal]]) -> list[Decimal]:
    return [sum(parts, ZERO) for parts in zip(*amounts, strict=True)]


def _estimated(key: str, drawn: Ints, as_is: Decimal, to_be: Decimal) -> Estimated:
    return Estimated(
        quantity=key,
        as_is=_range(drawn[0], as_is),
        to_be=_range(drawn[1], to_be),
        saving=_range(drawn[2], as_is - to_be),
    )


def _range(drawn: Ints, exact: Decimal) -> Range:
    low, median, high = (exact + _decimal(value) for value in drawn)
    return Range(low=low, median=median, high=high)
