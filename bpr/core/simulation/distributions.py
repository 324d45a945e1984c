"""Distributions of durations and intervals: what people can say, and the numbers the compiled kernel draws from.

Parameters are in the unit of the caller (minutes); ``mean`` is the mean of what is drawn, truncation included.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class DistributionKind(StrEnum):
    """How values are spread. The order is the code in the compiled arrays."""

    FIXED = "fixed"  # 一定
    EXPONENTIAL = "exponential"  # 指数
    NORMAL = "normal"  # 正規, never below 0
    LOGNORMAL = "lognormal"  # 対数正規
    GAMMA = "gamma"  # ガンマ
    TRIANGULAR = "triangular"  # 三角
    PERT = "pert"  # PERT
    UNIFORM = "uniform"  # 一様
    EMPIRICAL = "empirical"  # 実測の値


KINDS = tuple(DistributionKind)
PARAMETERS: dict[DistributionKind, tuple[str, ...]] = {
    DistributionKind.FIXED: ("value",),
    DistributionKind.EXPONENTIAL: ("mean",),
    DistributionKind.NORMAL: ("mean", "deviation"),
    DistributionKind.LOGNORMAL: ("mean", "deviation"),
    DistributionKind.GAMMA: ("mean", "deviation"),
    DistributionKind.TRIANGULAR: ("minimum", "mode", "maximum"),
    DistributionKind.PERT: ("minimum", "mode", "maximum"),
    DistributionKind.UNIFORM: ("minimum", "maximum"),
}
PERT_WEIGHT = 4.0  # weight of the mode, as in the classic PERT formula (min + 4 mode + max) / 6


@dataclass(frozen=True, slots=True)
class Distribution:
    """``parameters`` in the order of :data:`PARAMETERS`; for EMPIRICAL the values themselves, each equally likely.

    NORMAL is the normal distribution cut off at 0 (drawn anew below it), so its mean is a little above ``mean``.
    LOGNORMAL and GAMMA are given by the mean and standard deviation of the values themselves.
    """

    kind: DistributionKind
    parameters: tuple[float, ...]

    def __post_init__(self) -> None:
        problem = _problem(self.kind, self.parameters)
        if problem:
            raise ValueError(f"{self.kind.value}分布: {problem}（{'、'.join(f'{x:g}' for x in self.parameters)}）")

    @property
    def mean(self) -> float:
        first = self.parameters[0]
        match self.kind:
            case DistributionKind.NORMAL:
                return _mean_above_zero(first, self.parameters[1])
            case DistributionKind.TRIANGULAR:
                return sum(self.parameters) / 3
            case DistributionKind.PERT:
                low, mode, high = self.parameters
                return (low + PERT_WEIGHT * mode + high) / (PERT_WEIGHT + 2)
            case DistributionKind.UNIFORM | DistributionKind.EMPIRICAL:
                return sum(self.parameters) / len(self.parameters)
            case _:
                return first


def _mean_above_zero(mean: float, deviation: float) -> float:
    """Mean of a normal distribution cut off at 0: μ + σ φ(μ/σ) / Φ(μ/σ)."""
    if not deviation:
        return mean
    ratio = mean / deviation
    density = math.exp(-ratio * ratio / 2) / math.sqrt(2 * math.pi)
    return mean + deviation * density / (0.5 * math.erfc(-ratio / math.sqrt(2)))


def fixed(value: float) -> Distribution:
    return Distribution(DistributionKind.FIXED, (float(value),))


def three_points(minimum: float, mode: float, maximum: float) -> Distribution:
    """PERT of minimum, most likely and maximum; fixed where they are all the same."""
    if minimum == maximum:
        return fixed(mode)
    return Distribution(DistributionKind.PERT, (float(minimum), float(mode), float(maximum)))


def _problem(kind: DistributionKind, values: Sequence[float]) -> str:
    names = PARAMETERS.get(kind)
    if names is None:
        wrong = "値を1つ以上入れてください" if not values else ""
    else:
        wrong = f"{len(names)}つの値が要ります" if len(values) != len(names) else ""
    if wrong:
        return wrong
    if any(not math.isfinite(value) or not 0 <= value <= 1e9 for value in values):
        return "0以上10億以下の数を入れてください"
    if kind in (DistributionKind.TRIANGULAR, DistributionKind.PERT, DistributionKind.UNIFORM) and any(
        first > second for first, second in pairwise(values)
    ):
        return "最小≦最頻≦最大になっていません"
    if kind in (DistributionKind.LOGNORMAL, DistributionKind.GAMMA) and values[0] == 0:
        return "平均は0より大きくしてください"
    return ""


@dataclass(frozen=True)
class DistributionTable:
    """All distributions of a run as arrays: code, four parameters, and the pooled values of the empirical ones."""

    code: NDArray[np.int64]
    parameter: Floats  # (n, 4), made ready for drawing
    values: Floats


def distribution_table(items: Sequence[Distribution]) -> DistributionTable:
    parameter = np.zeros((max(len(items), 1), 4))
    pooled: list[float] = []
    for row, item in zip(parameter, items, strict=False):
        row[:] = _prepared(item, len(pooled))
        if item.kind is DistributionKind.EMPIRICAL:
            pooled += item.parameters
    code = np.array([KINDS.index(item.kind) for item in items] or [0], dtype=np.int64)
    return DistributionTable(code=code, parameter=parameter, values=np.array(pooled or [0.0]))


def _prepared(item: Distribution, offset: int) -> tuple[float, float, float, float]:
    """What the kernel needs: parameters of the underlying normal, gamma or beta."""
    p = item.parameters
    match item.kind:
        case DistributionKind.LOGNORMAL:
            variance = math.log1p((p[1] / p[0]) ** 2)
            return math.log(p[0]) - variance / 2, math.sqrt(variance), 0.0, 0.0
        case DistributionKind.GAMMA:
            if not p[1]:
                return 0.0, p[0], 0.0, 0.0  # no spread: always the mean
            return (p[0] / p[1]) ** 2, p[1] ** 2 / p[0], 0.0, 0.0
        case DistributionKind.PERT:
            low, mode, high = p
            span = high - low
            if not span:
                return low, 0.0, 1.0, 1.0
            return low, span, 1 + PERT_WEIGHT * (mode - low) / span, 1 + PERT_WEIGHT * (high - mode) / span
        case DistributionKind.EMPIRICAL:
            return float(offset), float(len(p)), 0.0, 0.0
        case _:
            padded = (*p, 0.0, 0.0, 0.0, 0.0)
            return padded[0], padded[1], padded[2], padded[3]
