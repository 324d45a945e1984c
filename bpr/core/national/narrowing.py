"""Where the width comes from, and where one more hearing narrows it most.

The variance of the country's saving is shared out to classes and use cases by covariance, Cov(part, whole) ÷
Var(whole): Euler's rule, so the shares add up to 1.

What a hearing would do follows from the model in closed form. With g the slope of the country's saving in the θ of the
classes and Σ their covariance (:meth:`pooling.Posterior.covariance`), the variance gᵀΣg falls by (gᵀΣ_c)² ÷ (Σ_cc + σ²)
when one more organisation of class c is heard: known variances, first order. This is the expected value of sample
information for a normal model (Raiffa and Schlaifer, *Applied Statistical Decision Theory*, 1961). It is set against
the whole variance of the same order: gᵀΣg of all components and use cases, and the scatter σ² of the municipalities
themselves, each with the weight of its driver. What the hearing teaches about σ and τ comes on top, so with very few
heard the gain is understated.
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
        effects = [_effect(plan, item, cells[at], place) for at, item in enumerate(plan.use_cases)]
        variance = sum(effect.variance for effect in effects)
        own = [
            NextHearing(
                quantity=quantity.key,
                use_case=item.use_case.key,
                size_class=plan.data.size_classes[at],
                narrowing=1 - float(np.sqrt(1 - effect.falls[at] / variance)),
            )
            for item, effect in zip(plan.use_cases, effects, strict=True)
            for at in effect.open_classes
            if variance > 0
        ]
        found += sorted(own, key=lambda hearing: -hearing.narrowing)
    return tuple(found)


def _saving(cells: Ints, place: int) -> Floats:
    """Savings around their mean: use case × class × draw."""
    saving: Floats = (cells[:, :, 1 + 2 * place] - cells[:, :, 2 + 2 * place]).astype(np.float64)
    saving -= saving.mean(axis=-1, keepdims=True)
    return saving


@dataclass(frozen=True)
class _Effect:
    """Of one use case: its variance, and by how much it falls with one more hearing in each class."""

    variance: float
    falls: Floats
    open_classes: Ints


def _effect(plan: Plan, item: UseCasePlan, cells: Ints, place: int) -> _Effect:
    as_is, to_be = np.median(cells[:, 1 + 2 * place], axis=-1), np.median(cells[:, 2 + 2 * place], axis=-1)
    first = kernel.FIRST + kernel.PER_QUANTITY * place
    scatter = _scatter(plan, item)
    parts = [
        _component(item.posteriors[component], slope, scatter)
        for component, slope in (
            (kernel.RATE, as_is - to_be),
            (first + kernel.AMOUNT, as_is - to_be),
            (first + kernel.RATIO, -to_be),
        )
    ]
    return _Effect(
        variance=sum(variance for variance, _ in parts),
        falls=np.sum([fall for _, fall in parts], axis=0),
        open_classes=np.flatnonzero(scatter),
    )


def _component(posterior: Posterior, slope: Floats, scatter: Floats) -> tuple[float, Floats]:
    covariance, within = posterior.covariance(), posterior.variances[0]
    shared = covariance @ slope
    variance = float(slope @ shared + within * (slope**2) @ scatter)
    return variance, shared**2 / (np.diag(covariance) + within)


def _scatter(plan: Plan, item: UseCasePlan) -> Floats:
    """Σ w² ÷ (Σ w)² of the municipalities of each class that are still to be heard; 0 where there is none."""
    is_open = np.isnan(item.heard[:, :, 1]).any(axis=1) | np.isnan(item.cases_heard)
    weight = np.where(is_open & ~item.left_out, np.nan_to_num(item.driver.base), 0.0)
    total, squares = (
        np.bincount(plan.size_class, weights=values, minlength=len(plan.data.size_classes))
        for values in (weight, weight**2)
    )
    scatter: Floats = np.divide(squares, total**2, out=np.zeros_like(total), where=total > 0)
    return scatter
