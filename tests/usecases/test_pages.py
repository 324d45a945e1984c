"""What the pages show to whom, and with how many queries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bpr.access.worklist import work_of
from tests.factories import OrganisationFactory, ProcessModelFactory, ProcessVersionFactory, World, client_as, world
from tests.usecases.tables import REMOVED, to_be_steps, with_to_be
from usecases import services
from usecases.models import ProcessSide, ProcessVersion, ToBeDraft, UseCase

MANY = 12


@pytest.fixture
def w(db: None) -> World:
    return world()


@pytest.fixture
def case(w: World) -> UseCase:
    """A use case with a common as-is and a to-be of real rows."""
    case = services.use_case_create(
        actor=w.analyst, project=w.project, category=w.category, code="R1", name="転入届の受付"
    )
    with_to_be(w.analyst, case)
    return case


def _get(person: Any, address: str) -> str:
    response = client_as(person).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def _to_be(case: UseCase, rest: str = "") -> str:
    return f"/projects/{case.project_id}/use-cases/{case.pk}/to-be/{rest}"


def _send(person: Any, case: UseCase, rest: str, body: Any, method: str = "post") -> HttpResponse:
    client: Client = client_as(person)
    return getattr(client, method)(_to_be(case, rest), data=json.dumps(body), content_type="application/json")


TABLE = {"steps": to_be_steps(), "removed": REMOVED}


def _many(w: World) -> None:
    for _ in range(MANY):
        model = ProcessModelFactory(
            use_case=w.use_case, side=ProcessSide.AS_IS, organisation=OrganisationFactory(name="たくさん市")
        )
        for number in (1, 2, 3):
            ProcessVersionFactory(process_model=model, number=number, author=w.analyst)


@pytest.mark.parametrize("path", ["", "processes/", "use-cases/"])
def test_the_number_of_queries_does_not_grow_with_versions(
    w: World, path: str, django_assert_max_num_queries: Any
) -> None:
    _many(w)
    client = client_as(w.analyst)
    with django_assert_max_num_queries(20):
        page = client.get(f"/projects/{w.project.pk}/{path}").content.decode()
    assert page.count("たくさん市") >= (MANY if path == "processes/" else 0)


def test_the_version_page_with_many_comments_has_few_queries(w: World, django_assert_max_num_queries: Any) -> None:
    for number in range(MANY):
        services.comment_add(actor=w.council, version=w.to_be_version, text=f"意見{number}")
    client = client_as(w.council)
    with django_assert_max_num_queries(20):
        page = client.get(f"/projects/{w.project.pk}/processes/versions/{w.to_be_version.pk}/").content.decode()
    assert f"意見{MANY - 1}" in page


def test_staff_see_only_their_own_as_is(w: World) -> None:
    page = _get(w.hearing_staff, f"/projects/{w.project.pk}/processes/")
    assert w.city.name in page
    assert w.town.name not in page
    assert f"versions/{w.other_version.pk}/" not in page
    assert f"versions/{w.to_be_version.pk}/" in page


def test_the_sample_is_marked_on_the_first_page(w: World) -> None:
    address = f"/projects/{w.project.pk}/"
    assert "これは見本の事業です" not in _get(w.analyst, address)
    w.project.is_sample = True
    w.project.save()
    assert "これは見本の事業です" in _get(w.analyst, address)


def test_only_the_team_is_led_to_the_settings(w: World) -> None:
    address = f"/projects/{w.project.pk}/"
    assert f"{address}settings/" in _get(w.leader, address)
    assert f"{address}settings/" not in _get(w.council, address)
    assert "課題と対応策" not in _get(w.hearing_staff, address)


def test_a_code_is_given_once_in_a_project(w: World) -> None:
    base = f"/projects/{w.project.pk}/use-cases/"
    client = client_as(w.analyst)
    category = {"code": w.category.code, "name": "二つ目", "order": 0}
    use_case = {"category": w.category.pk, "code": w.use_case.code, "name": "二つ目"}
    for address, sent in ((f"{base}categories/new/", category), (f"{base}new/", use_case)):
        page = client.post(address, sent).content.decode()
        assert "このコードはもう使われています" in page
        assert "二つ目" in page
    kept = client.post(f"{base}{w.use_case.pk}/edit/", use_case)
    assert kept.status_code == 302


# the to-be on one page


def test_an_empty_to_be_says_what_to_do_first(w: World) -> None:
    page = _get(w.analyst, _to_be(w.use_case))
    assert "比べる「共通の現行」がありません" in page
    ProcessVersion.objects.filter(process_model=w.to_be).delete()
    page = _get(w.analyst, _to_be(w.use_case))
    assert "共通の現行がまだありません" in page
    assert f"use-cases/{w.use_case.pk}/side-by-side/" in page


def test_with_a_common_as_is_the_to_be_starts_by_a_button(w: World, case: UseCase) -> None:
    ProcessVersion.objects.filter(process_model__use_case=case, process_model__side="to_be").delete()
    assert "共通の現行から改革案を作る" in _get(w.analyst, _to_be(case))
    assert "共通の現行から改革案を作る" not in _get(w.council, _to_be(case))
    response = client_as(w.analyst).post(_to_be(case, "clone/"), follow=True)
    assert "共通の現行を写しました" in response.content.decode()


def test_both_sides_differences_and_step_map_stand_on_one_page(w: World, case: UseCase) -> None:
    _send(w.analyst, case, "edit/save/", {"table": TABLE, "base_number": 1, "reason": "案"})
    page = _get(w.council, _to_be(case))
    assert page.count('data-element-id="Task_t3"') >= 2  # the shape and its line in the table
    assert page.count('data-element-id="Task_r5"') >= 2
    for words in ("自動化", "新設", "廃止", "まとめて照会する", "記録がシステムに残る", "作業 3 へ", "15 → 0.5"):
        assert words in page, words
    assert "uketsuke" not in page


def test_two_versions_of_a_to_be_are_compared_by_what_really_differs(w: World, case: UseCase) -> None:
    first = ProcessVersion.objects.get(process_model__use_case=case, process_model__side="to_be")
    _send(w.analyst, case, "edit/save/", {"table": TABLE, "base_number": 1, "reason": "案"})
    second = ProcessVersion.objects.get(process_model=first.process_model, number=2)
    address = f"/projects/{w.project.pk}/processes/compare/"
    same = _get(w.council, f"{address}?before={second.pk}&after={second.pk}")
    assert "作業に違いはありません" in same
    assert "事前の情報で審査する" in _get(w.council, f"{address}?before={first.pk}&after={second.pk}")
    for query in ("", "?before=x&after=1", f"?before={first.pk}&after=99999", "?before=²&after=²"):
        assert client_as(w.council).get(address + query).status_code == 404


# the editor


def test_the_editor_begins_with_the_newest_version_as_text(w: World, case: UseCase) -> None:
    page = _get(w.analyst, _to_be(case, "edit/"))
    data = json.loads(page.split('id="to-be-data" type="application/json">')[1].split("</script>")[0])
    assert [row["task"] for row in data["table"]["steps"]][:2] == ["届を受け付ける", "届を審査する"]
    assert (data["revision"], data["baseNumber"]) == (0, 1)
    assert "下書きを開いています" not in page


def test_a_draft_is_saved_shown_and_never_overwritten(w: World, case: UseCase) -> None:
    body = {"table": TABLE, "base_number": 1, "revision": 0}
    assert _send(w.analyst, case, "edit/draft/", body, "put").json()["revision"] == 1
    assert "下書きを開いています" in _get(w.leader, _to_be(case, "edit/"))
    refused = _send(w.leader, case, "edit/draft/", body, "put")
    assert refused.status_code == 409
    assert "にこの改革案を保存しました" in refused.json()["message"]
    assert ToBeDraft.objects.get().saved_by == w.analyst


def test_the_preview_draws_and_names_every_problem_at_its_cell(w: World, case: UseCase) -> None:
    steps = to_be_steps()
    steps[1]["minutes"] = "ながい"
    answer = _send(w.analyst, case, "edit/preview/", {"table": {"steps": steps, "removed": []}}).json()
    assert answer["svg"].startswith("<svg")
    assert answer["elements"]["t1"] == "Task_t1"
    cells = [(problem["row"], problem["key"]) for problem in answer["problems"]]
    assert cells == [(1, "minutes"), (-1, "hozon")]
    states = {step["key"]: (step["state"], step["numbers"]) for step in answer["common"]}
    assert states["shougou"] == ("row", "3")
    assert states["hozon"] == ("open", "")


def test_nothing_is_stored_until_all_is_right(w: World, case: UseCase) -> None:
    body = {"table": {"steps": to_be_steps(), "removed": []}, "base_number": 1, "reason": ""}
    refused = _send(w.analyst, case, "edit/save/", body)
    assert refused.status_code == 422
    assert "「5 届を保存する」がどうなるか決まっていません" in refused.json()["problems"][0]["message"]
    assert ProcessVersion.objects.filter(process_model__use_case=case, process_model__side="to_be").count() == 1


def test_saving_over_a_newer_version_is_a_conflict(w: World, case: UseCase) -> None:
    body = {"table": TABLE, "base_number": 1, "reason": "案"}
    assert _send(w.analyst, case, "edit/save/", body).json()["url"] == _to_be(case)
    refused = _send(w.leader, case, "edit/save/", body)
    assert refused.status_code == 409
    assert "第2版を保存しました" in refused.json()["message"]


def test_changes_answer_with_the_new_table_or_why_not(w: World, case: UseCase) -> None:
    body = {"table": TABLE, "name": "remove", "key": "t2", "measure": "M1", "reason": "要らない"}
    table = _send(w.analyst, case, "edit/change/", body).json()["table"]
    assert [row["key"] for row in table["steps"]] == ["t1", "t3", "t4"]
    assert [item["common_key"] for item in table["removed"]] == ["hozon", "shinsa"]
    refused = _send(w.analyst, case, "edit/change/", body | {"name": "merge", "keys": ["t1"]})
    assert refused.status_code in (400, 422)


@pytest.mark.parametrize("rest", ["draft/", "preview/", "change/", "save/"])
@pytest.mark.parametrize("body", [[], "x", {}, {"table": 1}, {"table": {"steps": [[]]}, "name": "drop"}, None])
def test_odd_requests_are_answered_400(w: World, case: UseCase, rest: str, body: Any) -> None:
    response = _send(w.analyst, case, f"edit/{rest}", body, "put" if rest == "draft/" else "post")
    assert response.status_code == 400
    assert response.json()["message"]


# measures


def test_measures_and_preconditions_are_added_and_changed_on_one_page(w: World, case: UseCase) -> None:
    client, address = client_as(w.analyst), _to_be(case, "measures/")
    sent = {"what": "precondition", "precondition-kind": "legal", "precondition-text": "規則を改める"}
    assert "規則を改める" in client.post(address, sent, follow=True).content.decode()
    doubled = {"measure-code": "M1", "measure-kind": "automate", "measure-title": "二つ目", "measure-order": 0}
    response = client.post(address, doubled)
    assert response.status_code == 422
    assert "このコードの方策はもうあります" in response.content.decode()
    measure = case.measures.get()
    edit = {"kind": "simplify", "title": "名前を変えた", "order": 3, "code": "HACK"}
    client.post(f"/projects/{case.project_id}/measures/{measure.pk}/", edit)
    measure.refresh_from_db()
    assert (measure.code, measure.title, measure.kind) == ("M1", "名前を変えた", "simplify")


# the work list


def _titles(person: Any) -> list[str]:
    return [str(item.kind) for item in work_of(person) if "プロセス" in str(item.kind) or "コメント" in str(item.kind)]


def test_reviews_wait_for_the_council_but_not_for_the_author(w: World) -> None:
    services.version_submit(actor=w.analyst, version=w.version)
    assert "プロセスの審査" in _titles(w.council)
    assert "プロセスの審査" in _titles(w.leader)
    assert "プロセスの審査" not in _titles(w.analyst)
    assert "プロセスの審査" not in _titles(w.foreign_leader)


def test_a_version_that_came_back_waits_for_its_author(w: World) -> None:
    version = services.version_submit(actor=w.analyst, version=w.version)
    services.version_review(actor=w.council, version=version, approved=False, reason="違う")
    assert "差し戻されたプロセスの修正" in _titles(w.analyst)
    ProcessVersionFactory(process_model=w.process, number=2, author=w.analyst)
    assert "差し戻されたプロセスの修正" not in _titles(w.analyst)


def test_open_comments_of_others_wait_for_the_team(w: World) -> None:
    comment = services.comment_add(actor=w.council, version=w.version, text="確かめて")
    assert "コメントへの対応（1件）" in _titles(w.analyst)
    assert _titles(w.hearing_staff) == []
    services.comment_resolve(actor=w.analyst, comment=comment)
    assert "コメントへの対応（1件）" not in _titles(w.analyst)
