"""The hot loop: one use case, a block of municipalities, all draws; compiled, nothing allocated while it runs.

A draw of a municipality is a function of (seed, use case, municipality, number of the draw), so it is the same in
whatever chunk it is made. Amounts are added up as whole numbers of 1/64: sums of whole numbers do not depend on the
order, so totals are the same to the last bit however the work is cut up. Amounts beyond ``limit`` are not added up
but reported, so that no sum can run over.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bpr.core.national.normal import normal_quantile
from bpr.core.simulation.compiled import compiled_unlocked
from bpr.core.simulation.draws import stream, unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SCALE = 64  # parts of a minute, yen or case that are told apart in sums
# what a use case is for an organisation: states, in the order of ``shares``
BOTH, GONE, NEW, NEITHER = range(4)
# components: the first two, then three for each quantity
DRIVER, RATE, FIRST = range(3)
AMOUNT, RATIO, AMOUNT_OF_NEW = range(3)
PER_QUANTITY = 3
# series of sums: cases, then as-is and to-be of each quantity
CASES = 0
NUMBERS_FOR_CASES, NUMBERS_PER_QUANTITY = 2, 3
NONE = -1


@compiled_unlocked
def draw_block(
    seed: np.uint64, key: np.uint64, driver_key: np.uint64, number: Ints, size_class: Ints, base: Floats,
    is_estimated: NDArray[np.bool_], cases_heard: Floats, heard: Floats, theta: Floats, sigma: Floats, no_cases: Floats,
    shares: Floats, limit: float, rows: Ints, cells: Ints, beyond: Ints,
) -> None:  # fmt: skip
    """Add the draws to ``rows`` (municipality, series, draw) and ``cells`` (class, series, draw).

    ``base``: driver, or population where ``is_estimated``; NaN: the municipality is left out. ``cases_heard`` and
    ``heard`` (municipality, quantity, side): NaN where not heard. ``theta`` (component, class, draw), ``sigma``
    (component, draw), ``shares`` (quantity, draw, state; cumulated). ``beyond``, NONE beforehand, gets the first
    municipality with an amount beyond ``limit``.
    """

    def _amount(component: int, place: int, draw: int, normal: float) -> float:
        return math.exp(theta[component, place, draw] + sigma[component, draw] * normal)

    def _add(at: int, series: int, draw: int, amount: float) -> None:
        if amount <= limit:
            parts = int(amount * SCALE + 0.5)
            rows[at, series, draw] += parts
            cells[size_class[at], series, draw] += parts
        elif beyond[0] == NONE:
            beyond[0] = at

    def _cases(at: int, draw: int, start: np.uint64) -> float:
        if not math.isnan(cases_heard[at]):
            return float(cases_heard[at])
        if unit(start, 0) < no_cases[draw]:
            return 0.0
        driver: float = base[at]
        if is_estimated[at]:
            own = normal_quantile(unit(stream(seed, number[at], driver_key, draw), 0))
            driver *= _amount(DRIVER, size_class[at], draw, own)
        return driver * _amount(RATE, size_class[at], draw, normal_quantile(unit(start, 1)))

    def _state(known: float, quantity: int, draw: int, chance: float) -> int:
        """Where the as-is amount is known, only the states that agree with it are possible."""
        present = shares[quantity, draw, GONE]
        if known > 0.0:
            chance *= present
        elif known == 0.0:
            chance = present + chance * (1.0 - present)
        state = 0
        while state < NEITHER and chance >= shares[quantity, draw, state]:
            state += 1
        return state

    def _quantity(at: int, quantity: int, draw: int, start: np.uint64, cases: float) -> None:
        known = heard[at, quantity, 0]
        first = NUMBERS_FOR_CASES + NUMBERS_PER_QUANTITY * quantity
        component = FIRST + PER_QUANTITY * quantity
        place = size_class[at]
        state = _state(known, quantity, draw, unit(start, first))
        as_is, to_be = 0.0, 0.0
        if state <= GONE:
            as_is = known
            if math.isnan(known):
                as_is = _amount(component + AMOUNT, place, draw, normal_quantile(unit(start, first + 1)))
            if state == BOTH:
                to_be = as_is * _amount(component + RATIO, place, draw, normal_quantile(unit(start, first + 2)))
        elif state == NEW:
            to_be = _amount(component + AMOUNT_OF_NEW, place, draw, normal_quantile(unit(start, first + 1)))
        _add(at, 1 + 2 * quantity, draw, as_is * cases)
        _add(at, 2 + 2 * quantity, draw, to_be * cases)

    for at in range(len(number)):
        hears_cases = not math.isnan(cases_heard[at])
        if hears_cases or not math.isnan(base[at]):
            for draw in range(rows.shape[2]):
                start = stream(seed, number[at], key, draw)
                cases = _cases(at, draw, start)
                if not hears_cases:
                    _add(at, CASES, draw, cases)
                for quantity in range(heard.shape[1]):
                    is_heard = hears_cases and not math.isnan(heard[at, quantity, 1])
                    if not is_heard:
                        _quantity(at, quantity, draw, start, cases)
