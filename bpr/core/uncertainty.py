"""Ranges of savings by Monte Carlo, and the inputs that move them most.

Only what was said as a range varies: minutes with a minimum and a maximum, volumes with bounds; each as a PERT
distribution. A figure without a range is taken as fixed (no spread is invented for it), and every interval says how
many of its inputs had one. As-is and to-be share their draws where they share a value. A factor's draws depend on the
seed and on its own key only, so that adding a line changes no other line's draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bpr.core.figures import Quantity, Scope
from bpr.core.units import RoundingPolicy

Draws = NDArray[np.float64]
LEVEL = Decimal("0.8")
_PERT_WEIGHT = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """An input that may vary: minutes per execution, or cases per year."""

    key: str
    name: str
    likely: float
    minimum: float
    maximum: float
    unit: str

    @property
    def varies(self) -> bool:
        return self.minimum < self.maximum


@dataclass(frozen=True, kw_only=True, slots=True)
class LinearLine:
    """A line's saving as Σ coefficient × minutes, times cases; coefficients are as-is visits − to-be visits."""

    scope: Scope
    minutes: Mapping[str, float]  # factor key → coefficient
    volume: str  # factor key
    yen_per_minute: float
    direct_yen_per_case: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """Range of a saving beside its figure. ``ranged_inputs`` of ``inputs`` were given with a minimum and maximum."""

    scope: Scope
    quantity: Quantity
    low: Decimal
    median: Decimal
    high: Decimal
    level: Decimal
    ranged_inputs: int
    inputs: int

    @property
    def coverage_note(self) -> str:
        """What the range covers, in words."""
        if not self.ranged_inputs:
            return "最小・最大のある入力がないため、幅はありません"
        fixed = self.inputs - self.ranged_inputs
        return f"入力{self.inputs}件のうち幅のある{self.ranged_inputs}件を動かし、{fixed}件は固定しました"


@dataclass(frozen=True, kw_only=True, slots=True)
class Influence:
    """How far the whole saving moves (hours per year) when one input goes from its minimum to its maximum."""

    name: str
    unit: str
    minimum: Decimal
    maximum: Decimal
    hours_at_minimum: Decimal
    hours_at_maximum: Decimal

    @property
    def swing_hours(self) -> Decimal:
        return abs(self.hours_at_maximum - self.hours_at_minimum)


def pert(generator: np.random.Generator, factor: Factor, draws: int) -> Draws:
    """PERT draws: a beta distribution over [minimum, maximum] with mean (min + 4·likely + max) ÷ 6."""
    width = factor.maximum - factor.minimum
    alpha = 1 + _PERT_WEIGHT * (factor.likely - factor.minimum) / width
    beta = 1 + _PERT_WEIGHT * (factor.maximum - factor.likely) / width
    values: Draws = factor.minimum + width * generator.beta(alpha, beta, draws)
    return values


def intervals(
    *,
    lines: Sequence[LinearLine],
    factors: Mapping[str, Factor],
    scopes: Mapping[Scope, Sequence[int]],
    seed: int,
    draws: int,
    policy: RoundingPolicy,
) -> tuple[Interval, ...]:
    """80 % intervals of yearly hours and yen (and of minutes per case for lines) for each scope.

    ``scopes`` gives the indices of the lines that each scope adds up.
    """
    sample = {key: pert(_stream(seed, key), factor, draws) for key, factor in factors.items() if factor.varies}
    minutes = [_minutes(line, factors, sample, draws) for line in lines]
    cases = [sample.get(line.volume, np.full(1, factors[line.volume].likely)) for line in lines]
    hours = [minute * case / 60 for minute, case in zip(minutes, cases, strict=True)]
    yen = [
        (minute * line.yen_per_minute + line.direct_yen_per_case) * case
        for line, minute, case in zip(lines, minutes, cases, strict=True)
    ]
    found: list[Interval] = []
    for scope, members in scopes.items():
        keys = {key for index in members for key in (*lines[index].minutes, lines[index].volume)}
        counts = (sum(factors[key].varies for key in keys), len(keys))
        found.append(_interval(scope, Quantity.STAFF_HOURS, _sum(hours, members), counts, policy))
        found.append(_interval(scope, Quantity.TOTAL_YEN, _sum(yen, members), counts, policy))
        if scope.is_line:
            per_case = _sum(minutes, members)
            found.append(_interval(scope, Quantity.STAFF_MINUTES_PER_CASE, per_case, counts, policy))
    return tuple(found)


