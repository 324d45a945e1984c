"""Whatever would give a wrong or no figure is named, with the remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bpr.core.national import Heard, NationalError, NationalInput, Prior, Priors, estimate
from tests.core.national.countries import CLASSES, STAFF, code, heard, municipality, question


def asked(*told: Heard) -> NationalInput:
    places = [municipality(at, size_class=CLASSES[at], driver=100.0) for at in range(4)]
    return question(places, told or [heard(0, 30, 10, 50)], draws=20)


def with_place(**changes: object) -> NationalInput:
    data = asked()
    return replace(data, municipalities=(replace(data.municipalities[0], **changes), *data.municipalities[1:]))


def with_use_case(**changes: object) -> NationalInput:
    data = asked()
    return replace(data, use_cases=(replace(data.use_cases[0], **changes),))


WRONG: list[tuple[Callable[[], NationalInput], str]] = [
    (lambda: replace(asked(), use_cases=()), "ユースケースがありません"),
    (lambda: replace(asked(), municipalities=()), "市区町村がありません"),
    (lambda: replace(asked(), quantities=()), "量がありません"),
    (lambda: replace(asked(), draws=0), "試行回数が0"),
    (lambda: replace(asked(), seed=-1), "乱数の種が-1"),
    (lambda: replace(asked(), priors=Priors(rate=Prior(within=0))), "件数の率の事前のばらつき"),
    (lambda: replace(asked(), size_classes=("大", "大")), "人口区分「大」が2回"),
    (lambda: replace(asked(), use_cases=asked().use_cases * 2), "ユースケース「move-in」が2回"),
    (lambda: with_place(code="12345"), "6けたの数字ではありません"),
    (lambda: with_place(code=code(1)), f"団体コード「{code(1)}」が2回"),
    (lambda: with_place(size_class="特大"), "第0市.*人口区分「特大」"),
    (lambda: with_place(prefecture=""), "第0市.*都道府県が空"),
    (lambda: with_place(population=-1), "第0市.*人口が「-1」"),
    (lambda: with_place(drivers={"転入者数": float("nan")}), "第0市.*統計「転入者数」が「nan」"),
    (lambda: with_use_case(driver=""), "統計が選ばれていません"),
    (lambda: with_use_case(driver="転出者数"), "統計「転出者数」がどの市区町村にもありません"),
    (lambda: with_use_case(heard=()), "「転入届」はヒアリングした団体がありません"),
    (lambda: asked(heard(9, 1, 1, 1)), f"団体{code(9)}が市区町村の表にありません"),
    (lambda: asked(heard(0, 1, 1, 1), heard(0, 1, 1, 1)), f"団体{code(0)}が2回"),
    (lambda: asked(heard(0, -1, 1, 1)), "現行の量「staff_minutes」が「-1.0」"),
    (lambda: asked(heard(0, 1, 1, float("inf"))), "件数が「Infinity」"),
    (lambda: asked(heard(0, 1e13, 1, 1)), "現行の量「staff_minutes」が「10000000000000.0」"),
    (lambda: asked(heard(0, 1, 1, None)), "件数を聞いた団体がありません"),
    (lambda: asked(heard(0, 1, 1, 0)), "両方が0より大きい団体がありません"),
    (lambda: asked(Heard(organisation=code(0), cases_per_year=Decimal(1))), "現行を聞いた団体がありません"),
    (
        lambda: asked(Heard(organisation=code(0), as_is={STAFF.key: Decimal(1)}, cases_per_year=Decimal(1))),
        "「職員の処理時間」の改革案を聞いた団体がありません",
    ),
    (lambda: asked(Heard(organisation=code(0), to_be={STAFF.key: Decimal(1)})), "改革案だけで現行がありません"),
    (lambda: asked(Heard(organisation=code(0), as_is={"pages": Decimal(1)})), "「pages」が、推計する量の一覧に"),
    (lambda: asked(heard(0, 1e11, 1e11, 1e11)), "第.市の推計が.*単位"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_is_named(make: Callable[[], NationalInput], message: str) -> None:
    with pytest.raises(NationalError, match=message):
        estimate(make())
