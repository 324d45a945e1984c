"""Checks of what an estimate is asked for: everything that would give a wrong or no figure is named beforehand."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal

from bpr.core.national.inputs import (
    Heard,
    Municipality,
    NationalError,
    NationalInput,
    NationalUseCase,
    Prior,
)

MAX_AMOUNT = 10**12
MAX_DRAWS = 100_000
MAX_SEED = 2**63
MAX_SPREAD = 3.0  # a factor of 20; beyond it a prior says nothing


def check_national(data: NationalInput) -> None:
    """Raises :class:`NationalError` for the first thing that is wrong."""
    if not data.use_cases:
        raise NationalError("推計するユースケースがありません。1つ以上選んでください")
    if not data.municipalities:
        raise NationalError("推計先の市区町村がありません。市区町村の表を読み込んでください")
    if not data.quantities:
        raise NationalError("推計する量がありません。職員の処理時間などを1つ以上選んでください")
    if not 1 <= data.draws <= MAX_DRAWS:
        raise NationalError(f"試行回数が{data.draws}です。1以上{MAX_DRAWS:,}以下にしてください")
    if not 0 <= data.seed < MAX_SEED:
        raise NationalError(f"乱数の種が{data.seed}です。0以上の整数にしてください")
    _check_priors(data)
    _check_unique("人口区分", data.size_classes)
    _check_unique("量", (item.key for item in data.quantities))
    _check_unique("団体コード", (item.code for item in data.municipalities))
    _check_unique("ユースケース", (item.key for item in data.use_cases))
    for municipality in data.municipalities:
        _check_municipality(municipality, data.size_classes)
    codes = {item.code for item in data.municipalities}
    quantities = {item.key for item in data.quantities}
    for use_case in data.use_cases:
        _check_use_case(use_case, codes, quantities)


def _check_unique(what: str, keys: Iterable[str]) -> None:
    seen: set[str] = set()
    for key in keys:
        if not key:
            raise NationalError(f"{what}が空のものがあります。値を入れてください")
        if key in seen:
            raise NationalError(f"{what}「{key}」が2回あります。1つにしてください")
        seen.add(key)


def _check_priors(data: NationalInput) -> None:
    for name, prior in (
        ("1件当たりの量", data.priors.amount),
        ("改革案÷現行の比", data.priors.ratio),
        ("件数の率", data.priors.rate),
        ("件数の基になる統計", data.priors.driver),
    ):
        _check_prior(name, prior)


def _check_prior(name: str, prior: Prior) -> None:
    if not all(0 < value <= MAX_SPREAD for value in (prior.within, prior.within_spread, prior.between)):
        raise NationalError(f"{name}の事前のばらつきは、0より大きく{MAX_SPREAD:g}以下の数にしてください")


def _check_municipality(item: Municipality, size_classes: tuple[str, ...]) -> None:
    place = f"{item.name}（{item.code}）"
    if not (item.code.isascii() and item.code.isdigit() and len(item.code) == 6):
        raise NationalError(f"{place}の団体コードが6けたの数字ではありません")
    if item.size_class not in size_classes:
        raise NationalError(f"{place}の人口区分「{item.size_class}」が、人口区分の一覧にありません")
    if not item.prefecture:
        raise NationalError(f"{place}の都道府県が空です")
    if item.population is not None:
        _check_amount(f"{place}の人口", item.population)
    for name, value in item.drivers.items():
        _check_amount(f"{place}の統計「{name}」", value)


def _check_use_case(use_case: NationalUseCase, codes: set[str], quantities: set[str]) -> None:
    name = f"ユースケース「{use_case.name}」"
    if not use_case.driver:
        raise NationalError(f"{name}の件数の基になる統計が選ばれていません。転入者数などを選んでください")
    if not use_case.heard:
        raise NationalError(f"{name}はヒアリングした団体がありません。1団体以上聞いてから推計してください")
    seen: set[str] = set()
    for heard in use_case.heard:
        place = f"{name}の団体{heard.organisation}"
        if heard.organisation not in codes:
            raise NationalError(f"{place}が市区町村の表にありません。団体コードを確かめてください")
        if heard.organisation in seen:
            raise NationalError(f"{place}が2回あります。1団体につき1つにしてください")
        seen.add(heard.organisation)
        _check_heard(place, heard, quantities)


def _check_heard(place: str, heard: Heard, quantities: set[str]) -> None:
    if heard.cases_per_year is not None:
        _check_amount(f"{place}の件数", heard.cases_per_year)
    for side, amounts in (("現行", heard.as_is), ("改革案", heard.to_be)):
        for key, amount in amounts.items():
            if key not in quantities:
                raise NationalError(f"{place}の{side}の量「{key}」が、推計する量の一覧にありません")
            _check_amount(f"{place}の{side}の量「{key}」", amount)
    alone = sorted(set(heard.to_be) - set(heard.as_is))
    if alone:
        raise NationalError(f"{place}の量「{alone[0]}」は改革案だけで現行がありません。現行も聞いてください")


def _check_amount(what: str, amount: Decimal | float) -> None:
    if not math.isfinite(amount) or not 0 <= amount <= MAX_AMOUNT:
        raise NationalError(f"{what}が「{amount}」です。0以上1兆以下の数を入れてください")
