"""Inputs that may vary, and how each is drawn: minutes and volumes as PERT, shares as PERT, Beta or Dirichlet.

- A three-point value is a PERT distribution over [minimum, maximum] with mean (minimum + 4·likely + maximum) ÷ 6.
- A share counted in n cases (k of them) is Beta(k + ½, n − k + ½): what the count says with Jeffreys' prior. Ways of
  one decision that were all counted in the same cases are a Dirichlet distribution with kᵢ + ½.
- A share with a range is a PERT distribution. Several ways of one decision are drawn each and brought to a sum of 1;
  ways of which nothing is said of a range share what is left, in their old proportion.
- A way that nobody takes (share 0) stays closed: what is behind it was not calculated either.

The draws of an input depend on the seed and on its key only, so that adding another changes none of them.

Sources: PERT: D. G. Malcolm et al., "Application of a Technique for Research and Development Program Evaluation",
Operations Research 7 (1959), pp. 646–669; ½: H. Jeffreys, "An invariant form for the prior probability in estimation
problems", Proceedings of the Royal Society A 186 (1946), pp. 453–461.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from bpr.core.values import Evidence

Draws = NDArray[np.float64]
_PERT_WEIGHT = 4.0
_JEFFREYS = 0.5


class InputKind(StrEnum):
    """What sort of input varies."""

    MINUTES = "minutes"  # 処理時間: minutes per execution
    VOLUME = "volume"  # 件数: cases per year
    SHARE = "share"  # 割合 of the ways of one decision


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """Where an input stands: ``place`` in words, ``common_key`` of its step, its evidence."""

    place: str = ""
    common_key: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Factor:
    """An input of one number: minutes per execution, or cases per year."""

    key: str
    name: str
    likely: float
    minimum: float
    maximum: float
    unit: str
    kind: InputKind = InputKind.MINUTES
    origin: Origin = field(default=Origin())

    @property
    def varies(self) -> bool:
        """True where a range was said."""
        return self.minimum < self.maximum

    @property
    def deviation(self) -> float:
        """Standard deviation of the PERT distribution, in the factor's unit."""
        width = self.maximum - self.minimum
        mean = (self.minimum + _PERT_WEIGHT * self.likely + self.maximum) / (2 + _PERT_WEIGHT)
        return float(np.sqrt(max((mean - self.minimum) * (self.maximum - mean), 0.0) / (3 + _PERT_WEIGHT))) * (
            width > 0
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Way:
    """One way of a decision: its share, and its ends or the number of cases it was counted in."""

    name: str
    share: float
    minimum: float | None = None
    maximum: float | None = None
    counted_in: int | None = None

    @property
    def varies(self) -> bool:
        """True where a range was said or cases were counted, and anybody takes the way."""
        if not self.share:
            return False
        return bool(self.counted_in) or (self.minimum is not None and self.maximum is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """The shares of the ways of one decision, as one input. ``is_choice``: exactly one of them is taken."""

    key: str
    name: str
    ways: tuple[Way, ...]
    is_choice: bool = True
    origin: Origin = field(default=Origin())

    @property
    def varies(self) -> bool:
        """True where any of its ways varies."""
        return any(way.varies for way in self.ways)

    @property
    def is_dirichlet(self) -> bool:
        """True where all ways are taken and were counted in the same cases."""
        counts = {way.counted_in for way in self.ways}
        return self.is_choice and len(self.ways) > 1 and len(counts) == 1 and None not in counts and self._all_taken

    @property
    def _all_taken(self) -> bool:
        return all(way.share for way in self.ways)

    @property
    def told(self) -> Way:
        """The way that speaks for the decision where one is shown: the first of those that vary, else the first."""
        return next((way for way in self.ways if way.varies), self.ways[0])


def stream(seed: int, key: str) -> np.random.Generator:
    """A generator of its own for each key."""
    number = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    return np.random.default_rng([seed, number])


def pert(generator: np.random.Generator, factor: Factor, draws: int) -> Draws:
    """PERT draws: a beta distribution over [minimum, maximum] with mean (min + 4·likely + max) ÷ 6."""
    return _pert(generator, factor.minimum, factor.likely, factor.maximum, draws)


def _pert(generator: np.random.Generator, low: float, likely: float, high: float, draws: int) -> Draws:
    width = high - low
    alpha = 1 + _PERT_WEIGHT * (likely - low) / width
    beta = 1 + _PERT_WEIGHT * (high - likely) / width
    values: Draws = low + width * generator.beta(alpha, beta, draws)
    return values


class FactorStream:
    """Draws of one factor, piece after piece."""

    def __init__(self, seed: int, factor: Factor) -> None:
        self._factor, self._generator = factor, stream(seed, factor.key)

    def draw(self, draws: int) -> Draws:
        """The next draws, in the unit of the factor."""
        return pert(self._generator, self._factor, draws)


class DecisionStream:
    """Draws of the shares of one decision, piece after piece."""

    def __init__(self, seed: int, decision: Decision) -> None:
        self._decision = decision
        self._generators = [stream(seed, f"{decision.key}|{at}") for at in range(len(decision.ways))]

    def draw(self, draws: int) -> list[Draws | float]:
        """The shares of the ways, in their order."""
        pairs = zip(self._generators, self._decision.ways, strict=True)
        if self._decision.is_dirichlet:
            drawn: list[Draws | None] = [
                generator.standard_gamma(way.share * (way.counted_in or 0) + _JEFFREYS, draws)
                for generator, way in pairs
            ]
        else:
            drawn = [_way_draws(generator, way, draws) for generator, way in pairs]
        return brought_to_one(self._decision, drawn)


def _way_draws(generator: np.random.Generator, way: Way, draws: int) -> Draws | None:
    if not way.varies:
        return None
    if way.counted_in:
        taken = way.share * way.counted_in
        return generator.beta(taken + _JEFFREYS, way.counted_in - taken + _JEFFREYS, draws)
    assert way.minimum is not None  # noqa: S101 - it varies
    assert way.maximum is not None  # noqa: S101
    return _pert(generator, way.minimum, way.share, way.maximum, draws)


def brought_to_one(decision: Decision, drawn: Sequence[Draws | None]) -> list[Draws | float]:
    """The ways that were drawn, and the others (None) with what these leave; only drawn ones where none is left."""
    fixed = sum(way.share for way, draws in zip(decision.ways, drawn, strict=True) if draws is None)
    found = [way.share if draws is None else draws for way, draws in zip(decision.ways, drawn, strict=True)]
    sums = [draws for draws in drawn if draws is not None]
    if not decision.is_choice or not sums:
        return list(found)
    total: Draws = sum(sums[1:], start=sums[0])
    scale = np.maximum(total, 1.0) if fixed else total
    left = np.maximum(1.0 - total, 0.0)
    return [
        way.share * left / fixed if draws is None and fixed else 0.0 if draws is None else draws / scale
        for way, draws in zip(decision.ways, drawn, strict=True)
    ]
