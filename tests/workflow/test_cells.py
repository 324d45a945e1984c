"""Reading cells as people type them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.workflow.cells import read_choice, read_date, read_forms, read_minutes, read_number
from bpr.workflow.problems import CellError

FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@given(st.integers(min_value=0, max_value=10**9 - 1))
def test_whole_numbers_are_read_however_they_are_written(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number:,}".translate(FULL_WIDTH), f" 約{number:,}件 "):
        assert read_number(text, units=("件",)) == number


@given(st.decimals(min_value=0, max_value=10**6, places=2, allow_nan=False))
def test_decimals_stay_exact(number: Decimal) -> None:
    assert read_number(str(number)) == number
    assert read_number(str(number).translate(FULL_WIDTH)) == number


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_hours_minutes_and_seconds_add_up(hours: int, minutes: int, seconds: int) -> None:
    expected = Decimal(hours * 60 + minutes) + Decimal(seconds) / 60
    text = f"{hours}時間{minutes}分{seconds}秒"
    for typed in (text, text.translate(FULL_WIDTH), f"{hours} 時間 {minutes} 分 {seconds} 秒"):
        assert abs(read_minutes(typed) - expected) <= Decimal("0.00005")


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text: str) -> None:
    for reader in (read_number, read_minutes, read_date, read_forms):
        assert _readable_or_said(reader, text)


def _readable_or_said(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except CellError as error:
        return bool(str(error))
    return True


@given(st.dates(min_value=date(1912, 8, 1), max_value=date(2099, 12, 31)))
def test_dates_are_the_same_in_western_and_japanese_writing(day: date) -> None:
    eras = (("令和", "R", 2019, date(2019, 5, 1)), ("平成", "H", 1989, date(1989, 1, 8)))
    eras += (("昭和", "S", 1926, date(1926, 12, 25)), ("大正", "T", 1912, date(1912, 7, 30)))
    name, letter, first, _start = next(era for era in eras if day >= era[3])
    year = day.year - first + 1
    texts = [f"{day.year}/{day.month}/{day.day}", day.isoformat(), f"{day.year}年{day.month}月{day.day}日"]
    texts += [f"{name}{year}年{day.month}月{day.day}日", f"{letter}{year}.{day.month}.{day.day}"]
    texts += [unicodedata.normalize("NFKC", texts[-1]).translate(FULL_WIDTH), f"{day.isoformat()} 00:00:00"]
    if year == 1:
        texts.append(f"{name}元年{day.month}月{day.day}日")
    assert {read_date(text) for text in texts} == {day}


def test_an_excel_serial_number_is_a_date() -> None:
    assert read_date("46206") == date(2026, 7, 3)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("5", 5),
        ("５分", 5),
        ("1時間30分", 90),
        ("１．５ｈ", 90),
        ("90秒", Decimal("1.5")),
        ("1時間半", 90),
        ("約10分", 10),
        ("なし", 0),
        ("0", 0),
        ("1,440", 1440),
        ("20秒", Decimal("0.3333")),
    ],
)
def test_handling_minutes(text: str, minutes: Decimal) -> None:
    assert read_minutes(text) == minutes


@pytest.mark.parametrize(("text", "minutes"), [("3日", 4320), ("2週間", 20160), ("1日2時間", 1560), ("30日間", 43200)])
def test_waiting_may_be_days(text: str, minutes: int) -> None:
    assert read_minutes(text, days=True) == minutes


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("五分", "分を数字で"),
        ("1日", "7時間45分"),
        ("1:30", "1時間30分"),
        ("3〜5分", "最小"),
        ("-5", "分を数字で"),
        ("1か月", "30日"),
    ],
)
def test_what_is_not_minutes_says_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(CellError, match=remedy):
        read_minutes(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("34,12", "数字だけ"),
        ("△5", "0以上"),
        ("-1", "0以上"),
        ("多数", "数字だけ"),
        ("10〜20", "1つの数"),
        ("1e5", "数字だけ"),
        ("1000000000", "大きすぎ"),
        ("1.23456", "小数は4桁"),
    ],
)
def test_what_is_not_a_number_says_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(CellError, match=remedy):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("7月3日", "年月日"), ("令和8年2月30日", "暦にない"), ("平成32年4月1日", "平成に"), ("令和元年4月30日", "令和に")],
)
def test_what_is_not_a_date_says_the_remedy(text: str, remedy: str) -> None:
    with pytest.raises(CellError, match=remedy):
        read_date(text)


def test_forms_are_read_with_their_sheets() -> None:
    forms = read_forms("転入届 1枚、転出証明書\n住民票の写し（２枚）, 申請書１２枚")
    assert [(form.name, form.sheets) for form in forms] == [
        ("転入届", 1),
        ("転出証明書", 1),
        ("住民票の写し", 2),
        ("申請書", 12),
    ]


def test_a_number_in_a_forms_name_is_not_its_sheets() -> None:
    assert [(form.name, form.sheets) for form in read_forms("様式第1号、第2号様式 3枚")] == [
        ("様式第1号", 1),
        ("第2号様式", 3),
    ]


def test_a_form_named_twice_in_one_cell_is_refused() -> None:
    with pytest.raises(CellError, match="「転入届」が2回"):
        read_forms("転入届 1枚、転入届 2枚")


def test_choices_are_read_in_any_width_and_listed_when_wrong() -> None:
    assert read_choice(" 窓口 ", {"窓口": 1}) == 1
    with pytest.raises(CellError, match="窓口・原課"):
        read_choice("まどぐち", {"窓口": 1, "原課": 2})
