"""From what was heard to arrays: municipalities as columns, one :class:`UseCasePlan` with its posteriors each.

What is drawn, and on which assumptions:

- Yearly cases = driver × rate; the rate (cases per unit of the driver) is pooled over classes (:mod:`pooling`). A
  driver that is missing is estimated as population × (driver per head), pooled likewise from the municipalities that
  have it, which widens the interval; without a population either, the municipality is left out and named.
- Amount per case = as-is; to-be = as-is × ratio, the ratio pooled on the log scale, so the two go together and a saving
  is negative where the ratio is above 1. An organisation's ratio does not depend on its as-is amount.
- Zeros are states of their own, a two-part model (Cragg, Econometrica 39, 1971): a step that is *gone* (as-is only),
  *new* (to-be only) or was never there (*neither*). Their shares have a Dirichlet posterior with Jeffreys' ½, the same
  for all classes. A zero that nobody has said is not invented, but that the work stays (*both*) is always possible
  where there is any: one organisation that drops a step does not drop it for 1,741. Where it stays and nobody was heard
  for whom it does, the ratio is drawn around 1.
- Use cases, and the quantities of one use case, are independent given what was heard; they share their cases. The
  scatter of counts from one year to the next (Poisson) is not drawn: the interval is that of the yearly expectation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bpr.core.national import kernel
from bpr.core.national.check import check_national
from bpr.core.national.inputs import Heard, Municipality, NationalError, NationalInput, NationalUseCase, Prior
from bpr.core.national.pooling import Posterior, class_draws, posterior_of, share_draws

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
CELLS_BELOW_OVERFLOW = 2.0**62


@dataclass(frozen=True)
class Driver:
    """A statistic of all municipalities. ``base`` is its value, or the population where it is estimated, or NaN."""

    key: np.uint64
    base: Floats
    is_estimated: Flags
    posterior: Posterior  # of log(driver ÷ population)


@dataclass(frozen=True)
class UseCasePlan:
    """One use case as arrays; ``posteriors`` in the order of the kernel's components."""

    use_case: NationalUseCase
    driver: Driver
    cases_heard: Floats  # NaN: not heard
    heard: Floats  # municipality × quantity × side
    posteriors: tuple[Posterior, ...]
    cases_counts: tuple[float, ...]  # organisations with cases, without any
    state_counts: tuple[tuple[float, ...], ...]  # by quantity and state; below 0: impossible

    @property
    def left_out(self) -> Flags:
        found: Flags = np.isnan(self.driver.base) & np.isnan(self.cases_heard)
        return found

    @property
    def estimated_driver(self) -> Flags:
        found: Flags = self.driver.is_estimated & np.isnan(self.cases_heard)
        return found


@dataclass(frozen=True)
class Plan:
    """Everything that does not depend on how the work is cut into chunks."""

    data: NationalInput
    number: Ints
    size_class: Ints
    prefecture: Ints
    prefectures: tuple[str, ...]
    use_cases: tuple[UseCasePlan, ...]

    @property
    def series(self) -> int:
        return 1 + 2 * len(self.data.quantities)

    @property
    def limit(self) -> float:
        """The greatest amount of one municipality, use case and year with which no sum runs over."""
        return CELLS_BELOW_OVERFLOW / kernel.SCALE / (len(self.number) * len(self.use_cases))


@dataclass(frozen=True)
class Parameters:
    """Draws of what all municipalities of a use case share; see :func:`kernel.draw_block`."""

    theta: Floats
    sigma: Floats
    no_cases: Floats
    shares: Floats


