from decimal import Decimal

import pytest
from hypothesis import given

from bpr.core.steps import Branch, Next, NextKind, format_next, parse_next
from tests.core.step_tables import nexts


def branch(to, percent=None, label=""):
    return Branch(to=to, share=None if percent is None else Decimal(percent) / 100, label=label)


@pytest.mark.parametrize(
    ("text", "kind", "branches"),
    [
        ("", NextKind.FOLLOWING, ()),
        (" 　", NextKind.FOLLOWING, ()),
        ("終了", NextKind.END, ()),
        ("５", NextKind.GOTO, (branch("5"),)),
        ("→5へ戻る", NextKind.GOTO, (branch("5"),)),
        ("作業5", NextKind.GOTO, (branch("5"),)),
        ("3（10% 不備あり）、5（90%）", NextKind.EXCLUSIVE, (branch("3", 10, "不備あり"), branch("5", 90))),
        ("3(不備あり １０．５％),終了", NextKind.EXCLUSIVE, (branch("3", "10.5", "不備あり"), branch(""))),
        ("3\n5 (軽微、その他)", NextKind.EXCLUSIVE, (branch("3"), branch("5", label="軽微、その他"))),
        ("3\n\n、\n5", NextKind.EXCLUSIVE, (branch("3"), branch("5"))),
        ("5（不備なし）", NextKind.EXCLUSIVE, (branch("5", label="不備なし"),)),
        ("5＋6", NextKind.PARALLEL, (branch("5"), branch("6"))),
        ("5+6（100%）", NextKind.PARALLEL, (branch("5"), branch("6"))),
        ("5（60% 控除あり）＋6（80%）", NextKind.INCLUSIVE, (branch("5", 60, "控除あり"), branch("6", 80))),
    ],
)  # fmt: skip
def test_what_people_write_is_understood(text, kind, branches):
    assert parse_next(text) == Next(kind=kind, branches=branches)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("次へ進む", "「次へ進む」は作業番号として読めません"),
        ("3（60%）、5（50%）", "合計が110%"),
        ("3（120%）、5", "100%を超えています"),
        ("3、4＋5", "混ざっています"),
        ("3（10%、5", "かっこの開きと閉じ"),
        ("3）（", "かっこの開きと閉じ"),
        ("3、、5", "区切りがあります"),
        ("3（10%）から", "かっこの後に続く文字"),
    ],
)
def test_what_cannot_be_read_is_said_with_what_was_read(text, said):
    with pytest.raises(ValueError, match=said):
        parse_next(text)


@given(nexts(["1", "2", "10-a"]))
def test_text_and_next_are_the_same_thing(next_):
    assert parse_next(format_next(next_)) == next_
