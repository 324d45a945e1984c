"""The check digit of the 個人番号, and its refusal anywhere in text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.workflow.mynumber import check_digit, contains_mynumber

ELEVEN = st.text("0123456789", min_size=11, max_size=11)


def defined_check_digit(eleven: str) -> int:
    """Written straight from the ordinance: P(n) counts from the right, Q(n) = n + 1 or n − 5."""
    total = sum(int(eleven[-n]) * (n + 1 if n <= 6 else n - 5) for n in range(1, 12))
    return 0 if total % 11 <= 1 else 11 - total % 11


@given(ELEVEN)
def test_the_check_digit_is_that_of_the_ordinance(eleven: str) -> None:
    assert check_digit(eleven) == defined_check_digit(eleven)


def test_a_worked_example() -> None:
    # 1·6+2·5+3·4+4·3+5·2+6·7+7·6+8·5+9·4+0·3+1·2 = 212; 212 mod 11 = 3; 11 − 3 = 8
    assert check_digit("12345678901") == 8


@given(ELEVEN, st.sampled_from(["{0}", "{1} {2} {3}", "{1}-{2}-{3}", "番号は{0}です", "{1}　{2}　{3}"]))
def test_a_valid_number_is_found_however_it_is_written(eleven: str, pattern: str) -> None:
    number = f"{eleven}{check_digit(eleven)}"
    text = pattern.format(number, number[:4], number[4:8], number[8:])
    assert contains_mynumber(text)
    assert contains_mynumber(text.translate(str.maketrans("0123456789", "０１２３４５６７８９")))


@given(ELEVEN, st.integers(1, 9))
def test_a_wrong_check_digit_is_an_ordinary_number(eleven: str, shift: int) -> None:
    assert not contains_mynumber(f"{eleven}{(check_digit(eleven) + shift) % 10}")


@pytest.mark.parametrize("text", ["1234567890189", "0834-22-8111", "3,412件", "令和8年7月3日", "", "123456789018901"])
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not contains_mynumber(text)
