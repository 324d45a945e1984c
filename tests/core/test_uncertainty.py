from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from scipy.stats import beta

from bpr.core.figures import TOTAL, Quantity, Scope
from bpr.core.uncertainty import Factor, Interval, LinearLine, influences, intervals, pert
from bpr.core.units import RoundingPolicy
from tests.core.flow_models import D

POLICY = RoundingPolicy()


def factor(key: str, low: float, likely: float, high: float, unit: str = "分/回") -> Factor:
    return Factor(key=key, name=key, likely=likely, minimum=low, maximum=high, unit=unit)


def line(number: int, **minutes: float) -> LinearLine:
    scope = Scope(use_case="u", organisation=f"o{number}")
    return LinearLine(scope=scope, minutes=minutes, volume="cases", yen_per_minute=60, direct_yen_per_case=5)


FACTORS = {f.key: f for f in (factor("a", 5, 10, 20), factor("b", 3, 3, 3), factor("cases", 600, 600, 600, "件/年"))}


def run(lines: list[LinearLine], seed: int = 1) -> tuple[Interval, ...]:
    scopes = {item.scope: [index] for index, item in enumerate(lines)} | {TOTAL: list(range(len(lines)))}
    return intervals(lines=lines, factors=FACTORS, scopes=scopes, seed=seed, draws=10_000, policy=POLICY)


def find(found: tuple[Interval, ...], scope: Scope, quantity: Quantity) -> Interval:
    return next(item for item in found if item.scope == scope and item.quantity is quantity)


def test_pert_has_its_mean_and_stays_in_bounds() -> None:
    draws = pert(np.random.default_rng(3), factor("x", 2, 3, 10), 200_000)
    assert draws.mean() == pytest.approx((2 + 4 * 3 + 10) / 6, abs=0.02)
    assert draws.min() >= 2
    assert draws.max() <= 10


def test_an_interval_agrees_with_the_quantiles_of_its_one_varying_input() -> None:
    only = line(1, a=1, b=-1)
    found = run([only])
    hours = find(found, TOTAL, Quantity.STAFF_HOURS)
    draws = pert(np.random.default_rng(99), FACTORS["a"], 400_000)
    low, high = np.quantile((draws - 3) * 10, (0.1, 0.9))
    assert float(hours.low) == pytest.approx(low, rel=0.02)
    assert float(hours.high) == pytest.approx(high, rel=0.02)
    assert hours.low < hours.median < hours.high
    yen = find(found, only.scope, Quantity.TOTAL_YEN)
    per_case = find(found, only.scope, Quantity.STAFF_MINUTES_PER_CASE)
    assert float(yen.median) == pytest.approx((float(per_case.median) * 60 + 5) * 600, abs=200)
    assert (hours.ranged_inputs, hours.inputs) == (1, 3)
    assert hours.coverage_note == "入力3件のうち幅のある1件を動かし、2件は固定しました"


def test_without_ranges_nothing_is_invented() -> None:
    hours = find(run([line(1, b=2)]), TOTAL, Quantity.STAFF_HOURS)
    assert hours.low == hours.median == hours.high == 60
    assert "幅はありません" in hours.coverage_note


def test_the_same_seed_gives_the_same_numbers_whatever_else_is_calculated() -> None:
    first, second = line(1, a=1), line(2, a=2, b=1)
    alone, together = run([first]), run([second, first])
    assert find(alone, first.scope, Quantity.TOTAL_YEN) == find(together, first.scope, Quantity.TOTAL_YEN)
    assert run([first]) == alone
    assert run([first], seed=2) != alone


def test_a_shared_value_moves_both_sides_together() -> None:
    hours = find(run([line(1, a=0.0, b=1)]), TOTAL, Quantity.STAFF_HOURS)
    assert hours.low == hours.high == 30


def test_inputs_are_ranked_by_their_swing() -> None:
    factors = FACTORS | {"c": factor("c", 1, 2, 3), "cases": factor("cases", 500, 600, 800, "件/年")}
    bars = influences(lines=[line(1, a=1, c=-2)], factors=factors, policy=POLICY)
    assert [(bar.name, bar.hours_at_minimum, bar.hours_at_maximum) for bar in bars] == [
        ("a", D(10), D(160)),
        ("c", D(80), D(40)),
        ("cases", D(50), D(80)),
    ]
    assert bars[0].swing_hours == 150


def test_twenty_lines_of_ten_thousand_draws_in_a_second() -> None:
    keys = [f"s{i}-{j}" for i in range(20) for j in range(15)]
    factors = {key: factor(key, 1, 2, 4) for key in keys} | {"cases": FACTORS["cases"]}
    lines = [replace(line(i), minutes={f"s{i}-{j}": 1.0 for j in range(15)}) for i in range(20)]
    scopes = {item.scope: [index] for index, item in enumerate(lines)} | {TOTAL: list(range(20))}
    started = perf_counter()
    found = intervals(lines=lines, factors=factors, scopes=scopes, seed=1, draws=10_000, policy=POLICY)
    assert perf_counter() - started < 1.5  # measured 0.3 s on a quiet machine
    assert len(found) == 20 * 3 + 2


def test_one_step_agrees_with_the_closed_form_and_with_itself() -> None:
    """minimum 5, likely 10, maximum 20 → 5 + 15 × Beta(1 + 4·5/15, 1 + 4·10/15); 600 cases; the whole step is saved."""
    expected = [5 + 15 * quantile for quantile in beta.ppf([0.1, 0.5, 0.9], 1 + 4 * 5 / 15, 1 + 4 * 10 / 15)]
    found = run([line(1, a=1)], seed=7)
    minutes = find(found, line(1).scope, Quantity.STAFF_MINUTES_PER_CASE)
    hours, yen = find(found, TOTAL, Quantity.STAFF_HOURS), find(found, TOTAL, Quantity.TOTAL_YEN)
    for at, name in enumerate(("low", "median", "high")):
        assert float(getattr(minutes, name)) == pytest.approx(expected[at], rel=0.015)
        assert float(getattr(hours, name)) == pytest.approx(expected[at] * 10, rel=0.015)
        assert float(getattr(yen, name)) == pytest.approx((expected[at] * 60 + 5) * 600, rel=0.015)
        assert getattr(minutes, name).is_finite()
    assert run([line(1, a=1)], seed=7) == found
    assert run([line(1, a=1)], seed=8) != found


@pytest.mark.parametrize("bounds", [(0, 0, 1), (0, 1, 1), (0, 1e-9, 1e12), (1e11, 1e12, 1e12), (5, 5, 5 + 1e-12)])
def test_draws_are_numbers_at_the_edges(bounds: tuple[float, float, float]) -> None:
    draws = pert(np.random.default_rng(1), factor("x", *bounds), 1_000)
    assert np.isfinite(draws).all()
    assert draws.min() >= bounds[0]
    assert draws.max() <= bounds[2]
