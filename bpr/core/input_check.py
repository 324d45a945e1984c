"""Checks of what an assessment is asked for: everything that would give a wrong or no figure is named beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bpr.core.bpmn.model import ProcessModel
from bpr.core.figures import Scope
from bpr.core.inputs import AssessmentInput, Assumption, Assumptions, CaseInput
from bpr.core.investment_check import check_investments
from bpr.core.values import StepValues
from bpr.core.workload import MONTHS, Volume

#: Beyond this no amount of a municipality is meant, and sums would no longer be exact to the yen.
MAX_AMOUNT = Decimal(10) ** 12
_AMOUNTS = {
    "waiting_minutes": "待ち時間", "resident_visits": "来庁回数", "resident_travel_minutes": "移動時間",
    "resident_waiting_minutes": "住民の待ち時間", "direct_cost_yen": "直接経費", "attached_documents": "添付書類",
}  # fmt: skip


NOTHING_TO_ASSESS = "算定する対象がありません。確認済のヒアリングがある団体とユースケースを選んでください"


def check_input(data: AssessmentInput) -> None:
    """ValueError (in Japanese) names the organisation, the use case, the step and what to put right."""
    if not data.cases:
        raise ValueError(NOTHING_TO_ASSESS)
    if data.draws < 1:
        raise ValueError("試行回数は1以上にしてください")
    _check_assumptions(data.assumptions)
    seen: set[Scope] = set()
    for case in data.cases:
        if not (case.use_case_key and case.organisation_key and case.category_key):
            raise ValueError(f"{case.name}のユースケース・団体・カテゴリーの識別子が空です")
        if case.scope in seen:
            raise ValueError(f"{case.name}が2回あります。1団体1ユースケースにつき1つにしてください")
        seen.add(case.scope)
        _check_case(case)
    check_investments(data, maximum_yen=MAX_AMOUNT)


def _check_assumptions(assumptions: Assumptions) -> None:
    for name, item in (
        ("人件費単価", assumptions.unit_rate_yen_per_hour),
        ("年間人件費", assumptions.annual_personnel_cost_yen),
        ("年間労働時間", assumptions.annual_working_hours),
        ("1人工の時間", assumptions.hours_per_fte),
        ("庁費", assumptions.overhead_yen_per_hour),
    ):
        _check_assumption(f"前提の{name}", item)
    if assumptions.hours_per_fte.value == 0:
        raise ValueError("1人工の時間は0より大きい数にしてください")


def _check_assumption(name: str, item: Assumption | None) -> None:
    if item:
        _check_amount(name, item.value)


def _check_case(case: CaseInput) -> None:
    _check_assumption(f"{case.name}の人件費単価", case.unit_rate_yen_per_hour)
    _check_volume(case.name, case.volume)
    for side, model in (("現行", case.as_is), ("改革案", case.to_be)):
        for place, values in _steps(model):
            _check_step(f"{case.name}の{side}の作業{place}", values)


def _steps(model: ProcessModel | None) -> Iterator[tuple[str, StepValues]]:
    for node in model.steps() if model else ():
        if node.values:
            yield f"「{node.name}」（id: {node.id}）", node.values


def _check_volume(place: str, item: Volume) -> None:
    low = item.cases_per_year if item.minimum is None else item.minimum
    high = item.cases_per_year if item.maximum is None else item.maximum
    for count in (item.cases_per_year, low, high, *item.months):
        _check_amount(f"{place}の件数", count)
    if not low <= item.cases_per_year <= high:
        raise ValueError(f"{place}の件数が最小≦年間件数≦最大になっていません。ヒアリングの業務量を直してください")
    if len(item.months) not in (0, len(MONTHS)):
        raise ValueError(f"{place}の月別の件数が{len(item.months)}個です。4月から3月までの12個を入れてください")


def _check_step(place: str, values: StepValues) -> None:
    for field, name in _AMOUNTS.items():
        _check_amount(f"{place}の{name}", getattr(values, field))
    for form in values.forms_read + values.forms_made:
        _check_amount(f"{place}の帳票「{form.name}」の枚数", form.sheets)
    if time := values.handling_minutes:
        low = time.likely if time.minimum is None else time.minimum
        high = time.likely if time.maximum is None else time.maximum
        for minutes in (low, time.likely, high):
            _check_amount(f"{place}の処理時間", minutes)
        if not low <= time.likely <= high:
            raise ValueError(f"{place}の処理時間が最小≦標準≦最大になっていません（{low} / {time.likely} / {high}）")


def _check_amount(what: str, amount: Decimal) -> None:
    if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT:
        raise ValueError(f"{what}が「{amount}」です。0以上1兆以下の数を入れてください")
