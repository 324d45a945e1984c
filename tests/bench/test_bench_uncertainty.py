"""The 80 % intervals of one use case × 20 organisations, 30 steps with two loops each, 10,000 draws.

    .venv/bin/python -m pytest tests/bench/test_bench_uncertainty.py --bench --benchmark-columns=median,rounds

Target of the issue: under 1 s. The floor is NumPy's own drawing of the same inputs, with nothing done with them. Times
are read, never asserted: what is asserted is that the work was done.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from bpr.core.assessment import assess, sum_scopes
from bpr.core.factors import DecisionStream, FactorStream
from bpr.core.figures import TOTAL, Quantity, Scope
from bpr.core.influence import sensitivities
from bpr.core.localise import localise
from bpr.core.ranges import Compared, RangeForm, range_form
from bpr.core.uncertainty import Interval, intervals
from bpr.core.units import RoundingPolicy
from tests.core.range_cases import big_case, question

ORGANISATIONS, DRAWS, SEED = 20, 10_000, 7


@pytest.fixture(scope="module")
def compared() -> list[Compared]:
    data = question(*[big_case(number) for number in range(ORGANISATIONS)])
    lines = assess(replace(data, draws=10)).lines
    return [
        Compared(line=line, as_is=case.as_is, localised=localise(case.to_be, case.as_is))
        for line, case in zip(lines, data.cases, strict=True)
        if case.to_be
    ]


@pytest.fixture(scope="module")
def form(compared: list[Compared]) -> RangeForm:
    return range_form(compared, question().assumptions)


@pytest.fixture(scope="module")
def scopes(compared: list[Compared]) -> tuple[Scope, ...]:
    lines = [item.line for item in compared]
    return (*(line.scope for line in lines), *sum_scopes(lines))


def bare(form: RangeForm) -> float:
    """Every input drawn once."""
    factors = [FactorStream(SEED, factor).draw(DRAWS) for factor in form.factors.values() if factor.varies]
    decisions = [DecisionStream(SEED, each).draw(DRAWS) for each in form.decisions.values() if each.varies]
    return float(np.sum([draws[0] for draws in factors]) + np.sum([ways[0] for ways in decisions]))


def drawn(form: RangeForm, scopes: tuple[Scope, ...]) -> tuple[Interval, ...]:
    return intervals(
        form=form, scopes=scopes, seed=SEED, draws=DRAWS, policy=RoundingPolicy(), hours_per_fte=Decimal(1920)
    )


@pytest.mark.benchmark(group="intervals of one use case, 20 organisations, 10,000 draws")
def test_floor_numpy_draws(benchmark: Any, form: RangeForm) -> None:
    assert benchmark(bare, form) > 0


@pytest.mark.benchmark(group="intervals of one use case, 20 organisations, 10,000 draws")
def test_intervals(benchmark: Any, form: RangeForm, scopes: tuple[Scope, ...]) -> None:
    found = benchmark(drawn, form, scopes)
    whole = next(item for item in found if (item.scope, item.quantity) == (TOTAL, Quantity.STAFF_HOURS))
    assert whole.low < whole.median < whole.high
    assert whole.ranged_inputs > 600


@pytest.mark.benchmark(group="reading and ranking the inputs of the same")
def test_range_form(benchmark: Any, compared: list[Compared]) -> None:
    assert len(benchmark(range_form, compared, question().assumptions).lines) == ORGANISATIONS


@pytest.mark.benchmark(group="reading and ranking the inputs of the same")
def test_sensitivities(benchmark: Any, form: RangeForm) -> None:
    assert len(benchmark(sensitivities, form, seed=SEED)) > 600