def influences(
    *, lines: Sequence[LinearLine], factors: Mapping[str, Factor], policy: RoundingPolicy, limit: int = 20
) -> tuple[Influence, ...]:
    """Inputs by their influence on the whole saving in hours, strongest first, one moved at a time."""
    likely = {key: factor.likely for key, factor in factors.items()}
    base = _total_hours(lines, likely)
    users: dict[str, list[LinearLine]] = {}
    for line in lines:
        for key in {*line.minutes, line.volume}:
            users.setdefault(key, []).append(line)
    bars = []
    for key, factor in factors.items():
        if not factor.varies or key not in users:
            continue
        own = _total_hours(users[key], likely)
        low, high = (
            base - own + _total_hours(users[key], likely | {key: end}) for end in (factor.minimum, factor.maximum)
        )
        bars.append(_influence(factor, low, high, policy))
    return tuple(sorted(bars, key=lambda bar: (-bar.swing_hours, bar.name))[:limit])


def _stream(seed: int, key: str) -> np.random.Generator:
    """A generator of its own for each factor."""
    number = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    return np.random.default_rng([seed, number])


def _minutes(line: LinearLine, factors: Mapping[str, Factor], sample: Mapping[str, Draws], draws: int) -> Draws:
    fixed = sum(weight * factors[key].likely for key, weight in line.minutes.items() if key not in sample)
    total = np.full(draws, float(fixed))
    for key, weight in line.minutes.items():
        if key in sample and weight:
            total += weight * sample[key]
    return total


def _sum(arrays: Sequence[Draws], members: Iterable[int]) -> Draws:
    total: Draws = np.sum([arrays[index] for index in members], axis=0)
    return total


def _interval(
    scope: Scope, quantity: Quantity, values: Draws, counts: tuple[int, int], policy: RoundingPolicy
) -> Interval:
    tail = float(1 - LEVEL) / 2
    low, median, high = (_published(quantity, value, policy) for value in np.quantile(values, (tail, 0.5, 1 - tail)))
    return Interval(
        scope=scope, quantity=quantity, low=low, median=median, high=high, level=LEVEL, ranged_inputs=counts[0],
        inputs=counts[1],
    )  # fmt: skip


def _published(quantity: Quantity, value: float, policy: RoundingPolicy) -> Decimal:
    """A drawn value passes the policy before anyone sees it; nine places first, to drop binary noise."""
    exact = Decimal(f"{value:.9f}")
    if quantity is Quantity.STAFF_HOURS:
        return policy.hours(exact)
    return policy.yen(exact) if quantity is Quantity.TOTAL_YEN else policy.minutes(exact)


def _total_hours(lines: Iterable[LinearLine], values: Mapping[str, float]) -> float:
    return sum(
        sum(weight * values[key] for key, weight in line.minutes.items()) * values[line.volume] / 60 for line in lines
    )


def _influence(factor: Factor, low: float, high: float, policy: RoundingPolicy) -> Influence:
    return Influence(
        name=factor.name,
        unit=factor.unit,
        minimum=Decimal(str(factor.minimum)),
        maximum=Decimal(str(factor.maximum)),
        hours_at_minimum=_published(Quantity.STAFF_HOURS, low, policy),
        hours_at_maximum=_published(Quantity.STAFF_HOURS, high, policy),
    )
