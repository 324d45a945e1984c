"""The content of the sample project holds together, its statistics are the real ones, and it can be calculated."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest

from bpr.access.organisation_code import validate_organisation_code
from bpr.core.flow import Amount, FlowResult, expected_flow
from bpr.core.steps import StepRow, check_rows, rows_to_model
from bpr.sample import (
    HearingData,
    Sheet,
    StepData,
    UseCaseData,
    load_assumptions,
    load_common,
    load_council,
    load_hearings,
    load_project,
    load_to_be,
    load_use_cases,
)
from bpr.workflow.cells import read_number
from hearings.sheet import SheetContext, parse_sheet, preview_rows, sheet_findings

MAX_BYTES = 1_500_000
TSUKUBA = "082201"
PUBLISHED_CASE = "C-1"
CHANGES = {"維持", "変更", "統合", "廃止", "自動化", "移管", "新設"}
MEASURE_KINDS = {"廃止", "統合", "順序変更", "簡素化", "電子化", "自動化", "情報連携", "外部委託"}
TO_BE_COLUMNS = {"change", "origin_keys", "measure"}
VOLUME_SHARE = {"A-1": Decimal(1), "A-2": Decimal("0.2"), "B-1": Decimal(1), "B-2": Decimal(1)}

PROJECT = load_project()
USE_CASES = {use_case["code"]: use_case for use_case in load_use_cases()["use_cases"]}
HEARINGS = load_hearings()
COMMON = {common["use_case"]: common for common in load_common()}
TO_BE = {to_be["use_case"]: to_be for to_be in load_to_be()}
MUNICIPALITIES = [each["code"] for each in PROJECT["organisations"] if each["kind"] == "municipality"]


def _statistics() -> dict[str, dict[str, str]]:
    text = files("bpr.access").joinpath("data/municipalities.csv").read_text(encoding="utf-8-sig")
    return {row["団体コード"]: row for row in csv.DictReader(io.StringIO(text))}


def _context(use_case: UseCaseData) -> SheetContext:
    return SheetContext(common_steps=[dict(step) for step in use_case["common_steps"] + use_case["to_be_steps"]])


def _name(hearing: HearingData) -> str:
    return f"{hearing['organisation']}_{hearing['use_case']}"


def _rows(steps: list[StepData], code: str) -> tuple[StepRow, ...]:
    """Rows of a common or to-be table, read as the rows of a sheet are; every cell must be readable."""
    cells = [{key: value for key, value in step.items() if key not in TO_BE_COLUMNS} for step in steps]
    sheet: Sheet = {"steps": cells}
    findings = sheet_findings(sheet, _context(USE_CASES[code]))
    assert [problem for problem in findings.problems if "業務手順" in str(problem)] == []
    return preview_rows(sheet, _context(USE_CASES[code]))


def _flow(rows: tuple[StepRow, ...]) -> FlowResult:
    assert check_rows(rows) == ()
    return expected_flow(rows_to_model(rows, name="見本", organisation="見本"))


HEARING_CASES = pytest.mark.parametrize("hearing", HEARINGS, ids=_name)
USE_CASE_CODES = pytest.mark.parametrize("code", sorted(USE_CASES))


def test_project_is_marked_as_sample_and_wide_enough() -> None:
    kinds = [each["kind"] for each in PROJECT["organisations"]]
    assert "見本" in PROJECT["name"]
    assert "例示" in PROJECT["notice"]
    assert PROJECT["fiscal_year"] == 2026
    assert kinds.count("prefecture") == 2
    assert kinds.count("municipality") >= 10
    assert all("見本" in member["display_name"] for member in PROJECT["members"])


def test_organisation_codes_are_real_and_names_match() -> None:
    statistics = _statistics()
    for each in PROJECT["organisations"]:
        if each["code"]:
            validate_organisation_code(each["code"])
        if each["kind"] == "municipality":
            assert statistics[each["code"]]["市区町村"] == each["name"]
    assert {"周南市", "下松市", "光市", "柳井市", "阿武町", "つくば市"} <= {
        each["name"] for each in PROJECT["organisations"]
    }


def test_every_role_and_every_municipality_has_a_person() -> None:
    members = PROJECT["members"]
    known = {each["code"] or each["name"] for each in PROJECT["organisations"]} | {""}
    assert {member["role"] for member in members} == {
        "leader", "analyst", "hearing_staff", "council", "observer", "ministry",
    }  # fmt: skip
    assert {member["organisation"] for member in members if member["role"] == "hearing_staff"} == set(MUNICIPALITIES)
    assert {member["organisation"] for member in members} <= known
    assert len({member["username"] for member in members}) == len(members)


def test_hearings_cover_every_pair_once_and_show_every_state() -> None:
    pairs = [(hearing["organisation"], hearing["use_case"]) for hearing in HEARINGS]
    wanted = [(code, use_case["code"]) for use_case in USE_CASES.values() for code in use_case["organisations"]]
    assert sorted(pairs) == sorted(wanted)
    assert {hearing["state"] for hearing in HEARINGS} == {"draft", "submitted", "confirmed", "returned"}
    assert all(bool(hearing["return_reason"]) == (hearing["state"] == "returned") for hearing in HEARINGS)


@HEARING_CASES
def test_hearing_is_read_without_a_problem(hearing: HearingData) -> None:
    context = _context(USE_CASES[hearing["use_case"]])
    if hearing["state"] == "draft":
        assert sheet_findings(hearing["sheet"], context).problems
        return
    parsed = parse_sheet(hearing["sheet"], context)
    assert parsed.warnings == ()
    assert _flow(parsed.rows).per_case(Amount.STAFF_MINUTES) > 0
    assert hearing["use_case"] == PUBLISHED_CASE or 8 <= len(parsed.rows) <= 17


@HEARING_CASES
def test_hearing_names_common_steps_only(hearing: HearingData) -> None:
    known = {step["key"] for step in USE_CASES[hearing["use_case"]]["common_steps"]}
    assert {step["common_key"] for step in hearing["sheet"]["steps"]} <= known


@HEARING_CASES
def test_figures_without_a_source_are_marked_as_illustrative(hearing: HearingData) -> None:
    sheet = hearing["sheet"]
    if hearing["use_case"] == PUBLISHED_CASE:
        assert all(step["evidence_kind"] == "公表値" for step in sheet["steps"])
        assert "http" in sheet["volumes"]["source"]
        return
    assert all(step["evidence_kind"] == "例示" for step in sheet["steps"])
    assert "見本" in sheet["overview"]["note"]


@HEARING_CASES
def test_volume_is_the_published_count(hearing: HearingData) -> None:
    volumes, share = hearing["sheet"]["volumes"], VOLUME_SHARE.get(hearing["use_case"])
    if hearing["state"] == "draft" or share is None:
        return
    count = Decimal(_statistics()[hearing["organisation"]][USE_CASES[hearing["use_case"]]["volume_driver"]])
    annual = read_number(volumes["annual"])
    assert annual == (count * share).quantize(Decimal(1))
    assert volumes["evidence_kind"] == ("公表値" if share == 1 else "推計")
    assert volumes["source"]
    if any(volumes["months"]):
        assert sum(read_number(month) for month in volumes["months"]) == annual


@USE_CASE_CODES
def test_common_as_is_can_be_calculated(code: str) -> None:
    rows = _rows(COMMON[code]["steps"], code)
    assert {row.values.common_key for row in rows} <= {step["key"] for step in USE_CASES[code]["common_steps"]}
    assert _flow(rows).per_case(Amount.STAFF_MINUTES) > 0


@USE_CASE_CODES
def test_to_be_accounts_for_every_common_step(code: str) -> None:
    to_be = TO_BE[code]
    origins = [key for step in to_be["steps"] for key in step["origin_keys"]]
    gone = [step["common_key"] for step in to_be["removed"]]
    assert sorted(origins + gone) == sorted(step["key"] for step in USE_CASES[code]["common_steps"])


@USE_CASE_CODES
def test_to_be_names_its_measures(code: str) -> None:
    to_be = TO_BE[code]
    measures = {measure["code"] for measure in to_be["measures"]}
    named = {step["measure"] for step in to_be["steps"]} | {step["measure"] for step in to_be["removed"]}
    assert named - {""} == measures
    assert {measure["kind"] for measure in to_be["measures"]} <= MEASURE_KINDS
    assert {step["change"] for step in to_be["steps"]} <= CHANGES
    assert all(bool(step["measure"]) == (step["change"] != "維持") for step in to_be["steps"])
    assert {each["kind"] for each in to_be["preconditions"]} <= {"制度", "運用", "システム"}


@USE_CASE_CODES
def test_to_be_saves_staff_time_against_the_common_as_is(code: str) -> None:
    as_is, to_be = (_flow(_rows(each[code]["steps"], code)) for each in (COMMON, TO_BE))
    assert to_be.per_case(Amount.STAFF_MINUTES) < as_is.per_case(Amount.STAFF_MINUTES)


def test_some_steps_get_longer_or_dearer() -> None:
    added = [step for to_be in TO_BE.values() for step in to_be["steps"] if step["change"] == "新設"]
    as_is, to_be = (_flow(_rows(each["A-2"]["steps"], "A-2")) for each in (COMMON, TO_BE))
    assert len(added) >= 5
    assert to_be.per_case(Amount.DIRECT_COST_YEN) > as_is.per_case(Amount.DIRECT_COST_YEN)


def test_published_case_comes_out_to_the_minute() -> None:
    hearing = next(each for each in HEARINGS if each["use_case"] == PUBLISHED_CASE)
    parsed = parse_sheet(hearing["sheet"], _context(USE_CASES[PUBLISHED_CASE]))
    before = _flow(parsed.rows).per_case(Amount.STAFF_MINUTES) * Fraction(
        read_number(hearing["sheet"]["volumes"]["annual"])
    )
    after = _flow(_rows(TO_BE[PUBLISHED_CASE]["steps"], PUBLISHED_CASE)).per_case(Amount.STAFF_MINUTES)
    assert hearing["organisation"] == TSUKUBA
    assert before == 424 * 60 + 44
    assert after == 88 * 60 + 18
    assert before - after == 336 * 60 + 26
    assert round(float((before - after) / before * 100), 1) == 79.2


def test_assumptions_say_where_they_come_from() -> None:
    loaded = load_assumptions()
    for each in loaded["assumptions"] + loaded["references"]:
        assert each["evidence_kind"] == "例示" or each["source"], each["name"]
    values = {each["key"]: each["value"] for each in loaded["assumptions"]}
    assert values["labour_yen_per_hour"] == "3285"
    assert values["hours_per_fte"] == "1920"


def test_council_data_refers_to_known_use_cases() -> None:
    council = load_council()
    named = {each["use_case"] for each in council["risks"] + council["verification"] + council["investment"]}
    sharing = council["cost_sharing"]
    assert named - {""} <= set(USE_CASES)
    assert all(each["evidence_kind"] == "例示" for each in council["investment"])
    assert Decimal(sharing["equal_percent"]) + Decimal(sharing["population_percent"]) == 100
    assert all(each["remedy"] and each["owner"] and each["due_on"] for each in council["risks"])


def test_sample_is_small() -> None:
    package = files("bpr.sample")
    found = [entry for folder in (package, package / "hearings", package / "tobe") for entry in folder.iterdir()]
    assert sum(len(entry.read_bytes()) for entry in found if entry.name.endswith(".json")) < MAX_BYTES


def test_municipality_table_is_whole() -> None:
    statistics = _statistics()
    assert len(statistics) == 1741
    for code in statistics:
        validate_organisation_code(code)
