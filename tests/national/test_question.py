"""What an estimate is made from: proposals that must be accepted, and everything that stands in the way by name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bpr.access.models import AuditEntry
from bpr.core.national import NationalError
from bpr.national.models import NationalQuestion, UseCaseDriver
from bpr.national.selectors.drivers import driver_lines
from bpr.national.selectors.question import ground_of, input_of, newest_assessment
from bpr.national.selectors.table import country
from bpr.national.services import DriverError, EstimateRefused, driver_set, estimate_request, proposals_accept
from bpr.national.statistics import STATISTICS, proposal_for
from tests.factories import ProjectFactory
from tests.national.cases import HEARD, decided, heard_project
from tests.reports.cases import case
from usecases.models import UseCase

pytestmark = pytest.mark.django_db
CASES = [case(item) for item in HEARD]


@pytest.mark.parametrize(
    ("name", "registered", "column"),
    [
        ("転入届と関係する手続", "", "転入者数_R5"),
        ("転出届（転入の前に）", "", "転出者数_R5"),
        ("児童手当の認定", "", "出生数_R4"),
        ("児童扶養手当", "", "離婚件数_R4"),
        ("おくやみ", "", "死亡数_R4"),
        ("住民票の写し", "", "世帯数_R2"),
        ("犬の登録", "", "総人口_R2国調"),
        ("転入届", "死亡数_R4", "死亡数_R4"),
        ("転入届", "総面積_km2", "転入者数_R5"),
    ],
)
def test_a_name_suggests_a_statistic(name: str, registered: str, column: str) -> None:
    found = proposal_for(name=name, registered=registered)
    assert found.column == column
    assert found.reason


def test_the_table_has_every_statistic_of_1741_municipalities() -> None:
    table = country()
    assert len(table) == 1741
    for name in STATISTICS:
        assert sum(item.drivers[name] for item in table) > 0
    assert sum(item.drivers["転入者数_R5"] for item in table) == 4_696_572  # SOURCES.md


def test_a_proposal_counts_for_nothing_before_somebody_accepts_it() -> None:
    project, analyst = heard_project(CASES)
    with pytest.raises(EstimateRefused, match="件数の基になる統計が決まっていません（転入届）"):
        estimate_request(actor=analyst, project=project)
    assert proposals_accept(actor=analyst, project=project) == 1
    assert proposals_accept(actor=analyst, project=project) == 0
    (line,) = driver_lines(project)
    assert line.statistic == STATISTICS["転入者数_R5"]
    assert line.decided is not None
    assert line.decided.reason == "名称に「転入」があるため"
    assert AuditEntry.objects.filter(project=project, changes={"driver": [None, "転入者数_R5"]}).exists()
    assert estimate_request(actor=analyst, project=project, draws=100).state == "queued"


def test_a_statistic_that_is_none_is_named() -> None:
    project, analyst = heard_project(CASES)
    with pytest.raises(DriverError, match="「転入届」の件数の基になる統計「総面積_km2」はありません"):
        driver_set(actor=analyst, use_case=UseCase.objects.get(project=project), driver="総面積_km2")
    assert not UseCaseDriver.objects.exists()


def test_no_assessment_is_named() -> None:
    _project, analyst = heard_project(CASES)
    empty = ProjectFactory()
    analyst.memberships.create(project=empty, role="analyst")
    with pytest.raises(EstimateRefused, match="効果をまだ算定していません"):
        estimate_request(actor=analyst, project=empty)


@pytest.mark.parametrize(
    ("cases", "message"),
    [
        ([case(("900011", "表にない市", 5))], "推計できるユースケースがありません.*両方がそろった団体がない"),
        ([case(HEARD[0], with_to_be=False)], "推計できるユースケースがありません.*両方がそろった団体がない"),
        ([case(HEARD[0], cases=0)], "件数と統計「転入者数_R5」の両方が0より大きい団体がありません"),
    ],
)
def test_what_cannot_be_estimated_is_named(cases: list[object], message: str) -> None:
    project, analyst = heard_project(cases)
    decided(project, analyst)
    with pytest.raises(EstimateRefused, match=message):
        estimate_request(actor=analyst, project=project)
    assert not NationalQuestion.objects.exists()


def test_a_statistic_that_is_zero_for_all_who_were_heard_is_named() -> None:
    """御蔵島村 had no divorce in 2022."""
    project, analyst = heard_project([case(("133825", "御蔵島村", 5), cases=3)])
    assert next(item for item in country() if item.code == "133825").drivers["離婚件数_R4"] == 0
    decided(project, analyst, "離婚件数_R4")
    with pytest.raises(EstimateRefused, match="統計「離婚件数_R4」の両方が0より大きい団体がありません"):
        estimate_request(actor=analyst, project=project)


def test_a_use_case_that_is_left_out_is_said() -> None:
    project, analyst = heard_project(CASES)
    decided(project, analyst, "")
    with pytest.raises(EstimateRefused, match="「転入届」: 推計に入れないと決めています"):
        estimate_request(actor=analyst, project=project)


def test_what_goes_in_is_frozen_with_what_was_left_out_and_what_contradicts() -> None:
    far = case(("355020", "阿武町", 12), cases=60_000)
    project, analyst = heard_project([*CASES[:2], far, case(("350001", "山口県", 5)), case(("352101", "光市", 4),
                                      with_to_be=False)])  # fmt: skip
    decided(project, analyst)
    assessment = newest_assessment(project)
    assert assessment is not None
    content = ground_of(assessment).content
    (use_case,) = content["use_cases"]
    assert {item["name"]: item["cases"] for item in use_case["heard"]} == {
        "周南市": "600", "下松市": "600", "阿武町": "60000", "光市": "600",
    }  # fmt: skip
    assert use_case["heard"][0]["as_is"] == {"staff_minutes": "17.000000"}  # 5 + 10 + 2
    assert use_case["heard"][-1]["to_be"] == {}
    assert [item["key"] for item in content["quantities"]] == ["staff_minutes"]  # nobody has any of the others
    assert content["partly_used"] == [
        "山口県「転入届」: 市区町村の表にない団体なので、使っていません",
        "光市「転入届」: 改革案がないため、現行と件数だけを使いました",
    ]
    assert content["left_out"] == []
    assert len(content["warnings"]) == 1
    assert "阿武町" in content["warnings"][0]
    assert "10倍より離れています" in content["warnings"][0]
    assert content["wage"]["yen_per_hour"] == "3000"


def test_a_question_of_another_table_is_refused() -> None:
    project, analyst = heard_project(CASES)
    decided(project, analyst)
    assessment = newest_assessment(project)
    assert assessment is not None
    content = ground_of(assessment).content
    assert input_of(content).draws == 1000
    with pytest.raises(NationalError, match="市区町村の表が新しくなりました"):
        input_of(content | {"table_sha256": "0" * 64})
    assert replace(input_of(content), draws=5).seed == content["seed"]
