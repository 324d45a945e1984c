from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bpr.core.assessment import Assessment, AssessmentInput, Assumption, Assumptions, CaseInput, assess
from bpr.core.bpmn.model import ProcessModel
from bpr.core.figures import TOTAL, Quantity, Scope, Side
from bpr.core.flow import FlowError
from bpr.core.inputs import Investment, Measure, RemovedStep
from bpr.core.lines import BY_STEP
from bpr.core.readings import By
from bpr.core.units import RoundingPolicy
from bpr.core.values import ChangeKind, Evidence, EvidenceKind, FormUse, MeasureKind, PerformerKind, three_point
from bpr.core.workload import volume
from tests.core.flow_models import D, chain, model, node, step

RATE = (Evidence(kind=EvidenceKind.LEDGER, source="令和7年度決算"),)
MEASURES = (
    Measure(code="M1", name="本人確認の簡素化", kind=MeasureKind.SIMPLIFY),
    Measure(code="M2", name="入力の自動化", kind=MeasureKind.AUTOMATE),
    Measure(code="M3", name="控えの廃止", kind=MeasureKind.ABOLISH),
)


def heard(row: str, kind: EvidenceKind = EvidenceKind.MEASURED) -> tuple[Evidence, ...]:
    return (Evidence(kind=kind, source="ヒアリング", reference=f"hearing:12/step:{row}"),)


def as_is(*, receive: str = "5", bad: str = "0.08", resident_travel: str = "40") -> ProcessModel:
    """届出 → 受付 → 不備? → (補正 →) 入力 → 控え作成."""
    resident = {"performer": "住民", "performer_kind": PerformerKind.RESIDENT}
    counter = {"performer": "窓口", "performer_kind": PerformerKind.COUNTER}
    return model(
        [node("S", "start"),
         node("todoke", values=step("todoke", "10", **resident, resident_visits=D(1), attached_documents=D(2),
                                    resident_travel_minutes=D(resident_travel), evidence=heard("s1"))),
         node("uketsuke", name="受付", values=step("uketsuke", receive, number="2", **counter, evidence=heard("s2"))),
         node("x", "xor", name="不備はあるか"),
         node("hosei", values=step("hosei", "12.5", **counter, waiting_minutes=D(2880),
                                   evidence=heard("s3", EvidenceKind.ESTIMATED))),
         node("m", "xor"),
         node("nyuryoku", values=step("nyuryoku", "7", evidence=heard("s4"))),
         node("hikae", values=step("hikae", "1.25", direct_cost_yen=D("10.5"), evidence=heard("s5"),
                                   forms_made=(FormUse(name="控え", sheets=D(2)),))),
         node("E", "end")],
        ("S", "todoke"), ("todoke", "uketsuke"), ("uketsuke", "x"), ("x", "hosei", bad), ("x", "m", str(1 - D(bad))),
        ("hosei", "m"), ("m", "nyuryoku"), ("nyuryoku", "hikae"), ("hikae", "E"),
    )  # fmt: skip


def to_be() -> ProcessModel:
    """受付 is simplified so that fewer are sent back, 入力 automated, 控え done away with, 確認 added."""
    counter = {"performer": "窓口", "performer_kind": PerformerKind.COUNTER}
    return model(
        [node("S", "start"), node("todoke", values=step("todoke", "1", performer="住民",
                                                       performer_kind=PerformerKind.RESIDENT)),
         node("uketsuke", name="受付", values=step("uketsuke", "3", **counter, change=ChangeKind.CHANGED,
                                                    measure="M1")),
         node("x", "xor"), node("hosei", values=step("hosei", "99", **counter)), node("m", "xor"),
         node("nyuryoku", values=step("nyuryoku", "0.5", performer="システム", performer_kind=PerformerKind.SYSTEM,
                                      change=ChangeKind.AUTOMATED, measure="M2")),
         node("kakunin", values=step("kakunin", "1.5", change=ChangeKind.ADDED, measure="M2")),
         node("E", "end")],
        ("S", "todoke"), ("todoke", "uketsuke"), ("uketsuke", "x"), ("x", "hosei", "0.02"), ("x", "m", "0.98"),
        ("hosei", "m"), ("m", "nyuryoku"), ("nyuryoku", "kakunin"), ("kakunin", "E"),
    )  # fmt: skip


def case(organisation: str = "a", use_case: str = "tennyu", cases: str = "3412", **changes: object) -> CaseInput:
    given: dict = {
        "use_case_key": use_case, "use_case_name": "転入届", "category_key": "uketsuke", "category_name": "申請受付型",
        "organisation_key": organisation, "organisation_name": f"{organisation}市", "as_is": as_is(), "to_be": to_be(),
        "volume": volume(cases_per_year=D(cases), evidence=heard("volume", EvidenceKind.LEDGER)),
        "removed": (RemovedStep(origin_key="hikae", measure="M3"),),
    }  # fmt: skip
    return CaseInput(**(given | changes))