def plan_national(data: NationalInput) -> Plan:
    """Checked and made ready. Raises :class:`NationalError`."""
    check_national(data)
    class_at = {name: at for at, name in enumerate(data.size_classes)}
    prefectures = tuple(dict.fromkeys(item.prefecture for item in data.municipalities))
    size_class = np.array([class_at[item.size_class] for item in data.municipalities])
    at_prefecture = {name: at for at, name in enumerate(prefectures)}
    names = dict.fromkeys(item.driver for item in data.use_cases)
    drivers = {name: _driver(data, name, size_class) for name in names}
    at = {item.code: index for index, item in enumerate(data.municipalities)}
    return Plan(
        data=data,
        number=np.array([int(item.code) for item in data.municipalities]),
        size_class=size_class,
        prefecture=np.array([at_prefecture[item.prefecture] for item in data.municipalities]),
        prefectures=prefectures,
        use_cases=tuple(_use_case_plan(data, item, drivers[item.driver], at, size_class) for item in data.use_cases),
    )


def parameters(plan: Plan, item: UseCasePlan) -> Parameters:
    """Joint draws for one use case; they depend on the seed, the keys and the number of the draw only."""
    draws, seed, key = plan.data.draws, plan.data.seed, item.use_case.key
    keys = [item.driver.key, key_of(key, "rate")]
    for quantity in plan.data.quantities:
        keys += [key_of(key, quantity.key, part) for part in ("amount", "ratio", "new")]
    found = [
        class_draws(posterior, seed=seed, key=own, draws=draws)
        for posterior, own in zip(item.posteriors, keys, strict=True)
    ]
    shares = [
        share_draws(counts, seed=seed, key=key_of(key, quantity.key, "states"), draws=draws)
        for quantity, counts in zip(plan.data.quantities, item.state_counts, strict=True)
    ]
    with_cases = share_draws(item.cases_counts, seed=seed, key=key_of(key, "no cases"), draws=draws)
    return Parameters(
        theta=np.stack([part.theta for part in found]),
        sigma=np.stack([part.sigma for part in found]),
        no_cases=1.0 - with_cases[:, 0],
        shares=np.stack(shares),
    )


def key_of(*parts: str) -> np.uint64:
    """A key for random numbers, from names."""
    return np.uint64(int.from_bytes(sha256("\0".join(parts).encode()).digest()[:8], "big"))


def _driver(data: NationalInput, name: str, size_class: Ints) -> Driver:
    value = np.array([item.drivers.get(name, np.nan) for item in data.municipalities], dtype=float)
    population = np.array([_population(item) for item in data.municipalities])
    is_known = ~np.isnan(value)
    if not is_known.any():
        raise NationalError(f"統計「{name}」がどの市区町村にもありません。件数の基になる統計の名前を確かめてください")
    useful = np.flatnonzero(is_known & (value > 0) & ~np.isnan(population))
    prior = data.priors.driver
    posterior = posterior_of(
        np.log(value[useful] / population[useful]), size_class[useful], class_count=len(data.size_classes), prior=prior
    )
    can_estimate = len(useful) > 0
    base = np.where(is_known, value, population if can_estimate else np.nan)
    return Driver(key_of("driver", name), base, ~is_known & ~np.isnan(base), posterior)


def _population(item: Municipality) -> float:
    return float(item.population) if item.population else np.nan


def _use_case_plan(
    data: NationalInput, use_case: NationalUseCase, driver: Driver, at: dict[str, int], size_class: Ints
) -> UseCasePlan:
    cases, heard = _heard_arrays(data, use_case, at)
    rate, cases_counts = _rate(data, use_case, driver, cases, size_class)
    posteriors, states = [driver.posterior, rate], []
    for place, quantity in enumerate(data.quantities):
        _check_side(use_case, f"「{quantity.name}」の現行", heard[:, place, 0])
        _check_side(use_case, f"「{quantity.name}」の改革案", heard[:, place, 1])
        posteriors += _of_quantity(data, heard[:, place, 0], heard[:, place, 1], size_class)
        states.append(_state_counts(heard[:, place, 0], heard[:, place, 1]))
    return UseCasePlan(use_case, driver, cases, heard, tuple(posteriors), cases_counts, tuple(states))


