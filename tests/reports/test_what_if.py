"""もし変わったら: the page answers as the assessment does, keeps scenarios, and writes one into the to-be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bpr.access.models import AuditEntry
from bpr.core.figures import Quantity, Side, figure_key
from bpr.core.values import ChangeKind, EvidenceKind
from hearings.models import Hearing, HearingState
from reports.models import Assumption, WhatIfScenario
from reports.selectors.sight import calculation_of
from reports.selectors.what_if import Ground, Lever, ground_of, levers_of
from reports.selectors.what_if_reading import Reading, answer, read
from reports.services import assessment_run
from tests.core.test_assessment import as_is
from tests.factories import World, client_as
from tests.reports.projects import confirmed_world
from usecases.models import ProcessSide, ProcessVersion
from usecases.selectors import version_latest, version_model
from usecases.services import draft_save, to_be_draft_save, version_create
from usecases.to_be_table import shaped

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return confirmed_world()


def url(w: World, name: str = "what-if", key: int | None = None) -> str:
    return reverse(f"reports:{name}", args=[w.project.pk, key or w.use_case.pk])


def asked(w: World, **given: str) -> tuple[Ground, Reading]:
    ground = ground_of(w.use_case)
    return ground, read(levers_of(ground, w.project), given)


def hours(w: World, **given: str) -> tuple[Decimal, Decimal]:
    answered = answer(*asked(w, **given)).hours
    return answered.as_is, answered.to_be


def share_lever(w: World) -> str:
    return next(lever.name for lever in levers_of(ground_of(w.use_case), w.project) if lever.group == "share")


def saved(w: World, client: Client, name: str, query: str) -> WhatIfScenario:
    assert client.post(url(w, "what-if-save"), {"name": name, "query": query}).status_code == 302
    return WhatIfScenario.objects.get(name=name)


def test_without_a_change_it_says_what_the_assessment_says(w: World) -> None:
    calculation = calculation_of(assessment_run(actor=w.analyst, project=w.project))
    answered = answer(*asked(w))
    for quantity, triple, places in ((Quantity.STAFF_HOURS, answered.hours, 1), (Quantity.TOTAL_YEN, answered.yen, 0)):
        figures = [
            calculation.figure_by_key(figure_key(line.scope, quantity, Side.TO_BE)) for line in calculation.lines
        ]
        assert abs(sum(figure.value for figure in figures) - triple.to_be) <= Decimal(2) / 10**places
    page = client_as(w.analyst).get(url(w)).content.decode()
    assert "何も変えていません" in page
    assert "令和7年度決算" in page
    assert "既定値：改革案のいちばん新しい版" in page


def test_levers_move_the_answer_as_they_must(w: World) -> None:
    as_is_hours, to_be_hours = hours(w)
    doubled = hours(w, volume="200")
    assert abs(doubled[0] - 2 * as_is_hours) <= Decimal("0.1") >= abs(doubled[1] - 2 * to_be_hours)
    # 受付 takes 5 and 8 minutes, 5.6 in the mean: at half of it 1500 × 2.8 minutes fall away.
    assert as_is_hours - hours(w, **{"as_is-uketsuke": "2.8"})[0] == Decimal("70.0")
    assert to_be_hours - hours(w, **{"to_be-kakunin": "0.5分"})[1] == Decimal("25.0")
    assert hours(w, **{share_lever(w): "100"})[1] > to_be_hours
    own = next(lever for lever in levers_of(ground_of(w.use_case), w.project) if lever.label == w.town.name)
    rows = {name: found.as_is for name, found, _yen in answer(*asked(w, volume="200", **{own.name: "300"})).rows}
    assert rows[w.town.name] == {name: found.as_is for name, found, _ in answer(*asked(w)).rows}[w.town.name]


def test_the_answer_comes_as_the_parts_that_change(w: World) -> None:
    found = client_as(w.leader).get(url(w, "what-if-answer"), {"volume": "１２０％", "wage": "三千"}).json()
    assert found["query"] == "volume=120"
    assert found["values"]["volume"] == "120"
    assert "数字だけを入れてください" in found["errors"]["wage"]
    assert "変えた場合の" in found["answer"]
    assert "いまの値" in found["scenarios"]
    assert found["figure"]["data"][0]["y"] == ["変えない場合", "いまの値"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [("volume", "２割増", "数字だけを入れてください"), ("wage", "-5", "0以上の数"), ("share", "120", "100以下の数")],
)
def test_wrong_input_stays_with_its_reason(w: World, name: str, text: str, words: str) -> None:
    field = share_lever(w) if name == "share" else name
    response = client_as(w.analyst).get(url(w), {field: text})
    page = response.content.decode()
    assert response.status_code == 422
    assert f'value="{text}"' in page
    assert words in page


def test_a_scenario_is_kept_and_opens_as_it_was(w: World) -> None:
    client = client_as(w.analyst)
    scenario = saved(w, client, "2割増", "volume=120&wage=3000&to_be-kakunin=1")
    assert scenario.changes == {"volume": "120", "to_be-kakunin": "1"}
    assert hours(w, **scenario.changes) == hours(w, volume="120", **{"to_be-kakunin": "1"})
    for reader in (w.analyst, w.council):
        response = client_as(reader).get(url(w), {"scenario": scenario.pk})
        page = response.content.decode()
        assert response.context["answered"] == answer(*asked(w, **scenario.changes))
        assert "全団体の件数 100 → 120 ％" in page
        assert "いまの値</th>" not in page
    assert "data-lever-value" not in page  # the council reads
    assert AuditEntry.objects.filter(action="create", object_label="reports.WhatIfScenario").count() == 1


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [("2割増", "volume=110", "すでにあります"), ("空", "volume=100", "まだ何も変えていません"),
     ("字", "volume=多め", "読めない値があります"), ("", "volume=110", "必須")],
)  # fmt: skip
def test_what_cannot_be_kept_says_why_and_loses_nothing(w: World, name: str, query: str, words: str) -> None:
    client = client_as(w.analyst)
    saved(w, client, "2割増", "volume=120")
    response = client.post(url(w, "what-if-save"), {"name": name, "query": query})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert f'value="{query.partition("=")[2]}"' in page
    assert WhatIfScenario.objects.count() == 1


def test_a_scenario_is_deleted_by_its_author_or_a_leader(w: World) -> None:
    scenario = saved(w, client_as(w.leader), "統括の案", "volume=120")
    assert client_as(w.analyst).post(url(w, "what-if-delete", scenario.pk)).status_code == 403
    own = saved(w, client_as(w.analyst), "分析の案", "volume=130")
    for person, found in ((w.leader, scenario), (w.analyst, own)):
        assert client_as(person).post(url(w, "what-if-delete", found.pk)).status_code == 302
    assert not WhatIfScenario.objects.exists()


def became(w: World, scenario: WhatIfScenario) -> tuple[Any, ProcessVersion]:
    response = client_as(w.analyst).post(url(w, "what-if-to-be", scenario.pk), follow=True)
    version = version_latest(use_case=w.use_case, side=ProcessSide.TO_BE)
    assert version is not None
    return response, version


def test_a_scenario_becomes_the_to_be(w: World) -> None:
    query = f"volume=120&to_be-kakunin=1&to_be-hosei=10&{share_lever(w)}=5"
    before = {node.name: node.values for node in version_model(_to_be(w)).steps()}
    scenario = saved(w, client_as(w.analyst), "確認短縮", query)
    expected = hours(w, **{name: text for name, text in scenario.changes.items() if name != "volume"})
    _response, version = became(w, scenario)
    steps = {node.name: node.values for node in version_model(version).steps()}
    assert version.reason == "もし変わったら：確認短縮"
    assert steps["kakunin"] is not None
    assert steps["kakunin"].handling_minutes.likely == 1
    assert [(item.kind, item.source) for item in steps["kakunin"].evidence] == [
        (EvidenceKind.ESTIMATED, "もし変わったら：確認短縮")
    ]
    assert (steps["kakunin"].change, steps["hosei"].change) == (ChangeKind.ADDED, ChangeKind.CHANGED)
    assert steps["nyuryoku"] == before["nyuryoku"]
    shares = sorted(flow.share for flow in version_model(version).flows if flow.share is not None)
    assert shares == [Decimal("0.05"), Decimal("0.95")]
    assert hours(w) == expected


def _to_be(w: World) -> ProcessVersion:
    found = version_latest(use_case=w.use_case, side=ProcessSide.TO_BE)
    assert found is not None
    return found


def test_volumes_alone_do_not_become_the_to_be(w: World) -> None:
    scenario, number = saved(w, client_as(w.analyst), "2割増", "volume=120"), _to_be(w).number
    response, version = became(w, scenario)
    assert "改革案に書ける変更" in response.content.decode()
    assert version.number == number


@pytest.mark.parametrize("kind", ["diagram", "table"])
def test_a_draft_of_the_to_be_is_not_overtaken(w: World, kind: str) -> None:
    scenario, newest = saved(w, client_as(w.analyst), "確認短縮", "to_be-kakunin=1"), _to_be(w)
    if kind == "diagram":
        draft_save(
            actor=w.leader, process_model=newest.process_model, xml=newest.bpmn.replace("uketsuke", "uketuke"),
            revision=newest.process_model.draft_revision, base_number=newest.number,
        )  # fmt: skip
    else:
        to_be_draft_save(actor=w.leader, use_case=w.use_case, table=shaped({}), base_number=newest.number, revision=0)
    response, version = became(w, scenario)
    page = response.content.decode()
    assert "改革案の下書き" in page
    assert str(w.leader) in page
    assert version.pk == newest.pk


def test_a_scenario_of_changed_data_says_so(w: World) -> None:
    scenario = saved(w, client_as(w.analyst), "確認短縮", "to_be-kakunin=1&volume=120")
    version_create(actor=w.analyst, use_case=w.use_case, side=ProcessSide.TO_BE, model=as_is())
    page = client_as(w.analyst).get(url(w), {"scenario": scenario.pk}).content.decode()
    assert "保存のあとで" in page
    assert "1つの変更は" in page
    assert "いまの図にありません" in became(w, scenario)[0].content.decode()


def test_what_is_foreign_does_not_exist(w: World) -> None:
    foreign = WhatIfScenario.objects.create(
        use_case=w.foreign_use_case, name="よその案", digest="0", author=w.foreign_leader, changes={"volume": "1"}
    )
    client = client_as(w.analyst)
    assert client.get(url(w, key=w.foreign_use_case.pk)).status_code == 404
    assert client.get(url(w), {"scenario": foreign.pk}).status_code == 404
    assert client.get(url(w), {"scenario": "x"}).status_code == 404
    for name in ("what-if-delete", "what-if-to-be"):
        assert client.post(url(w, name, foreign.pk)).status_code == 404
    assert client_as(w.hearing_staff).get(url(w)).status_code == 403


def test_nothing_to_compare_and_nothing_to_calculate_with_are_told(w: World) -> None:
    Assumption.objects.filter(key="labour_yen_per_hour").delete()
    response = client_as(w.analyst).get(url(w))
    assert response.status_code == 409
    assert "人件費単価がありません" in response.content.decode()
    Hearing.objects.update(state=HearingState.DRAFT)
    assert "比べるものがまだありません" in client_as(w.analyst).get(url(w)).content.decode()


def test_the_assessment_of_a_use_case_leads_here(w: World) -> None:
    made = assessment_run(actor=w.analyst, project=w.project)
    page = reverse("reports:assessment", args=[w.project.pk, made.pk])
    query = {"use_case": w.use_case.code}
    assert url(w) in client_as(w.council).get(page, query).content.decode()
    assert url(w) not in client_as(w.hearing_staff).get(page, query).content.decode()


def people_lever(reading: Reading) -> Lever:
    return next(lever for lever in reading.levers if lever.name == "people")


def test_people_move_how_busy_they_are_and_nothing_else(w: World) -> None:
    """Nobody told 担当職員数: the people are those that the as-is hours take, up to the next half person."""
    before = answer(*asked(w))
    ground, reading = asked(w, people="1")
    after = answer(ground, reading)
    assert (after.hours, after.yen) == (before.hours, before.yen)
    assert after.load is not None
    assert after.load.as_is == round(before.hours.as_is / 1920 * 100, 1)
    assert "0.5人単位" in people_lever(reading).source
    assert "0より大きい" in asked(w, people="0")[1].errors["people"]


def test_people_that_the_hearings_tell_are_the_default(w: World) -> None:
    for hearing, told in ((w.hearing, "４人"), (w.other_hearing, "1.5")):
        Hearing.objects.filter(pk=hearing.pk).update(sheet={"overview": {"staff_count": told}}, revision=7)
    ground, reading = asked(w)
    assert ground.people == Decimal("5.5")
    assert people_lever(reading).source == "既定値：確認済ヒアリングの担当職員数の計"


def test_the_index_leads_to_what_can_be_asked(w: World) -> None:
    page = client_as(w.council).get(reverse("reports:what-if-index", args=[w.project.pk])).content.decode()
    assert url(w) in page


def test_the_api_answers_as_the_page(w: World) -> None:
    client = client_as(w.analyst)
    one = reverse("what-if-detail", args=[w.use_case.pk])
    found = client.get(one).json()
    assert {lever["name"] for lever in found["levers"]} >= {"volume", "wage", "people"}
    asked_for = {"changes": {"volume": "120"}}
    told = client.post(f"{one}answer/", asked_for, content_type="application/json").json()
    assert told["answer"]["hours"]["as_is"] == f"{hours(w, volume='120')[0]:f}"
    wrong = client.post(f"{one}answer/", {"changes": {"nothing": "1", "wage": "x"}}, content_type="application/json")
    assert wrong.status_code == 400
    assert set(wrong.json()["changes"]) == {"nothing", "wage"}
    kept = {"use_case": w.use_case.pk, "name": "2割増", **asked_for}
    made = client.post(reverse("what-if-scenario-list"), kept, content_type="application/json")
    assert made.status_code == 201
    assert client.post(reverse("what-if-scenario-list"), kept, content_type="application/json").status_code == 400
