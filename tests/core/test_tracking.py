"""What became of a promise: hand-made cases and what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.core.tracking import Baseline, Promise, achievement, actual, fiscal_months, part_of_year, total
from bpr.core.units import RoundingPolicy
from bpr.core.workload import MONTHS, volume
from tests.core.flow_models import D

POLICY = RoundingPolicy()
YEAR = tuple(MONTHS)


def baseline(months: tuple[D, ...] = (), as_is: str = "20", to_be: str = "8", cases: str = "1200") -> Baseline:
    saved = (D(as_is) - D(to_be)) * D(cases) / 60
    return Baseline(
        as_is_minutes=D(as_is), to_be_minutes=D(to_be), as_is_direct_yen=D(100), to_be_direct_yen=D(20),
        yen_per_hour=D(3000), volume=volume(cases_per_year=D(cases), months=months), hours_per_year=saved,
        yen_per_year=saved * 3000 + 80 * D(cases),
    )  # fmt: skip


PROMISE = Promise(hours_per_year=D(200), yen_per_year=D(600_000))


def test_a_year_by_hand() -> None:
    """1,200 件 × (20 − 8) 分 = 240 時間 planned, 200 promised; measured 1,000 件 at 11 分 = 150 時間."""
    told = actual(months=YEAR, cases=D(1000), minutes=D(11), direct_yen=D(30))
    found = achievement(baseline=baseline(), promise=PROMISE, actual=told, policy=POLICY)
    assert (found.planned_hours, found.promised_hours, found.realised_hours) == (D(240), D(200), D(150))
    assert found.rate_hours == D("75.0")
    assert found.hours_by_cases == D(-40)  # 200 cases fewer × 12 minutes
    assert found.hours_by_minutes == D(-50)  # 1,000 cases × 3 minutes more than planned
    assert found.realised_yen == D(150 * 3000 + 70 * 1000)
    assert found.rate_yen == D("86.7")
    assert not found.direct_is_planned


def test_half_a_year_is_held_against_its_part_of_the_promise() -> None:
    """Three quarters of the cases come in the first half: so does the promise."""
    profile = (D(150),) * 6 + (D(50),) * 6
    told = actual(months=fiscal_months(4, 9), cases=D(900), minutes=D(8))
    found = achievement(baseline=baseline(profile), promise=PROMISE, actual=told, policy=POLICY)
    assert (found.planned_hours, found.promised_hours, found.realised_hours) == (D(180), D(150), D(180))
    assert found.rate_hours == D("120.0")
    assert found.hours_by_cases == found.hours_by_minutes == 0
    assert found.direct_is_planned


def test_where_nothing_was_promised_there_is_no_rate_and_a_loss_is_a_loss() -> None:
    nothing = Promise(hours_per_year=D(0), yen_per_year=D(0))
    told = actual(months=YEAR, cases=D(60), minutes=D(30), direct_yen=D(100))
    found = achievement(baseline=baseline(), promise=nothing, actual=told, policy=POLICY)
    assert found.rate_hours is None
    assert found.realised_hours == D(-10)
    assert found.is_loss


_amount = st.decimals(0, 10_000, places=2)


@given(cases=_amount, minutes=_amount, months=st.sets(st.sampled_from(MONTHS), min_size=1))
def test_the_difference_from_the_plan_is_split_exactly(cases: D, minutes: D, months: set[int]) -> None:
    told = actual(months=tuple(months), cases=cases, minutes=minutes)
    found = achievement(baseline=baseline(), promise=PROMISE, actual=told, policy=POLICY)
    assert found.hours_by_cases + found.hours_by_minutes == found.realised_hours - found.planned_hours
    both = total([found, found], POLICY)
    assert both.realised_hours == 2 * found.realised_hours
    assert both.rate_hours == found.rate_hours


@given(st.lists(st.decimals(0, 500, places=0), min_size=12, max_size=12))
def test_the_months_of_a_year_are_the_year(counts: list[D]) -> None:
    item = volume(cases_per_year=D(1200), months=tuple(counts))
    assert part_of_year(item, MONTHS) == 1
    assert sum(part_of_year(item, (month,)) for month in MONTHS) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda: fiscal_months(3, 4), "3月から4月までは1つの年度に収まりません"),
        (lambda: fiscal_months(0, 4), "1から12"),
        (lambda: actual(months=(), cases=D(1), minutes=D(1)), "1か月以上"),
        (lambda: actual(months=(4, 4), cases=D(1), minutes=D(1)), "重ならない"),
        (lambda: actual(months=(4,), cases=D(-1), minutes=D(1)), "0以上"),
    ],
)
def test_what_cannot_be_is_named(asked: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        asked()  # type: ignore[operator]


def test_a_fiscal_year_ends_in_march() -> None:
    assert fiscal_months(4, 3) == MONTHS
    assert fiscal_months(12, 2) == (12, 1, 2)