def _heard_arrays(data: NationalInput, use_case: NationalUseCase, at: dict[str, int]) -> tuple[Floats, Floats]:
    cases = np.full(len(at), np.nan)
    heard = np.full((len(at), len(data.quantities), 2), np.nan)
    for item in use_case.heard:
        row = at[item.organisation]
        if item.cases_per_year is not None:
            cases[row] = float(item.cases_per_year)
        for place, quantity in enumerate(data.quantities):
            for side, amounts in enumerate((item.as_is, item.to_be)):
                if quantity.key in amounts:
                    heard[row, place, side] = float(amounts[quantity.key])
    return cases, heard


def _check_side(use_case: NationalUseCase, what: str, values: Floats) -> None:
    if np.isnan(values).all():
        raise NationalError(
            f"ユースケース「{use_case.name}」の{what}を聞いた団体がありません。1団体以上聞いてから推計してください"
        )


def _rate(
    data: NationalInput, use_case: NationalUseCase, driver: Driver, cases: Floats, size_class: Ints
) -> tuple[Posterior, tuple[float, ...]]:
    """Cases per unit of the driver, from organisations that have both."""
    _check_side(use_case, "件数", cases)
    useful = ~np.isnan(cases) & ~driver.is_estimated & (driver.base > 0)
    if not (cases[useful] > 0).any():
        raise NationalError(
            f"ユースケース「{use_case.name}」の件数と統計「{use_case.driver}」の両方が0より大きい団体がありません。"
            "件数の率を求められないので、そのような団体の件数を聞いてください"
        )
    some = np.flatnonzero(useful & (cases > 0))
    rate = _posterior(data, cases[some] / driver.base[some], size_class[some], data.priors.rate)
    without = int(useful.sum()) - len(some)
    return rate, (len(some), without or -1)


def _posterior(data: NationalInput, positive: Floats, classes: Ints, prior: Prior) -> Posterior:
    return posterior_of(np.log(positive), classes, class_count=len(data.size_classes), prior=prior)


def _of_quantity(data: NationalInput, as_is: Floats, to_be: Floats, size_class: Ints) -> list[Posterior]:
    """Amount of the as-is, ratio, and amount of what is new."""
    some = np.flatnonzero(as_is > 0)
    both = np.flatnonzero((as_is > 0) & (to_be > 0))
    new = np.flatnonzero((as_is == 0) & (to_be > 0))
    priors = data.priors
    return [
        _posterior(data, as_is[some], size_class[some], priors.amount),
        _posterior(data, to_be[both] / as_is[both], size_class[both], priors.ratio),
        _posterior(data, to_be[new], size_class[new], priors.amount),
    ]


def _state_counts(as_is: Floats, to_be: Floats) -> tuple[float, ...]:
    """Organisations by state. One whose to-be was not heard counts by its as-is, shared out as the others are."""
    present, absent = as_is > 0, as_is == 0
    both, gone = _count(present & (to_be > 0)), _count(present & (to_be == 0))
    new, neither = _count(absent & (to_be > 0)), _count(absent & ~(to_be > 0))
    open_ones = _count(present & np.isnan(to_be))
    stays = both / (both + gone) if both + gone else 1.0
    return (
        both + open_ones * stays if present.any() else -1.0,
        gone + open_ones * (1 - stays) if gone else -1.0,
        new or -1.0,
        neither or -1.0,
    )


def _count(flags: Flags) -> float:
    return float(np.count_nonzero(flags))


def exact_amounts(plan: Plan, item: UseCasePlan) -> Iterable[tuple[int, Sequence[Decimal | None]]]:
    """What needs no estimate: (municipality, amount per year by series; None: not heard in full)."""
    at = {municipality.code: index for index, municipality in enumerate(plan.data.municipalities)}
    for heard in item.use_case.heard:
        yield at[heard.organisation], _exact(plan, heard)


def _exact(plan: Plan, heard: Heard) -> list[Decimal | None]:
    cases = heard.cases_per_year
    found = [cases]
    for quantity in plan.data.quantities:
        is_heard = cases is not None and quantity.key in heard.to_be
        for amounts in (heard.as_is, heard.to_be):
            found.append(cases * amounts[quantity.key] if is_heard and cases is not None else None)
    return found
