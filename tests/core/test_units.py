from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.core.units import (
    RoundingMode,
    RoundingPolicy,
    format_number,
    format_percent,
    hhmm_to_minutes,
    hours_to_fte,
    minutes_to_hhmm,
    minutes_to_yen,
    percent_of,
    rounded,
    seconds_to_minutes,
    split_to_sum,
)
from tests.core.flow_models import D, F

POLICY = RoundingPolicy()


@pytest.mark.parametrize(
    ("value", "unit", "half_up", "floor", "ceiling"),
    [
        (D("0.005"), D("0.01"), "0.01", "0.00", "0.01"),
        (D("2.4"), D(1), "2", "2", "3"),
        (D("-2.5"), D(1), "-3", "-2", "-3"),
        (F(1, 3), D("0.01"), "0.33", "0.33", "0.34"),
        (D(1166400), D(1000), "1166000", "1166000", "1167000"),
        (D(10), D(10), "10", "10", "10"),
    ],
)
def test_rounding_is_exact_in_each_mode(value: D | F, unit: D, half_up: str, floor: str, ceiling: str) -> None:
    assert rounded(value, unit, RoundingMode.HALF_UP) == D(half_up)
    assert rounded(value, unit, RoundingMode.FLOOR) == D(floor)
    assert rounded(value, unit, RoundingMode.CEILING) == D(ceiling)


def test_a_value_that_rounds_to_nothing_has_no_sign() -> None:
    assert str(rounded(D("-0.4"), D(1), RoundingMode.HALF_UP)) == "0"


@pytest.mark.parametrize(("text", "minutes"), [("424:44", 25484), ("0:05", 5), ("7:45", 465)])
def test_hours_and_minutes_go_to_minutes_and_back(text: str, minutes: int) -> None:
    assert hhmm_to_minutes(text) == minutes
    assert minutes_to_hhmm(minutes) == text


@pytest.mark.parametrize("text", ["7.75", "7:60", "時間", ":30", "-1:00"])
def test_what_is_not_hours_and_minutes_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"時間:分.*7:45"):
        hhmm_to_minutes(text)


def test_conversions() -> None:
    assert seconds_to_minutes(90, POLICY) == D("1.50")
    assert minutes_to_yen(D("3.67"), yen_per_hour=3516, policy=POLICY) == 215
    assert hours_to_fte(2880, hours_per_fte=1920, policy=POLICY) == D("1.50")
    assert minutes_to_hhmm(-90) == "△1:30"


def test_negative_numbers_carry_a_triangle_and_no_base_no_rate() -> None:
    assert format_number(D("-1234.50")) == "△1,234.5"
    assert format_number(D("1234.5"), 2) == "1,234.50"
    assert format_number(D("-0.04"), 1) == "0.0"
    assert format_number(F(1, 3)) == "0.3333"
    assert format_number(1200) == "1,200"
    assert percent_of(5, 0, POLICY) is None
    assert format_percent(percent_of(5, 0, POLICY)) == "—"
    assert format_percent(percent_of(-1, 8, POLICY)) == "△12.5%"


@given(st.lists(st.fractions(-1000, 1000, max_denominator=97), min_size=1, max_size=12), st.sampled_from(["1", "0.01"]))
def test_parts_add_up_and_stay_within_one_unit(parts: list[F], unit: str) -> None:
    total = rounded(sum(parts, F(0)), D(unit), RoundingMode.HALF_UP)
    split = split_to_sum(total, parts, D(unit))
    assert sum(split) == total
    assert all(abs(F(got) - part) <= 2 * F(D(unit)) for got, part in zip(split, parts, strict=True))


def test_largest_remainders_get_what_is_left() -> None:
    assert split_to_sum(D(100), [F(100, 3)] * 3, D(1)) == (34, 33, 33)
    assert split_to_sum(D(-1), [F(-1, 4), F(-3, 4)], D(1)) == (0, -1)
    assert split_to_sum(D(0), [], D(1)) == ()
    with pytest.raises(ValueError, match="配分先がない"):
        split_to_sum(D(5), [], D(1))
