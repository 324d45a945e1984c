"""assess() with everything that goes wrong: a right figure or an error in Japanese that names the place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bpr.core import snapshot
from bpr.core.assessment import Assessment, Assumption, Assumptions
from bpr.core.bpmn.model import ProcessModel
from bpr.core.figures import TOTAL, Quantity, Side
from bpr.core.inputs import CostSharing, Investment, SharingMember
from bpr.core.localise import localise
from bpr.core.units import NO_RATE, format_percent
from bpr.core.values import ChangeKind, FormUse, StepValues, ThreePoint
from bpr.core.workload import Volume, volume
from tests.core.flow_models import D, chain, model, node, step
from tests.core.test_assessment import as_is, case, run

CHANGED = ChangeKind.CHANGED


def rate(value: str) -> Assumptions:
    return Assumptions(unit_rate_yen_per_hour=Assumption(value=D(value)))


def heard(**changes: object) -> StepValues:
    return replace(step("a"), **changes)


def timed(likely: str, minimum: str | None = None, maximum: str | None = None) -> ProcessModel:
    bounds = [None if bound is None else D(bound) for bound in (minimum, maximum)]
    return chain(heard(handling_minutes=ThreePoint(likely=D(likely), minimum=bounds[0], maximum=bounds[1])))


def amount(value: str) -> Assumption:
    return Assumption(value=D(value))


def judged(**terms: object) -> Assumptions:
    return replace(rate("3000"), **terms)


def paid(**changes: object) -> Assessment:
    return run(investments=(replace(Investment(name="構築"), **changes),))


def shared(equal: str, *members: str, people: int = 1000) -> CostSharing:
    named = (SharingMember(key=key, name=f"{key}市", population=people) for key in members)
    return CostSharing(equal_part=D(equal), members=tuple(named))


WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "no case": (lambda: run(cases=()), "算定する対象がありません"),
    "case twice": (lambda: run(case(), case()), "a市「転入届」が2回あります"),
    "no rate": (lambda: run(assumptions=Assumptions()), "人件費単価がありません"),
    "rate negative": (lambda: run(assumptions=rate("-5")), "前提の人件費単価が「-5」です"),
    "rate not a number": (lambda: run(assumptions=rate("NaN")), "前提の人件費単価が「NaN」です"),
    "own rate": (lambda: run(case(unit_rate_yen_per_hour=Assumption(value=D(-1)))), "a市「転入届」の人件費単価"),
    "no hours": (
        lambda: run(assumptions=replace(rate("1"), hours_per_fte=Assumption(value=D(0)))), "1人工の時間は0より大きい"
    ),
    "reversed": (lambda: run(case(as_is=timed("5", "8", "3"))), r"現行の作業「a」.*最小≦標準≦最大.*8 / 5 / 3"),
    "outside": (lambda: run(case(as_is=timed("9", "1", "3"))), "最小≦標準≦最大"),
    "to-be outside": (lambda: run(case(to_be=timed("9", None, "3"))), "改革案の作業「a」"),
    "negative minutes": (lambda: run(case(as_is=timed("-9"))), "処理時間が「-9」です"),
    "endless minutes": (lambda: run(case(as_is=timed("Infinity"))), "処理時間が「Infinity」です"),
    "negative cost": (lambda: run(case(as_is=chain(heard(direct_cost_yen=D(-1))))), "直接経費が「-1」です"),
    "negative sheets": (
        lambda: run(case(as_is=chain(heard(forms_made=(FormUse(name="控え", sheets=D(-1)),))))), "帳票「控え」の枚数"
    ),
    "too many cases": (lambda: run(case(cases="1e40")), "件数が「1E\\+40」です"),
    "negative volume": (lambda: run(case(volume=Volume(cases_per_year=D(-5)))), "a市「転入届」の件数が「-5」です"),
    "volume outside": (lambda: run(case(volume=Volume(cases_per_year=D(5), maximum=D(4)))), "最小≦年間件数≦最大"),
    "seven months": (lambda: run(case(volume=Volume(cases_per_year=D(7), months=(D(1),) * 7))), "7個です"),
    "no draws": (lambda: run(draws=0), "試行回数は1以上"),
    "discount of nothing": (lambda: run(assumptions=judged(discount_rate=amount("NaN"))), "割引率が「NaN」です"),
    "discount of all": (lambda: run(assumptions=judged(discount_rate=amount("-1"))), "割引率が「-1」です"),
    "no years": (lambda: run(assumptions=judged(years=0)), "評価の期間が「0」年です"),
    "endless years": (lambda: run(assumptions=judged(years=10**9)), "1年から100年"),
    "negative cost of a year": (lambda: paid(initial_yen=D(-1)), "投資「構築」（年次0）の初期費用が「-1」です"),
    "endless cost": (lambda: paid(running_yen=D("Infinity")), "運用費用が「Infinity」です"),
    "part of a yen": (lambda: paid(initial_yen=D("0.5")), "1円単位の整数"),
    "year before": (lambda: paid(year=-1), "年次は0（導入の年）以上"),
    "far year": (lambda: paid(year=10**6), "100以下"),
    "unknown bearer": (lambda: paid(organisation="zz"), "負担する団体「zz」が、この算定にも費用の分担にもありません"),
    "unknown use case": (lambda: paid(use_case="zz"), "ユースケース「zz」が、この算定にありません"),
    "more than equal": (lambda: run(sharing=shared("1.5")), "均等割が「1.5」です"),
    "equal not a number": (lambda: run(sharing=shared("NaN")), "均等割が「NaN」です"),
    "member twice": (lambda: run(sharing=shared("1", "a", "a")), "「a市」が2回あるか"),
    "negative people": (lambda: run(sharing=shared("1", "a", people=-5)), "人口が「-5」です"),
    "empty process": (lambda: run(case(as_is=ProcessModel(id="x"))), "現行: 業務の始まりがありません"),
}  # fmt: skip


@pytest.mark.parametrize(("attempt", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_calculated_is_named(attempt: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        attempt()


def totals(assessment: object, quantity: Quantity = Quantity.TOTAL_YEN) -> tuple[str, str, str]:
    return tuple(str(assessment.value(TOTAL, quantity, side)) for side in Side)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "to_be",
    [
        model([node("S", "start"), node("E", "end")], ("S", "E")),
        chain(*(replace(step(key, "5"), change=ChangeKind.REMOVED, measure="M3")
                for key in ("todoke", "uketsuke", "hosei", "nyuryoku", "hikae"))),
    ],
    ids=["empty", "only removed steps, still drawn"],
)  # fmt: skip
def test_a_to_be_without_any_step_saves_everything(to_be: ProcessModel) -> None:
    result = run(case(to_be=to_be))
    assert totals(result) == ("2697826", "0", "2697826")
    assert result.figure(TOTAL, Quantity.TOTAL_YEN, Side.SAVING).rate == 100
    assert totals(result, Quantity.STEPS) == ("5", "0", "5")
    assert sum(row.saving for row in result.by_measure(Quantity.TOTAL_YEN)) == 2697826


def test_no_cases_no_rate() -> None:
    result = run(case(cases="0"))
    assert totals(result) == ("0", "0", "0")
    assert format_percent(result.figure(TOTAL, Quantity.TOTAL_YEN, Side.SAVING).rate) == NO_RATE
    assert totals(result, Quantity.STAFF_MINUTES_PER_CASE)[0] == "0"  # no case to take a mean over


def test_missing_minutes_are_said_and_mark_the_figures_incomplete() -> None:
    result = run(case(as_is=chain(step("a", None)), to_be=chain(step("a", "3", change=CHANGED))))
    saving = result.figure(TOTAL, Quantity.STAFF_HOURS, Side.SAVING)
    assert saving.value < 0
    assert saving.rate is None
    assert not saving.is_complete
    assert "処理時間がないため、0分としました" in result.lines[0].as_is.findings[0]


def test_a_unit_rate_of_zero_leaves_direct_costs() -> None:
    assert totals(run(assumptions=rate("0"))) == ("35826", "0", "35826")


def test_a_dearer_to_be_is_a_negative_saving() -> None:
    result = run(case(as_is=timed("1"), to_be=chain(step("a", "500", change=CHANGED, measure="M1"))))
    saving = result.figure(TOTAL, Quantity.TOTAL_YEN, Side.SAVING)
    assert saving.value == -93_216_693  # 186,807 − 93,403,500: 3,412件 × (1分 − 500分) ÷ 60 × 3,285円
    assert saving.rate == -49900
    assert [(row.code, row.saving) for row in result.by_measure(Quantity.TOTAL_YEN)] == [("M1", -93_216_693)]


def test_a_measure_that_nobody_knows_keeps_its_code_and_its_saving() -> None:
    result = run(case(as_is=timed("5"), to_be=chain(step("a", "3", change=CHANGED, measure="ZZ"))))
    assert [(row.code, row.name, row.saving) for row in result.by_measure(Quantity.TOTAL_YEN)] == [
        ("ZZ", "ZZ", D(373614))
    ]


def test_merged_steps_form_one_difference() -> None:
    merged = step("m", "3", change=ChangeKind.MERGED, origin_keys=("a", "b"), measure="M1")
    result = run(case(as_is=chain(step("a", "5"), step("b", "7")), to_be=chain(merged)))
    [difference] = result.lines[0].differences
    assert (difference.as_is, difference.to_be) == (("a", "b"), ("m",))
    assert difference.savings[Quantity.TOTAL_YEN] == 1681263  # 2,241,684 − 560,421


def test_large_amounts_stay_exact_to_the_yen() -> None:
    volume_ = volume(cases_per_year=D("99999999"))
    result = run(case(volume=volume_, as_is=timed("98765.43"), to_be=chain(step("a", "0.01", change=CHANGED))))
    assert result.value(TOTAL, Quantity.TOTAL_YEN, Side.AS_IS) == D("540740723842593")
    assert snapshot.from_json(snapshot.to_json(result)) == result


def test_steps_of_one_common_step_are_taken_over_once() -> None:
    """Two kept steps 「確認」 in both processes: each takes its own, so nothing changes."""
    twice = chain(step("a", "5", common_key="kakunin"), step("b", "7", common_key="kakunin"))
    generic = chain(step("p", "1", common_key="kakunin"), step("q", "1", common_key="kakunin"))
    assert totals(run(case(as_is=twice, to_be=generic))) == ("2241684", "2241684", "0")
    localised = localise(generic, twice)
    assert (localised.sources_of("p"), localised.sources_of("q")) == (("a",), ("b",))


def test_a_kept_step_for_which_no_as_is_step_is_left_keeps_the_values_of_the_to_be() -> None:
    once = chain(step("a", "5", common_key="kakunin"))
    generic = chain(step("p", "1", common_key="kakunin"), step("q", "1", common_key="kakunin"))
    localised = localise(generic, once)
    assert (localised.sources_of("p"), localised.sources_of("q")) == (("a",), ())
    assert "改革案の値を使った作業: q" in localised.notes()[1]


def test_an_organisation_without_a_to_be_counts_as_unchanged_and_marks_the_sum() -> None:
    result = run(case(), case("b", to_be=None, as_is=as_is()))
    assert totals(result) == ("5395652", "3585159", "1810493")
    assert not result.figure(TOTAL, Quantity.TOTAL_YEN, Side.SAVING).is_complete
