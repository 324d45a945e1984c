"""Random numbers by counter: the nth number of a case at a step is a function of (seed, case, step, n) and no more.

So the as-is and the to-be draw the same for the same case and step (common random numbers), and neither the order of
events, nor chunks, nor workers change a result. The mixing function is SplitMix64's finaliser (Steele, Lea and Flood,
"Fast splittable pseudorandom number generators", OOPSLA 2014).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bpr.core.simulation.compiled import compiled, inlined

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
S11, S27, S30, S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)
TO_UNIT = 1.0 / 9007199254740992.0  # 2 ** -53


@inlined
def mixed(x: np.uint64) -> np.uint64:
    x = (x ^ (x >> S30)) * MIX_1
    x = (x ^ (x >> S27)) * MIX_2
    return x ^ (x >> S31)


@inlined
def stream(seed: np.uint64, case: int, key: np.uint64, visit: int) -> np.uint64:
    """Where the numbers of one visit of one case to one step begin."""
    return mixed(mixed(mixed(seed + GOLDEN * np.uint64(case + 1)) ^ key) + GOLDEN * np.uint64(visit + 1))


@compiled
def stream_at(seed: np.uint64, case: int, key: np.uint64, visit: int) -> np.uint64:
    """As :func:`stream`, but a function of its own in the machine code."""
    return stream(seed, case, key, visit)


@inlined
def unit(start: np.uint64, index: int) -> float:
    """The number ``index`` of a stream, in the open interval (0, 1)."""
    return (np.float64(mixed(start + GOLDEN * np.uint64(index + 1)) >> S11) + 0.5) * TO_UNIT


@compiled
def standard_normal(start: np.uint64, index: int) -> float:
    """Box and Muller's method; uses the numbers ``index`` and ``index + 1``."""
    return math.sqrt(-2.0 * math.log(unit(start, index))) * math.cos(2.0 * math.pi * unit(start, index + 1))


@compiled
def standard_gamma(start: np.uint64, index: int, shape: float) -> float:
    """Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000)."""
    boost = 1.0
    if shape < 1.0:
        boost = unit(start, index) ** (1.0 / shape)
        index += 1
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x = standard_normal(start, index)
        v = (1.0 + c * x) ** 3
        u = unit(start, index + 2)
        index += 3
        if v > 0.0 and math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
            return d * v * boost


@compiled
def drawn(
    code: int, p0: float, p1: float, p2: float, p3: float, values: NDArray[np.float64], start: np.uint64
) -> float:  # fmt: skip
    """One value of a distribution, see ``distributions.distribution_table``; codes in the order of its kinds."""
    if code == 0:
        return p0
    if code == 1:
        return -p0 * math.log(unit(start, 0))
    if code == 2:
        index = 0
        while True:
            value = p0 + p1 * standard_normal(start, index)
            if value >= 0.0:
                return value
            index += 2
    if code == 3:
        return math.exp(p0 + p1 * standard_normal(start, 0))
    if code == 4:
        return standard_gamma(start, 0, p0) * p1 if p0 > 0.0 else p1
    if code == 5:
        return _triangular(p0, p1, p2, unit(start, 0))
    if code == 6:
        first = standard_gamma(start, 0, p2)
        second = standard_gamma(start, 1 << 20, p3)  # far from the numbers of the first
        return p0 + p1 * first / (first + second)
    if code == 7:
        return p0 + (p1 - p0) * unit(start, 0)
    return float(values[int(p0) + int(unit(start, 0) * p1)])


@compiled
def _triangular(low: float, mode: float, high: float, u: float) -> float:
    span = high - low
    if span <= 0.0:
        return low
    turn = (mode - low) / span
    if u < turn:
        return low + math.sqrt(u * span * (mode - low))
    return high - math.sqrt((1.0 - u) * span * (high - mode))


@compiled
def draw_into(
    found: NDArray[np.float64], code: int, p: NDArray[np.float64], values: NDArray[np.float64], seed: np.uint64,
    key: np.uint64, first: int,
) -> None:  # fmt: skip
    """Fill ``found`` with the values for the cases from ``first`` on."""
    for index in range(len(found)):
        found[index] = drawn(code, p[0], p[1], p[2], p[3], values, stream(seed, first + index, key, 0))
