"""The API of assessments, assumptions and reports: the same figures, the same isolation as the pages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from bpr.access.models import User
from bpr.core.figures import Quantity, Scope
from reports.models import Assumption
from reports.selectors.sight import calculation_of
from tests.factories import World, client_as, world
from tests.reports.cases import OTHERS

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def get(person: User, name: str, *more: Any, **query: str) -> Any:
    response = client_as(person).get(reverse(name, args=more), query)
    assert response.status_code == 200
    return response.json()


def all_figures(person: User, assessment: Any, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    page, number = {"next": True}, 0
    while page["next"]:
        number += 1
        page = get(person, "assessment-figures", assessment.pk, **query, page=str(number))
        found += page["results"]
    return found


def test_figures_are_those_of_the_assessment_to_the_last_digit(w: World) -> None:
    calculation = calculation_of(w.assessment)
    answered = {item["key"]: Decimal(item["value"]) for item in all_figures(w.council, w.assessment)}
    assert answered == {figure.key: figure.value for figure in calculation.figures}


def test_a_figure_carries_its_trace(w: World) -> None:
    [item] = all_figures(
        w.analyst, w.assessment, use_case="U", organisation=w.city.code, quantity="staff_hours", side="as_is"
    )
    assert item["formula"] == "Σ(実行回数×1回の時間) 17分/件 × 600件/年 ÷ 60 = 170時間/年"
    assert [(entry["name"], entry["value"]) for entry in item["inputs"]] == [
        ("uketsuke", "5"), ("nyuryoku", "10"), ("hikae", "2"), ("年間件数", "600"),
    ]  # fmt: skip
    assert item["inputs"][0]["evidence"][0]["url"].endswith(f"/hearings/{w.hearing.pk}/#step-s1")


def test_a_saving_carries_its_range(w: World) -> None:
    [item] = all_figures(w.analyst, w.assessment, category="", use_case="", organisation="", quantity="total_yen",
                         side="saving")  # fmt: skip
    interval = calculation_of(w.assessment).interval(Scope(), Quantity.TOTAL_YEN)
    assert interval is not None
    assert item["range"] == {"low": str(interval.low), "high": str(interval.high), "level": "0.8"}


def test_an_unknown_quantity_is_refused(w: World) -> None:
    response = client_as(w.analyst).get(reverse("assessment-figures", args=[w.assessment.pk]), {"quantity": "none"})
    assert response.status_code == 400
    assert "「none」という量・側はありません。" in response.content.decode()


def test_staff_are_answered_their_own_organisation_only(w: World) -> None:
    answered = all_figures(w.hearing_staff, w.assessment)
    assert answered
    assert {item["scope"]["organisation"] for item in answered} == {w.city.code}
    assert all_figures(w.hearing_staff, w.assessment, organisation=OTHERS[0][0]) == []
    assert all_figures(w.other_staff, w.assessment) == []
    text = str(answered)
    assert not [name for _key, name in OTHERS if name in text]


def test_statistics_of_the_others_without_names(w: World) -> None:
    [minutes, *_rest] = get(w.hearing_staff, "assessment-statistics", w.assessment.pk)
    assert minutes["own"] == "17.00"
    assert minutes["others"] == {"count": 4, "median": "33.50", "low": "32.00", "high": "35.00"}
    assert get(w.leader, "assessment-statistics", w.assessment.pk) == []


def test_assessments_are_listed_to_those_who_see_a_share(w: World) -> None:
    ids = {actor: [item["id"] for item in get(w.person(actor), "assessment-list")["results"]]
           for actor in ("leader", "hearing_staff", "ministry", "foreign_leader")}  # fmt: skip
    assert ids["leader"] == ids["hearing_staff"] == [w.assessment.pk]
    assert ids["ministry"] == []
    assert ids["foreign_leader"] == [w.foreign_assessment.pk]


def test_the_ministry_is_listed_issued_reports_only(w: World) -> None:
    answered = get(w.ministry, "report-list")["results"]
    assert [(item["id"], item["state"]) for item in answered] == [(w.issued_report.pk, "issued")]


def test_assumptions_are_answered_with_their_defaults(w: World) -> None:
    answered = {item["key"]: item for item in get(w.hearing_staff, "assumption-list", project=str(w.project.pk))}
    assert answered["discount_rate"]["value"] == "0.04"
    assert answered["discount_rate"]["is_default"]


def test_an_assumption_is_set_through_the_service(w: World) -> None:
    data = {"project": w.project.pk, "key": "hours_per_fte", "value": "1900", "evidence_kind": "ledger"}
    client = client_as(w.analyst)
    assert client.post(reverse("assumption-list"), data, content_type="application/json").status_code == 200
    assert Assumption.objects.get(project=w.project, key="hours_per_fte").value == "1900"
    wrong = client.post(reverse("assumption-list"), data | {"value": "0"}, content_type="application/json")
    assert wrong.status_code == 400
    assert "1人工の時間" in wrong.json()["value"][0]


def test_what_cannot_be_calculated_is_a_400_with_the_reason(w: World) -> None:
    response = client_as(w.analyst).post(
        reverse("assessment-list"), {"project": w.project.pk}, content_type="application/json"
    )
    assert response.status_code == 400
    assert "算定する対象がありません" in response.content.decode()