def run(*cases: CaseInput, **changes: object) -> Assessment:
    given: dict = {
        "policy": RoundingPolicy(), "measures": MEASURES, "cases": cases or (case(),),
        "assumptions": Assumptions(unit_rate_yen_per_hour=Assumption(value=D(3285), evidence=RATE)),
    }  # fmt: skip
    return assess(AssessmentInput(**(given | changes)))


LINE = Scope(use_case="tennyu", organisation="a")


def test_hand_calculation_to_the_yen() -> None:
    """One use case worked out with pencil and paper.

    件数 3,412件/年, 人件費単価 3,285円/時間, 1人工 1,920時間.
    現行, 職員, 分/件:   受付 5 + 補正 0.08×12.5 = 1 + 入力 7 + 控え 1.25                   = 14.25
      時間: 14.25 × 3,412 ÷ 60 = 48,621 ÷ 60                                             = 810.35
      人件費: 810.35 × 3,285 = 2,661,999.75                                              → 2,662,000
      直接経費: 10.5 × 3,412                                                             = 35,826
      合計: 2,662,000 + 35,826                                                           = 2,697,826
      人工: 810.35 ÷ 1,920 = 0.42205…                                                    → 0.42
    改革案 (受付 changed, so its 2 % of 補正 count; 補正 kept, so its 12.5 minutes are the city's own):
      受付 3 + 補正 0.02×12.5 = 0.25 + 確認 1.5                                           = 4.75
      時間: 4.75 × 3,412 ÷ 60 = 16,207 ÷ 60 = 270.1166…                                   → 270.12
      人件費: 16,207 ÷ 60 × 3,285 = 887,333.25                                           → 887,333
      直接経費: 0; 合計                                                                    = 887,333
    削減: 810.35 − 270.12 = 540.23 時間 (66.7 %); 2,697,826 − 887,333                      = 1,810,493 円
    """
    result = run()
    expected = {
        Quantity.STAFF_MINUTES_PER_CASE: ("14.25", "4.75", "9.50"),
        Quantity.STAFF_HOURS: ("810.35", "270.12", "540.23"),
        Quantity.LABOUR_YEN: ("2662000", "887333", "1774667"),
        Quantity.DIRECT_COST_YEN: ("35826", "0", "35826"),
        Quantity.TOTAL_YEN: ("2697826", "887333", "1810493"),
        Quantity.FTE: ("0.42", "0.14", "0.28"),
        Quantity.STEPS: ("5", "5", "0"),
        Quantity.FORMS: ("1", "0", "1"),
        Quantity.SHEETS_MADE: ("6824", "0", "6824"),  # 2枚 × 3,412件
        Quantity.RESIDENT_VISITS: ("3412", "3412", "0"),
        Quantity.RESIDENT_TRAVEL_HOURS: ("2274.67", "2274.67", "0"),  # 40分 × 3,412 ÷ 60 = 2,274.666…
        Quantity.ATTACHED_DOCUMENTS: ("6824", "6824", "0"),
        Quantity.WAITING_MINUTES_PER_CASE: ("230.40", "57.60", "172.80"),  # 2,880分 × 8 %, × 2 %
        Quantity.LEAD_MINUTES_PER_CASE: ("254.65", "72.85", "181.80"),  # 10 + 14.25 + 230.4; 10 + 4.75 + 57.6 + 0.5
        Quantity.SYSTEM_HOURS: ("0", "28.43", "-28.43"),  # 0.5分 × 3,412 ÷ 60 = 28.433…
    }
    for quantity, numbers in expected.items():
        got = tuple(result.value(LINE, quantity, side) for side in Side)
        assert got == tuple(Decimal(number) for number in numbers), quantity
    assert result.figure(LINE, Quantity.STAFF_HOURS, Side.SAVING).rate == D("66.7")
    assert result.figure(LINE, Quantity.SYSTEM_HOURS, Side.SAVING).rate is None
    assert result.summary(LINE) == tuple(
        replace(row, key=f"{LINE.key}:{row.quantity.value}", scope=LINE, interval=result.interval(LINE, row.quantity))
        for row in result.summary(TOTAL)
    )


