from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.core.inputs import Investment
from bpr.core.savings import InvestmentResult, cost_shares, investment_result
from bpr.core.units import RoundingPolicy
from tests.core.flow_models import D


def result(initial: int, running: int, saving: int, rate: str = "0.04", years: int = 5) -> InvestmentResult:
    return investment_result(
        investments=[
            Investment(name="構築", initial_yen=D(initial)), Investment(name="保守", year=1, running_yen=D(running))
        ],
        saving_yen_per_year=D(saving), discount_rate=D(rate), years=years, policy=RoundingPolicy(),
    )  # fmt: skip


def test_net_present_value_and_payback_by_hand() -> None:
    # net 3,000,000 a year; annuity factor for 5 years at 4 % = (1 − 1.04⁻⁵) ÷ 0.04 = 4.4518223310…
    # 3,000,000 × 4.4518223310 − 10,000,000 = 3,355,466.99…
    got = result(10_000_000, 1_000_000, 4_000_000)
    assert got.net_present_value_yen == 3_355_467
    assert got.payback_years == D("3.4")  # 10 ÷ 3 = 3.33…, rounded up
    assert [year.balance_yen for year in got.years] == [
        -10_000_000,
        -7_000_000,
        -4_000_000,
        -1_000_000,
        2_000_000,
        5_000_000,
    ]
    assert got.years[0].cost_yen == 10_000_000
    assert got.years[1].cost_yen == 1_000_000


def test_what_never_pays_has_no_payback() -> None:
    assert result(1_000, 500, 500).payback_years is None
    assert result(1_000, 500, 400).net_present_value_yen < -1_000
    assert result(0, 0, 0).payback_years == 0


def by_year(*costs: tuple[int, int, int], saving: int = 100, years: int = 3) -> InvestmentResult:
    return investment_result(
        investments=[Investment(name="n", year=y, initial_yen=D(i), running_yen=D(r)) for y, i, r in costs],
        saving_yen_per_year=D(saving), discount_rate=D(0), years=years, policy=RoundingPolicy(),
    )  # fmt: skip


def test_each_year_has_its_own_costs() -> None:
    got = by_year((0, 50, 0), (1, 0, 40), (1, 0, 10), (2, 30, 60), (3, 0, 0))
    assert [(row.initial_yen, row.running_yen) for row in got.years] == [(50, 0), (0, 50), (30, 60), (0, 60)]
    assert [row.balance_yen for row in got.years] == [-50, 0, 10, 50]
    assert (got.initial_yen, got.running_yen, got.cost_yen) == (80, 170, 250)
    assert got.net_present_value_yen == 50  # 3 × 100 − 250 without discount


def test_running_costs_go_on_after_the_last_year_that_states_them() -> None:
    assert [row.running_yen for row in by_year((1, 0, 40)).years] == [0, 40, 40, 40]
    assert [row.running_yen for row in by_year((0, 10, 5), years=2).years] == [5, 5, 5]


def test_costs_after_the_period_are_left_out() -> None:
    got = by_year((1, 0, 40), (4, 999, 50))
    assert got.initial_yen == 0
    assert [row.running_yen for row in got.years] == [0, 40, 0, 0]


def test_payback_is_the_point_from_which_the_balance_stays_positive() -> None:
    assert by_year((0, 150, 0)).payback_years == D("1.5")
    # Paid back within year 1, in debt again by the renewal of year 2: −50 → 50 → −150 → −50.
    assert by_year((0, 50, 0), (2, 300, 0)).payback_years is None
    assert by_year((0, 50, 0), (2, 180, 0)).payback_years == D("2.3")  # −50 → 50 → −30 → 70
    assert by_year((0, 301, 0)).payback_years is None  # later than the period


def test_a_year_before_the_introduction_is_refused() -> None:
    with pytest.raises(ValueError, match="0（導入の年）以上"):
        by_year((-1, 1, 0))


def test_impossible_terms_are_refused() -> None:
    with pytest.raises(ValueError, match="年数は1以上"):
        result(1, 1, 1, years=0)


def test_equal_and_by_population_and_mixed() -> None:
    people = {"周南市": 137_000, "下松市": 57_000, "阿武町": 3_000}
    assert cost_shares(total_yen=D(100), populations=people, equal_part=D(1)) == {
        "周南市": 34,
        "下松市": 33,
        "阿武町": 33,
    }
    by_people = cost_shares(total_yen=D(197_000_000), populations=people, equal_part=D(0))
    assert by_people == {"周南市": 137_000_000, "下松市": 57_000_000, "阿武町": 3_000_000}
    mixed = cost_shares(total_yen=D(1_000_000), populations=people, equal_part=D("0.3"), unit_yen=D(1000))
    # 周南市: 100,000 + 700,000 × 137/197 = 586,802…; 下松市: 302,538…; 阿武町: 110,659…  → thousands, one left for .802
    assert mixed == {"周南市": 587_000, "下松市": 302_000, "阿武町": 111_000}


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.decimals(0, 1, places=2))
def test_shares_always_add_up(total: int, people: list[int], equal: D) -> None:
    if sum(people) == 0:
        equal = D(1)
    shares = cost_shares(total_yen=D(total), populations={str(i): n for i, n in enumerate(people)}, equal_part=equal)
    assert sum(shares.values()) == total
    assert min(shares.values()) >= 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"populations": {}, "equal_part": D(1)}, "負担する団体がない"),
        ({"populations": {"a": 0}, "equal_part": D("0.5")}, "人口がすべて0"),
        ({"populations": {"a": 1}, "equal_part": D(2)}, "0%から100%"),
        ({"populations": {"a": 1}, "equal_part": D(1), "unit_yen": D(1000)}, "1,000円単位"),
    ],
)
def test_what_cannot_be_shared_says_why(arguments: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        cost_shares(total_yen=D(1500), **arguments)
