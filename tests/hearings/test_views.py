"""The pages of the hearings: what they show, to whom, and what they answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from bpr.access.models import User
from bpr.access.worklist import work_of
from hearings import services
from hearings.models import Hearing, HearingRevision
from hearings.shape import shaped
from tests.factories import World, client_as, world
from tests.hearings.sheets import sheet, with_step
from tests.hearings.workbooks import workbook_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def url(w: World, name: str, *more: int) -> str:
    return reverse(f"hearings:{name}", args=[w.project.pk, w.hearing.pk, *more])


def put(w: World, person: User, raw: Any, revision: int = 0, **more: Any) -> HttpResponse:
    body = json.dumps({"sheet": raw, "revision": revision, **more})
    return client_as(person).put(url(w, "sheet"), body, content_type="application/json")


def submitted(w: World) -> Hearing:
    hearing = services.sheet_save(actor=w.hearing_staff, hearing=w.hearing, sheet=sheet(), revision=0)
    return services.hearing_submit(actor=w.hearing_staff, hearing=hearing)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def test_staff_see_their_own_hearings_and_what_to_do(w: World) -> None:
    page = text_of(client_as(w.hearing_staff).get(reverse("hearings:index", args=[w.project.pk])))
    assert "入力を始める" in page
    assert "自分市" in page
    assert "隣の町" not in page


def test_the_team_sees_the_coverage_of_all(w: World) -> None:
    services.hearing_confirm(actor=w.analyst, hearing=submitted(w))
    page = text_of(client_as(w.analyst).get(reverse("hearings:index", args=[w.project.pk])))
    assert "2件のうち1件が確認済" in page
    assert "自分市" in page
    assert "隣の町" in page


def test_opening_hearings_in_bulk(w: World) -> None:
    data = {"use_cases": [w.use_case.pk], "organisations": [w.city.pk, w.town.pk], "due_on": "R8.12.18"}
    Hearing.objects.filter(use_case=w.use_case).delete()
    client_as(w.leader).post(reverse("hearings:open", args=[w.project.pk]), data)
    assert {str(hearing.due_on) for hearing in Hearing.objects.filter(use_case=w.use_case)} == {"2026-12-18"}


def test_opening_names_a_date_that_is_none(w: World) -> None:
    data = {"use_cases": [w.use_case.pk], "organisations": [w.city.pk], "due_on": "年内"}
    response = client_as(w.leader).post(reverse("hearings:open", args=[w.project.pk]), data)
    assert response.status_code == 422
    assert "年月日を" in text_of(response)
    assert 'value="年内"' in text_of(response)


def test_the_sheet_is_saved_while_typing(w: World) -> None:
    answer = put(w, w.hearing_staff, with_step(1, minutes="？")).json()
    assert answer["revision"] == 1
    assert [problem["anchor"] for problem in answer["problems"]] == ["cell-steps-2-minutes"]
    stored = client_as(w.hearing_staff).get(url(w, "sheet")).json()
    assert stored["sheet"]["steps"][1]["minutes"] == "？"


def test_a_conflict_shows_both_versions_cell_by_cell(w: World) -> None:
    put(w, w.hearing_staff, sheet())
    response = put(w, w.analyst, with_step(1, task="私の版"))
    assert response.status_code == 409
    answer = response.json()
    assert answer["saved_by"] == str(w.hearing_staff)
    assert answer["differences"] == [
        {
            "place": "業務手順 2行目「作業の内容」",
            "theirs": "転入届を受け付け、本人を確認する",
            "mine": "私の版",
        }
    ]
    assert "私の版" in text_of(client_as(w.analyst).get(answer["kept_url"]))
    chosen = put(w, w.analyst, with_step(1, task="私の版"), answer["revision"], keep_theirs=True)
    assert chosen.json()["revision"] == 2


def test_a_mynumber_is_not_saved_and_its_place_is_named(w: World) -> None:
    response = put(w, w.hearing_staff, with_step(1, note="1234 5678 9018"))
    assert response.status_code == 422
    (problem,) = response.json()["problems"]
    assert (problem["anchor"], problem["value"]) == ("cell-steps-2-note", "")
    assert not HearingRevision.objects.exists()


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "nonsense", '{"sheet": 1, "revision": 0}', '{"sheet": {}, "revision": "x"}']
)
def test_what_is_no_sheet_is_answered_in_words(w: World, body: str) -> None:
    for method, name in (("put", "sheet"), ("post", "preview")):
        response = getattr(client_as(w.hearing_staff), method)(url(w, name), body, content_type="application/json")
        assert response.status_code == 400 or (name == "preview" and body.startswith("{"))


def test_saving_a_submitted_hearing_is_locked(w: World) -> None:
    submitted(w)
    response = put(w, w.hearing_staff, with_step(1, task="x"), 1)
    assert response.status_code == 423
    assert "差戻し" in response.json()["message"]
    assert client_as(w.hearing_staff).get(url(w, "edit")).status_code == 302


def test_the_preview_draws_half_typed_rows(w: World) -> None:
    body = json.dumps({"steps": [*sheet()["steps"], {"key": "x", "next": "99"}]})
    client = client_as(w.hearing_staff)
    answer = client.post(url(w, "preview"), body, content_type="application/json").json()
    assert answer["svg"].startswith("<svg")
    assert set(answer["elements"]) == {"s01", "s02", "s03", "x"}
    assert all(f'data-element-id="{element}"' in answer["svg"] for element in answer["elements"].values())


def test_an_empty_preview_is_empty(w: World) -> None:
    answer = client_as(w.hearing_staff).post(url(w, "preview"), "{}", content_type="application/json").json()
    assert answer == {"svg": "", "elements": {}}


def test_what_is_typed_never_becomes_markup(w: World) -> None:
    put(w, w.hearing_staff, with_step(1, task="<script>alert(1)</script>"))
    for name in ("hearing", "edit"):
        assert "<script>alert" not in text_of(client_as(w.hearing_staff).get(url(w, name)))


def test_others_on_the_same_sheet_are_seen(w: World) -> None:
    client_as(w.analyst).post(url(w, "presence"))
    answer = client_as(w.hearing_staff).post(url(w, "presence")).json()
    assert answer["others"] == [str(w.analyst)]


def test_submitting_an_unfinished_sheet_links_to_every_cell_and_keeps_the_text(w: World) -> None:
    put(w, w.hearing_staff, with_step(1, minutes="五分"))
    response = client_as(w.hearing_staff).post(url(w, "submit"))
    assert response.status_code == 422
    assert 'href="#cell-steps-2-minutes"' in text_of(response)
    assert "五分" in text_of(response)


def test_the_road_of_a_hearing_in_the_browser(w: World) -> None:
    put(w, w.hearing_staff, sheet())
    page = text_of(client_as(w.hearing_staff).post(url(w, "submit"), follow=True))
    assert "提出しました" in page
    assert [item.kind for item in work_of(w.analyst)] == ["ヒアリングの確認"]
    page = text_of(client_as(w.analyst).post(url(w, "return"), {"reason": "件数を確かめてください"}, follow=True))
    assert "件数を確かめてください" in page
    assert [item.kind for item in work_of(w.hearing_staff)] == ["ヒアリングの修正"]
    put(w, w.hearing_staff, with_step(1, minutes="6"), 1)
    client_as(w.hearing_staff).post(url(w, "submit"))
    page = text_of(client_as(w.analyst).post(url(w, "confirm"), follow=True))
    assert "確認済" in page
    assert work_of(w.hearing_staff) == []


def test_a_return_without_reason_says_so_and_changes_nothing(w: World) -> None:
    submitted(w)
    response = client_as(w.analyst).post(url(w, "return"), {"reason": ""})
    assert response.status_code == 422
    assert Hearing.objects.get(pk=w.hearing.pk).state == "submitted"


def test_the_page_shows_diagram_rows_and_volume(w: World) -> None:
    submitted(w)
    page = text_of(client_as(w.hearing_staff).get(url(w, "hearing")))
    assert 'id="step-s02"' in page
    assert "<svg" in page
    assert "3,412" in page
    assert "試験花子" in page


def test_earlier_sheets_are_shown_and_taken_up_by_those_who_may(w: World) -> None:
    submitted(w)
    services.hearing_return(actor=w.analyst, hearing=w.hearing, reason="x")
    revision = HearingRevision.objects.filter(event="submitted").get()
    put(w, w.hearing_staff, with_step(1, task="新しい"), 1)
    assert client_as(w.hearing_staff).get(url(w, "revision", revision.pk)).status_code == 200
    for person in (w.other_staff, w.council, w.foreign_leader):
        assert client_as(person).get(url(w, "revision", revision.pk)).status_code == 404
        assert client_as(person).post(url(w, "revision_restore", revision.pk)).status_code == 404
    client_as(w.hearing_staff).post(url(w, "revision_restore", revision.pk))
    assert Hearing.objects.get(pk=w.hearing.pk).sheet == shaped(sheet())


def test_a_revision_of_another_hearing_does_not_exist_here(w: World) -> None:
    other = HearingRevision.objects.create(
        hearing=w.other_hearing, revision=0, sheet=shaped({}), event="submitted", author=w.other_staff
    )
    assert client_as(w.hearing_staff).get(url(w, "revision", other.pk)).status_code == 404


def upload(w: World, name: str, data: bytes) -> HttpResponse:
    return client_as(w.hearing_staff).post(url(w, "import"), {"workbook": SimpleUploadedFile(name, data)})


def test_a_workbook_goes_out_and_comes_back(w: World) -> None:
    put(w, w.hearing_staff, sheet())
    response = client_as(w.hearing_staff).get(url(w, "template"))
    assert response["Content-Disposition"].startswith("attachment")
    assert upload(w, "回答.xlsx", response.content).status_code == 302


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"not a workbook", "読めません"), (b"PK\x03\x04" + b"0" * (11 * 2**20), "大きすぎます"), (b"", "中身のない")],
)
def test_broken_uploads_are_answered_in_words(w: World, data: bytes, words: str) -> None:
    response = upload(w, "回答.xlsx", data)
    assert response.status_code == 422
    assert words in text_of(response)


def test_all_problems_of_a_workbook_are_listed(w: World) -> None:
    response = upload(w, "回答.xlsx", workbook_for(w.hearing, with_step(1, minutes="五分", waiting="1か月")))
    page = text_of(response)
    assert response.status_code == 422
    assert "2か所を直してください" in page
    assert "五分" in page
    assert "1か月" in page