def test_the_difference_is_attributed_exactly() -> None:
    result = run()
    hours = {row.name: row.saving for row in result.by_measure(Quantity.STAFF_HOURS)}
    # 受付 2分 and, as fewer are sent back after it, 補正 (0.08 − 0.02) × 12.5 = 0.75分; 控え 1.25分;
    # 入力 7 − 確認 1.5 = 5.5分, each × 3,412 ÷ 60
    assert hours == {"本人確認の簡素化": D("156.38"), "入力の自動化": D("312.77"), "控えの廃止": D("71.08")}
    for quantity in BY_STEP:
        assert sum(row.saving for row in result.by_measure(quantity)) == result.value(TOTAL, quantity), quantity
        assert sum(row.saving for row in result.by_step(quantity)) == result.value(TOTAL, quantity), quantity
    steps = {row.as_is_names + row.to_be_names: row for row in result.by_step(Quantity.STEPS)}
    assert steps["hikae",].change is ChangeKind.REMOVED
    assert steps["kakunin",].saving == -1
    [rarer] = [row for row in result.by_step(Quantity.STAFF_HOURS) if row.as_is_names == ("hosei",)]
    assert (rarer.measure, rarer.by_frequency, rarer.saving) == ("M1", True, D("42.65"))


def test_a_change_without_a_measure_is_named_as_such() -> None:
    result = run(case(removed=()))
    assert [row.name for row in result.by_measure(Quantity.TOTAL_YEN)][-1] in ("件数・割合の変化", "方策未設定")
    assert "方策未設定" in {row.name for row in result.by_measure(Quantity.TOTAL_YEN)}


def test_a_group_of_several_measures_is_divided_equally() -> None:
    both = chain(step("a", "3", change=ChangeKind.CHANGED, measure="M1", origin_keys=("a", "b")),
                 step("c", "1", change=ChangeKind.CHANGED, measure="M2", origin_keys=("b",)))  # fmt: skip
    result = run(case(as_is=chain(step("a", "6"), step("b", "6")), to_be=both, removed=(), cases="60"))
    assert [(row.code, row.saving) for row in result.by_measure(Quantity.STAFF_HOURS)] == [("M1", 4), ("M2", 4)]


def three_organisations() -> Assessment:
    return run(
        case("a"),
        case("b", cases="777", as_is=as_is(receive="6.1", bad="0.11")),
        case("c", use_case="shussei", use_case_name="出生届", cases="91", as_is=as_is(receive="2"),
             category_key="shokai", category_name="照会型"),
    )  # fmt: skip


def test_sums_are_sums_of_the_rounded_lines() -> None:
    result = three_organisations()
    for quantity in (item for item in Quantity if not item.is_derived):
        for side in Side:
            total = result.value(TOTAL, quantity, side)
            for by in By:
                assert sum(result.value(row.scope, quantity, side) for row in result.table(quantity, by)) == total
    by_category = result.table(Quantity.TOTAL_YEN, "category")
    assert [row.name for row in by_category] == ["申請受付型", "照会型"]
    inside = result.table(Quantity.TOTAL_YEN, By.ORGANISATION, Scope(category="uketsuke"))
    assert sum(row.as_is for row in inside) == by_category[0].as_is
    assert [row.name for row in inside] == ["a市", "b市"]


def test_derived_quantities_are_converted_anew_at_each_scope() -> None:
    result = three_organisations()
    hours = result.value(TOTAL, Quantity.STAFF_HOURS, Side.AS_IS)
    assert result.value(TOTAL, Quantity.FTE, Side.AS_IS) == round(hours / 1920, 2)
    lines = [(result.value(line.scope, Quantity.STAFF_MINUTES_PER_CASE, Side.AS_IS), line.volume.cases_per_year)
             for line in result.lines]  # fmt: skip
    mean = sum(minutes * cases for minutes, cases in lines) / sum(cases for _, cases in lines)
    assert result.value(TOTAL, Quantity.STAFF_MINUTES_PER_CASE, Side.AS_IS) == round(mean, 2)


