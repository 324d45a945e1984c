"""The sheet as a whole: understood, or refused with everything that is wrong."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from bpr.core.steps import NextKind
from bpr.core.values import Confidence, EvidenceKind, FormUse, PerformerKind, ThreePoint, WorkKind
from bpr.workflow.problems import SheetInvalid, SheetMalformed, SheetRefused
from bpr.workflow.values_json import values_from_json, values_to_json
from hearings.shape import shaped
from hearings.sheet import SheetContext, empty_sheet, parse_sheet, preview_rows, sheet_findings
from tests.hearings.sheets import sheet, with_step

CONTEXT = SheetContext(
    common_steps=[{"key": "uketsuke", "name": "受付"}], reference="hearing:12", source="ヒアリング 周南市"
)


def problems_of(raw: Any, context: SheetContext | None = None) -> dict[tuple[str, int | None, str], str]:
    """Messages by section, row and field; the sheet must be refused."""
    with pytest.raises(SheetInvalid) as caught:
        parse_sheet(raw, context)
    return {(item.section_key, item.row, item.field): item.message for item in caught.value.problems}


def test_a_right_sheet_is_understood_to_the_last_cell() -> None:
    parsed = parse_sheet(sheet(), CONTEXT)
    assert parsed.held_on is not None
    assert parsed.held_on.isoformat() == "2026-07-03"
    resident, counter, entry = (row.values for row in parsed.rows)
    assert resident.performer_kind is PerformerKind.RESIDENT
    assert (resident.resident_visits, resident.resident_travel_minutes, resident.attached_documents) == (1, 40, 2)
    assert counter.handling_minutes == ThreePoint(likely=Decimal(5), minimum=Decimal(3), maximum=Decimal(8))
    assert counter.forms_read == (FormUse(name="転入届"), FormUse(name="転出証明書"))
    assert (entry.performer_kind, entry.work_kind) == (PerformerKind.COUNTER, WorkKind.USER)
    assert (entry.waiting_minutes, entry.direct_cost_yen) == (4320, 84)
    assert parsed.rows[1].next.kind is NextKind.EXCLUSIVE
    assert parsed.volume.cases_per_year == 3412
    assert sum(parsed.volume.months) == 3412
    assert parsed.issues[0].step_number == "3"
    assert parsed.warnings == ()


def test_evidence_leads_back_to_the_row_and_names_the_post_but_not_the_person() -> None:
    (evidence,) = parse_sheet(sheet(), CONTEXT).rows[1].values.evidence
    assert (evidence.kind, evidence.confidence) == (EvidenceKind.MEASURED, Confidence.HIGH)
    assert evidence.reference == "hearing:12/step:s02"
    assert evidence.respondent_post == "市民課 係長"
    assert evidence.obtained_on == "2026-07-03"
    assert "試験花子" not in str(parse_sheet(sheet(), CONTEXT).rows)


def test_values_survive_json() -> None:
    for row in parse_sheet(sheet(), CONTEXT).rows:
        assert values_from_json(values_to_json(row.values)) == row.values


def test_all_problems_come_at_once_with_their_places() -> None:
    broken = sheet(meta={"held_on": "7月3日", "method": "電話"})
    broken["steps"][1].update(minutes="五分", next="9")
    broken["steps"][2].update(performer="", waiting="1か月")
    broken["volumes"].update(annual="多数")
    broken["issues"][0].update(step="99")
    found = problems_of(broken)
    assert set(found) == {
        ("meta", None, "held_on"),
        ("meta", None, "method"),
        ("steps", 2, "minutes"),
        ("steps", 2, "next"),
        ("steps", 3, "performer"),
        ("steps", 3, "waiting"),
        ("volumes", None, "annual"),
        ("issues", 1, "step"),
    }
    assert "作業番号「9」の行がありません" in found["steps", 2, "next"]


def test_a_problem_says_section_row_column_value_and_remedy() -> None:
    with pytest.raises(SheetInvalid) as caught:
        parse_sheet(with_step(1, minutes="五分"))
    assert str(caught.value.problems[0]) == (
        "業務手順 2行目「処理時間 標準（分）」（入力：五分）："
        "分を数字で入れるか、「1時間30分」「90秒」のように入れてください"
    )


def test_blank_rows_are_skipped_and_do_not_shift_the_row_numbers_of_messages() -> None:
    raw = with_step(2, minutes="？")
    raw["steps"].insert(1, {"key": "blank"})
    assert list(problems_of(raw)) == [("steps", 4, "minutes")]


def test_staff_steps_need_minutes_and_are_told_what_to_do_when_unknown() -> None:
    assert "推計" in problems_of(with_step(1, minutes="", minutes_min="", minutes_max=""))["steps", 2, "minutes"]
    assert parse_sheet(with_step(0, minutes="")).rows[0].values.handling_minutes is None


def test_three_points_must_be_in_order() -> None:
    assert "最小≦標準≦最大" in problems_of(with_step(1, minutes_max="2"))["steps", 2, "minutes"]


def test_the_kind_of_a_performer_is_said_once_and_not_in_two_ways() -> None:
    assert "区分" in problems_of(with_step(1, performer_kind=""))["steps", 2, "performer_kind"]
    assert "「窓口」" in problems_of(with_step(2, performer_kind="原課"))["steps", 3, "performer_kind"]


def test_common_steps_are_taken_by_key_or_name_and_others_refused() -> None:
    for text in ("uketsuke", "受付", "　受付 "):
        assert parse_sheet(with_step(1, common_key=text), CONTEXT).rows[1].values.common_key == "uketsuke"
    assert "受付" in problems_of(with_step(1, common_key="審査"), CONTEXT)["steps", 2, "common_key"]


def test_rows_with_the_same_number_are_refused() -> None:
    assert "重複" in problems_of(with_step(2, number="２"))["steps", 3, "number"]


def test_an_unreachable_row_is_a_warning_only() -> None:
    raw = with_step(0, next="3")
    raw["steps"][1]["next"] = "3"
    parsed = parse_sheet(raw)
    assert [(item.row, item.field) for item in parsed.warnings] == [(2, "next")]


def test_months_fill_in_for_a_blank_year_and_a_gap_is_refused() -> None:
    months = [str(count) for count in range(12)]
    assert parse_sheet(sheet(volumes={"months": months})).volume.cases_per_year == 66
    months[4] = ""
    assert ("volumes", None, "month4") in problems_of(sheet(volumes={"annual": "66", "months": months}))


def test_months_that_do_not_add_up_are_a_warning() -> None:
    parsed = parse_sheet(sheet(volumes={"annual": "100", "months": ["1"] * 12}))
    assert "12" in parsed.warnings[0].message


def test_a_mynumber_anywhere_refuses_the_sheet_without_repeating_it() -> None:
    raw = sheet()
    raw["issues"][0]["text"] = "例えば1234-5678-9018の方は"
    with pytest.raises(SheetRefused) as caught:
        shaped(raw)
    assert caught.value.problems[0].place == "課題・要望 1行目「内容」"
    assert "5678" not in str(caught.value)


@pytest.mark.parametrize(
    "raw", [None, [], "text", {"steps": {}}, {"steps": ["x"]}, {"meta": []}, {"meta": {"method": ["x"]}},
            {"volumes": {"months": "x"}}, {"volumes": {"months": [""] * 13}}, {"steps": [{}] * 501}]
)  # fmt: skip
def test_what_is_no_sheet_is_refused_as_such(raw: object) -> None:
    with pytest.raises(SheetMalformed):
        shaped(raw)


def test_shaping_keeps_what_was_typed_and_gives_every_row_its_own_key() -> None:
    once = shaped(
        {"steps": [{"key": "a", "task": " １．受付 "}, {"key": "a"}, {"key": "ふ"}], "meta": {"held_on": 46206}}
    )
    assert once["steps"][0]["task"] == " １．受付 "
    assert once["meta"]["held_on"] == "46206"
    assert len({row["key"] for row in once["steps"]}) == 3
    assert shaped(once) == once


def test_long_text_is_named_with_its_limit() -> None:
    assert "200文字まで" in problems_of(with_step(1, task="あ" * 201))["steps", 2, "task"]
    with pytest.raises(SheetRefused):
        shaped(with_step(1, task="あ" * 4001))


def test_a_half_typed_table_can_still_be_drawn() -> None:
    raw = sheet(steps=[{"key": "a", "performer": "窓口", "minutes": "？"}, {"key": "b", "task": "審査", "next": "99"}])
    rows = preview_rows(raw)
    assert [row.values.key for row in rows] == ["a", "b"]
    assert rows[0].values.handling_minutes is None


def test_an_empty_sheet_has_the_common_steps_ready_and_nothing_else() -> None:
    use_case = SimpleNamespace(
        common_steps=[{"key": "uketsuke", "name": "受付"}], legal_basis="住民基本台帳法", sections="市民課"
    )
    empty = empty_sheet(use_case)
    assert [(row["number"], row["common_key"], row["task"]) for row in empty["steps"]] == [("1", "uketsuke", "受付")]
    assert empty["overview"]["legal_basis"] == "住民基本台帳法"
    assert {item.section_key for item in sheet_findings(empty).problems} == {"steps", "volumes"}
