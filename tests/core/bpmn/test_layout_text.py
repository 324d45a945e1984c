"""Breaking Japanese text into lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpr.core.bpmn.layout.text import text_width, wrap

_TEXT = st.text(st.sampled_from("転入届を受け付け、本人確認する（マイナンバーカード）ABC 12"), max_size=60)


@given(_TEXT, st.integers(40, 200))
def test_nothing_is_lost_and_no_line_is_too_wide(text, width):
    lines = wrap(text, width, 12)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 12) <= width or len(line) == 1 for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("転入届を受け付け、本人を確認する", ("転入届を受け付け、", "本人を確認する")),
        ("通知書を印刷し、封入する", ("通知書を印刷し、", "封入する")),
        ("確認", ("確認",)),
        ("", ()),
        ("受付\n審査", ("受付", "審査")),
    ],
)
def test_lines_break_where_a_reader_would(text, lines):
    assert wrap(text, 108, 12) == lines


def test_a_line_neither_begins_with_a_closing_mark_nor_ends_with_an_opening_one():
    lines = wrap("住民基本台帳（世帯票）を検索する、及び確認する", 96, 12)

    assert len(lines) > 2
    assert not [line for line in lines if line[0] in "）、。" or line[-1] in "（"]


def test_latin_words_stay_whole():
    assert wrap("LGWAN経由でgBizIDを確認する", 72, 12)[0].startswith("LGWAN")


def test_half_width_text_is_narrower():
    assert text_width("12", 10) < text_width("１２", 10) == 20