def test_performers_and_months_add_up_to_the_figures() -> None:
    result = three_organisations()
    rows = result.by_performer()
    staff = [row for row in rows if row.kind.is_staff]
    assert sum(row.as_is_hours for row in staff) == result.value(TOTAL, Quantity.STAFF_HOURS, Side.AS_IS)
    assert sum(row.saving_yen for row in rows) == result.value(TOTAL, Quantity.LABOUR_YEN)
    assert {row.performer for row in staff} == {"窓口", "市民課"}
    months = result.by_month()
    assert [row.month for row in months] == [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
    assert sum(row.saving_hours for row in months) == result.value(TOTAL, Quantity.STAFF_HOURS)
    assert sum(row.cases for row in months) == 3412 + 777 + 91


def test_the_trace_leads_from_a_sum_to_the_hearing_row() -> None:
    result = three_organisations()
    total = result.figure(TOTAL, Quantity.LABOUR_YEN, Side.SAVING)
    as_is_total, _ = result.parts_of(total)
    first = result.parts_of(as_is_total)[0]
    assert first.scope == LINE
    assert "14.25分/件 × 3,412件/年 ÷ 60 × 3,285円/時間 = 2,662,000円/年" in first.formula
    hours = result.figure_by_key(first.inputs[0].figure_key)
    received = next(item for item in hours.inputs if item.name == "2 受付")
    assert (received.value, received.unit, received.times) == (5, "分/回", 1)
    assert received.evidence[0].reference == "hearing:12/step:s2"
    assert hours.inputs[-1].name == "年間件数"
    assert first.inputs[1].evidence == RATE
    assert hours.weakest is EvidenceKind.ESTIMATED  # 補正 is 推計


def test_a_saving_may_be_negative() -> None:
    dearer = chain(step("a", "10", change=ChangeKind.CHANGED))
    result = run(case(as_is=chain(step("a", "4")), to_be=dearer, cases="60", removed=()))
    figure = result.figure(TOTAL, Quantity.STAFF_HOURS, Side.SAVING)
    assert (figure.value, figure.rate) == (-6, -150)
    assert "現行 4 − 改革案 10 = △6時間/年" in figure.formula


def test_without_a_to_be_a_line_counts_as_unchanged_and_marks_its_sums() -> None:
    result = run(case("a"), case("b", to_be=None))
    other = Scope(use_case="tennyu", organisation="b")
    with pytest.raises(KeyError):
        result.figure(other, Quantity.STAFF_HOURS, Side.SAVING)
    row = next(row for row in result.table(Quantity.STAFF_HOURS, By.LINE) if row.scope == other)
    assert (row.to_be, row.saving, row.is_complete) == (None, None, False)
    total = result.figure(TOTAL, Quantity.STAFF_HOURS, Side.SAVING)
    assert total.value == result.value(LINE, Quantity.STAFF_HOURS)
    assert not total.is_complete
    assert "改革案のない1件は変更なしとした" in result.figure(TOTAL, Quantity.STAFF_HOURS, Side.TO_BE).formula
    assert sum(row.saving_hours for row in result.by_month()) == total.value


def test_intervals_stand_beside_the_figures_where_ranges_were_given() -> None:
    ranged = as_is()
    nodes = tuple(
        replace(item, values=replace(item.values, handling_minutes=three_point(D(5), D(3), D(8))))
        if item.id == "uketsuke" and item.values else item
        for item in ranged.nodes
    )  # fmt: skip
    result = run(case(as_is=replace(ranged, nodes=nodes)))
    interval = result.interval(LINE, Quantity.STAFF_HOURS)
    assert interval is not None
    assert interval.low < result.value(LINE, Quantity.STAFF_HOURS) < interval.high
    assert interval.ranged_inputs == 1
    assert result.influences[0].name == "a市「転入届」現行「受付」の処理時間"
    assert result.interval(LINE, Quantity.SHEETS_MADE) is None


def test_unit_rate_of_the_organisation_or_from_cost_and_hours() -> None:
    own = run(case(unit_rate_yen_per_hour=Assumption(value=D(4000))))
    assert own.lines[0].unit_rate.yen_per_hour == 4000
    computed = run(
        assumptions=Assumptions(
            annual_personnel_cost_yen=Assumption(value=D(8_000_000)), annual_working_hours=Assumption(value=D(1920))
        )
    )
    assert computed.lines[0].unit_rate.yen_per_hour == 4167  # 4,166.66…
    assert computed.value(TOTAL, Quantity.LABOUR_YEN, Side.AS_IS) == D("3376728")  # 810.35 × 4,167 = 3,376,728.45


def test_investment_uses_the_saving_in_all() -> None:
    costs = (
        Investment(name="構築", initial_yen=D(3_000_000)),
        Investment(name="保守", year=1, running_yen=D(200_000)),
    )
    result = run(investments=costs)
    assert result.investment is not None
    assert result.investment.saving_yen_per_year == 1_810_493
    assert result.investment.payback_years == D("1.9")  # 3,000,000 ÷ 1,610,493 = 1.86…


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cases": (case(), case())}, "a市「転入届」が2回"),
        ({"cases": ()}, "算定する対象がありません"),
        ({"assumptions": Assumptions()}, "人件費単価がありません"),
    ],
)
def test_inputs_that_cannot_be_calculated_say_why(changes: dict, message: str) -> None:
    given: dict = {"policy": RoundingPolicy(), "cases": (case(),), "assumptions": Assumptions()}
    with pytest.raises(ValueError, match=message):
        assess(AssessmentInput(**(given | changes)))


def test_a_process_error_names_organisation_use_case_and_element() -> None:
    with pytest.raises(FlowError, match="a市「転入届」の現行: 分岐「不備はあるか」") as caught:
        run(case(as_is=model([node("S", "start"), node("x", "xor", name="不備はあるか"), node("a"), node("b")],
                             ("S", "x"), ("x", "a", "0.9"), ("x", "b", "0.9"))))  # fmt: skip
    assert caught.value.element_id == "x"


def test_the_same_input_gives_the_same_answer() -> None:
    assert three_organisations() == three_organisations()
