"""Rows as hearing staff type them, through the diagram, to expected values."""

from __future__ import annotations

from bpr.core.flow import Amount, FlowResult, expected_flow
from bpr.core.steps import StepRow, parse_next, rows_to_model
from bpr.core.values import PerformerKind, StepValues, three_point
from tests.core.flow_models import D, F

K = PerformerKind
_NAMES = {
    K.RESIDENT: "住民",
    K.COUNTER: "窓口",
    K.SECTION: "市民課",
    K.OTHER_ORGANISATION: "他市",
    K.SYSTEM: "システム",
}


def row(number: int, kind: PerformerKind, minutes: int, following: str = "", **values: object) -> StepRow:
    return StepRow(
        task=f"作業{number}",
        values=StepValues(
            key=f"s{number}", number=str(number), performer=_NAMES[kind], performer_kind=kind,
            handling_minutes=three_point(D(minutes)), **values,
        ),
        next=parse_next(following),
    )  # fmt: skip


def flow_of(*rows: StepRow) -> FlowResult:
    return expected_flow(rows_to_model(rows, name="転入届", organisation="周南市"))


def visits(result: FlowResult) -> dict[str, F]:
    return {step.values.number: step.visits for step in result.steps}


def test_a_case_that_goes_back_to_the_resident_and_on_to_another_city() -> None:
    result = flow_of(
        row(1, K.RESIDENT, 10),
        row(2, K.COUNTER, 5, "3（10% 不備あり）、4（90% 不備なし）"),
        row(3, K.RESIDENT, 20, "2"),
        row(4, K.SECTION, 7, "5＋6"),
        row(5, K.SYSTEM, 1, "7"),
        row(6, K.OTHER_ORGANISATION, 9, "7", waiting_minutes=D(100)),
        row(7, K.COUNTER, 2, "8（30%）、終了（70%）"),
        row(8, K.RESIDENT, 3),
    )
    assert visits(result) == {
        "1": 1, "2": F(10, 9), "3": F(1, 9), "4": 1, "5": 1, "6": 1, "7": 1, "8": F(3, 10),
    }  # fmt: skip
    assert result.per_case(Amount.STAFF_MINUTES) == F(50, 9) + 7 + 2
    assert result.per_case(Amount.RESIDENT_MINUTES) == 10 + F(20, 9) + F("0.9")
    assert result.lead_minutes == 10 + F(50, 9) + F(20, 9) + 7 + 109 + 2 + F("0.9")
    assert result.assumptions == () == result.findings


def test_inclusive_branches_meet_again() -> None:
    result = flow_of(
        row(1, K.COUNTER, 5, "2（60% 控除あり）＋3（80%）"),
        row(2, K.SECTION, 10, "4"),
        row(3, K.RESIDENT, 4, "4"),
        row(4, K.SECTION, 1),
    )
    assert visits(result) == {"1": 1, "2": F(3, 5), "3": F(4, 5), "4": 1}
    assert result.lead_minutes == 5 + 6 + F("0.4") * F("0.8") * 4 + 1


def test_two_rows_may_go_on_to_the_same_parallel_rows() -> None:
    result = flow_of(
        row(1, K.COUNTER, 5, "2（30%）、3（70%）"),
        row(2, K.SECTION, 10, "4＋5"),
        row(3, K.OTHER_ORGANISATION, 4, "4＋5"),
        row(4, K.SECTION, 1, "6"),
        row(5, K.SECTION, 1, "6"),
        row(6, K.SECTION, 1),
    )
    assert visits(result)["6"] == 1
    assert result.lead_minutes == F("12.8")


def test_branches_that_lead_back_together_come_back_once() -> None:
    for following, third in (("3＋4", 1), ("3（100%）＋4（40%）", F(2, 5))):
        result = flow_of(
            row(1, K.COUNTER, 5, "2（20%）、終了（80%）"),
            row(2, K.SECTION, 1, following),
            row(3, K.SECTION, 1, "1"),
            row(4, K.OTHER_ORGANISATION, 1, "1"),
        )
        again = F(1, 4)
        assert visits(result) == {"1": 1 + again, "2": again, "3": again, "4": again * third}


def test_two_branches_of_equal_share_to_one_row_do_not_hold_up_a_join() -> None:
    result = flow_of(
        row(1, K.COUNTER, 5, "2＋3"),
        row(2, K.SECTION, 1, "4（50% 甲）、4（50% 乙）"),
        row(3, K.SECTION, 1, "4"),
        row(4, K.SECTION, 1),
    )
    assert visits(result) == {"1": 1, "2": 1, "3": 1, "4": 1}


def test_a_pool_that_the_case_comes_to_for_the_first_time_begins_with_a_start_event() -> None:
    """The resident's pool does not wait for what also begins it."""
    model = rows_to_model(
        [row(1, K.COUNTER, 5), row(2, K.RESIDENT, 5, "1（1% 不備）、終了（99%）")], name="転入届", organisation="周南市"
    )
    assert model.node_by_id["Catch_s1.s2"].tag == "startEvent"
    assert model.node_by_id["Throw_s2.s1"].tag == "endEvent"
