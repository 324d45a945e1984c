"""Checks of investments, of who bears them and of the terms on which they are judged."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bpr.core.inputs import AssessmentInput, Assumptions, CostSharing, Investment

#: No assessment looks further ahead.
MAX_YEARS = 100


def check_investments(data: AssessmentInput, *, maximum_yen: Decimal) -> None:
    """ValueError (in Japanese) names the investment or the organisation and what to put right."""
    _check_terms(data.assumptions)
    if data.sharing:
        _check_sharing(data.sharing)
    members = data.sharing.members if data.sharing else ()
    bearers = {case.organisation_key for case in data.cases} | {member.key for member in members}
    use_cases = {case.use_case_key for case in data.cases}
    for item in data.investments:
        _check_investment(item, maximum_yen)
        _check_known(item, bearers, use_cases)


def _check_terms(assumptions: Assumptions) -> None:
    rate = assumptions.discount_rate.value
    if not rate.is_finite() or not -1 < rate <= 10:
        raise ValueError(f"前提の割引率が「{rate}」です。-1より大きく10以下の数（0.04＝4％）を入れてください")
    if not 1 <= assumptions.years <= MAX_YEARS:
        raise ValueError(f"前提の評価の期間が「{assumptions.years}」年です。1年から{MAX_YEARS}年の間で入れてください")


def _check_investment(item: Investment, maximum_yen: Decimal) -> None:
    place = f"投資「{item.name}」（年次{item.year}）"
    if not 0 <= item.year <= MAX_YEARS:
        raise ValueError(f"{place}の年次は0（導入の年）以上{MAX_YEARS}以下にしてください")
    for name, amount in (("初期費用", item.initial_yen), ("運用費用", item.running_yen)):
        if not amount.is_finite() or not 0 <= amount <= maximum_yen:
            raise ValueError(f"{place}の{name}が「{amount}」です。0以上1兆以下の数を入れてください")
        if amount % 1:
            raise ValueError(f"{place}の{name}が「{amount}」です。1円単位の整数にしてください")


def _check_known(item: Investment, bearers: Iterable[str], use_cases: Iterable[str]) -> None:
    """A cost that nobody in the assessment bears, or for a use case unnamed, would be lost without a word."""
    if item.organisation and item.organisation not in bearers:
        name = item.organisation_name or item.organisation
        raise ValueError(
            f"投資「{item.name}」を負担する団体「{name}」が、この算定にも費用の分担にもありません。"
            "負担する団体を選び直してください"
        )
    if item.use_case and item.use_case not in use_cases and not item.use_case_name:
        raise ValueError(f"投資「{item.name}」のユースケース「{item.use_case}」が、この算定にありません")


def _check_sharing(sharing: CostSharing) -> None:
    part = sharing.equal_part
    if not part.is_finite() or not 0 <= part <= 1:
        raise ValueError(f"費用の分担の均等割が「{part}」です。0（0％）から1（100％）の間で入れてください")
    seen: set[str] = set()
    for member in sharing.members:
        if not member.key or member.key in seen:
            raise ValueError(f"費用を分担する団体「{member.name}」が2回あるか、識別子が空です")
        seen.add(member.key)
        if member.population < 0:
            raise ValueError(
                f"費用を分担する団体「{member.name}」の人口が「{member.population}」です。0以上にしてください"
            )
