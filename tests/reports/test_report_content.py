"""The frozen content of a report: equal to the assessment, the same every time, without names of people."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from bpr.core.figures import TOTAL, Quantity, Side
from bpr.core.inputs import CostSharing, SharingMember
from bpr.core.inputs import Investment as Cost
from bpr.core.snapshot import from_json
from bpr.core.units import NO_RATE
from reports.content import content_build, content_digest
from tests.core.flow_models import D
from tests.factories import AssessmentFactory, World
from tests.reports.cases import case, frozen
from tests.reports.projects import reported_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return reported_world()


def built(w: World) -> dict[str, Any]:
    return content_build(w.project, w.assessment)


def tables(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        block["caption"]: block
        for chapter in content["chapters"]
        for block in chapter["blocks"]
        if block["type"] == "table"
    }


def test_the_same_rows_give_the_same_content_in_any_language(w: World) -> None:
    first = built(w)
    with translation.override("en"):
        assert content_digest(built(w)) == content_digest(first)


def test_the_hash_notices_one_changed_digit(w: World) -> None:
    content = built(w)
    changed = copy.deepcopy(content)
    row = tables(changed)["効果の全体"]["rows"][0]
    row[2]["text"] += "1"
    assert content_digest(changed) != content_digest(content)


def test_each_burden_stands_beside_its_own_effect(w: World) -> None:
    members = (SharingMember(key=w.city.code, name="自分市", population=3000), SharingMember(key="b", name="乙町"))
    costs = (
        Cost(name="構築", initial_yen=D(900_000)),
        Cost(name="端末", initial_yen=D(70_000), organisation=w.city.code, organisation_name="自分市"),
    )
    fields = frozen([case((w.city.code, "自分市", 5))], costs, CostSharing(equal_part=D(1), members=members))
    row = AssessmentFactory(project=w.project, author=w.analyst, number=8, sources=w.assessment.sources, **fields)
    found = tables(content_build(w.project, row))
    assert [line[:2] for line in found["改革に要する費用"]["rows"]] == [["構築", "共同"], ["端末", "自分市"]]
    shares = [[cell["value"] for cell in line[2:]] for line in found["費用の分担"]["rows"]]
    assert shares == [["450000", "70000", "520000"], ["450000", "0", "450000"]]
    own, other = found["団体別の負担と効果"]["rows"]
    # 330,000円 a year: 520,000 ÷ 330,000 = 1.58年; 330,000 × 4.4518223… − 520,000 = 949,101円
    assert (own[2]["value"], own[3], own[4]["value"]) == ("330000", "1.6", "949101")
    assert other[2:] == [NO_RATE] * 3
    assert "効果を算定していない団体" in found["団体別の負担と効果"]["note"]


def test_the_report_says_how_measures_share(w: World) -> None:
    assert "シャープレイ値で分けた" in json.dumps(built(w), ensure_ascii=False)


def test_figures_are_those_of_the_snapshot(w: World) -> None:
    assessment = from_json(w.assessment.snapshot)
    rows = {row[0].rstrip("※"): row for row in tables(built(w))["効果の全体"]["rows"]}
    for quantity in (Quantity.STAFF_HOURS, Quantity.TOTAL_YEN, Quantity.FTE):
        shown = [Decimal(cell["value"]) for cell in rows[quantity.label][2:5]]
        assert shown == [assessment.value(TOTAL, quantity, side) for side in Side]


def test_parts_by_evidence_add_up_to_the_hours(w: World) -> None:
    assessment = from_json(w.assessment.snapshot)
    rows = tables(built(w))["職員の処理時間の根拠の種類"]["rows"]
    total = sum(Decimal(row[1]["value"]) for row in rows)
    assert total == assessment.value(TOTAL, Quantity.STAFF_HOURS, Side.AS_IS)


def test_posts_are_shown_and_names_are_not(w: World) -> None:
    text = json.dumps(built(w), ensure_ascii=False)
    assert "市民課 主査" in text
    assert "秘密" not in text


def test_every_figure_and_table_has_a_number_of_its_own_and_is_named_before_it(w: World) -> None:
    numbers: list[str] = []
    for chapter in built(w)["chapters"]:
        said = ""
        for block in chapter["blocks"]:
            said += block.get("text", "")
            if block["type"] in ("table", "chart", "diagram"):
                numbers.append(block["number"])
                assert block["number"] in said or block.get("style") == "facts", block["caption"]
    assert len(numbers) == len(set(numbers)) > 20


def test_what_was_left_out_is_said(w: World) -> None:
    assert "ほか三市: 現行の業務プロセスがありません" in json.dumps(built(w), ensure_ascii=False)
