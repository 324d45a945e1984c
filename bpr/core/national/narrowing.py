"""Where the width comes from, and where one more hearing narrows it most.

The variance of the country's saving is shared out to classes and use cases by covariance, Cov(part, whole) ÷
Var(whole): Euler's rule, so the shares add up to 1.

What a hearing would do follows from the model in closed form. With g the slope of the country's saving in the θ of the
classes and Σ their covariance (:meth:`pooling.Posterior.covariance`), the variance gᵀΣg falls by (gᵀΣ_c)² ÷ (Σ_cc + σ²)
when one more organisation of class c is heard: known variances, first order, one use case at a time. This is the
expected value of sample information for a normal model (Raiffa and Schlaifer, *Applied Statistical Decision Theory*,
1961). What the hearing teaches about σ and τ comes on top, so with very few heard the gain is understated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpr.core.national import kernel
from bpr.core.national.plan import Plan, UseCasePlan
from bpr.core.national.pooling import Posterior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, slots=True)
class WidthShare:
    """Share of a class within a use case in the variance of the country's saving; all shares of a quantity add to 1."""

    quantity: str
    use_case: str
    size_class: str
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class NextHearing:
    """One more organisation of this class, heard on this use case, narrows the country's interval by ``narrowing``.

    ``narrowing``: expected, as a fraction of the width now.
    """

    quantity: str
    use_case: str
    size_class: str
    narrowing: float


def width_shares(plan: Plan, cells: Ints) -> tuple[WidthShare, ...]:
    """By quantity, use case and class; none for a quantity without any width."""
    found = []
    for place, quantity in enumerate(plan.data.quantities):
        saving = _saving(cells, place)
        whole = saving.sum(axis=(0, 1))
        variance = float(whole @ whole)
        if variance > 0:
            found += [
                WidthShare(
                    quantity=quantity.key, use_case=item.key, size_class=name, share=float(part @ whole) / variance
                )
                for item, parts in zip(plan.data.use_cases, saving, strict=True)
                for name, part in zip(plan.data.size_classes, parts, strict=True)
            ]
    return tuple(found)


def next_hearings(plan: Plan, cells: Ints) -> tuple[NextHearing, ...]:
    """By quantity, the greatest gain first; only classes in which somebody is left to be heard."""
    found = []
    for place, quantity in enumerate(plan.data.quantities):
        whole = _saving(cells, place).sum(axis=(0, 1))
        variance = float(whole @ whole) / plan.data.draws
        if variance > 0:
            own = [
                NextHearing(quantity=quantity.key, use_case=item.use_case.key, size_class=name, narrowing=gain)
                for at, item in enumerate(plan.use_cases)
                for name, gain in _gains(plan, item, cells[at], place, variance)
            ]
            found += sorted(own, key=lambda hearing: -hearing.narrowing)
    return tuple(found)


def _saving(cells: Ints, place: int) -> Floats:
    """Savings around their mean: use case × class × draw."""
    saving: Floats = (cells[:, :, 1 + 2 * place] - cells[:, :, 2 + 2 * place]).astype(np.float64)
    saving -= saving.mean(axis=-1, keepdims=True)
    return saving


def _gains(plan: Plan, item: UseCasePlan, cells: Ints, place: int, variance: float) -> list[tuple[str, float]]:
    fall = _falls(item, cells, place)
    left = [at for at in range(len(plan.data.size_classes)) if _anybody_left(plan, item, at)]
    return [(plan.data.size_classes[at], 1 - float(np.sqrt(1 - min(fall[at] / variance, 1.0)))) for at in left]


def _anybody_left(plan: Plan, item: UseCasePlan, size_class: int) -> bool:
    is_open = np.isnan(item.heard[:, :, 1]).any(axis=1) | np.isnan(item.cases_heard)
    return bool((is_open & ~item.left_out & (plan.size_class == size_class)).any())


def _falls(item: UseCasePlan, cells: Ints, place: int) -> Floats:
    """By how much the variance falls, for one more hearing in each class."""
    as_is, to_be = cells[:, 1 + 2 * place].mean(axis=-1), cells[:, 2 + 2 * place].mean(axis=-1)
    first = kernel.FIRST + kernel.PER_QUANTITY * place
    slopes = (
        (kernel.RATE, as_is - to_be),
        (first + kernel.AMOUNT, as_is - to_be),
        (first + kernel.RATIO, -to_be),
    )
    falls: Floats = np.sum([_fall(item.posteriors[component], slope) for component, slope in slopes], axis=0)
    return falls


def _fall(posterior: Posterior, slope: Floats) -> Floats:
    covariance, within = posterior.covariance(), posterior.variances[0]
    fall: Floats = (covariance @ slope) ** 2 / (np.diag(covariance) + within)
    return fall
