"""Signing in and out, lockout, initial passwords, language, token."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from bpr.access.models import User
from tests.factories import PASSWORD, World, client_as, world

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
TOKEN = "/api/v1/token/"


@pytest.fixture
def w() -> World:
    return world()


def sign_in(client: Client, username: str, password: str = PASSWORD) -> int:
    return client.post(SIGN_IN, {"username": username, "password": password}).status_code


def test_the_way_in_and_out(client: Client, w: World) -> None:
    page = client.get("/")
    assert page.headers["Location"].startswith(SIGN_IN)
    answer = client.post(SIGN_IN, {"username": "analyst", "password": PASSWORD, "next": f"/projects/{w.project.pk}/"})
    assert answer.headers["Location"] == f"/projects/{w.project.pk}/"
    assert client.get("/accounts/logout/").status_code == 405, "a link must not sign people out"
    assert client.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_wrong_password_is_answered_in_japanese(client: Client, w: World) -> None:
    page = client.post(SIGN_IN, {"username": "analyst", "password": "wrong"})
    assert page.status_code == 200
    assert "利用者名かパスワードが違います" in page.content.decode()


def test_five_failures_lock_this_name_and_no_other(client: Client, w: World) -> None:
    statuses = [sign_in(client, "analyst", "wrong") for _i in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    page = client.post(SIGN_IN, {"username": "analyst", "password": PASSWORD})
    assert page.status_code == 429
    assert "しばらくサインインできません" in page.content.decode()
    assert "15分" in page.content.decode()
    assert sign_in(client, "leader") == 302


def test_success_forgets_failures(client: Client, w: World) -> None:
    for _i in range(4):
        sign_in(client, "analyst", "wrong")
    assert sign_in(client, "analyst") == 302
    client.post("/accounts/logout/")
    assert sign_in(client, "analyst", "wrong") == 200


def test_who_is_deactivated_cannot_sign_in_and_is_out_at_once(w: World) -> None:
    client = client_as(w.analyst)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=w.analyst.pk).update(is_active=False)
    assert client.get("/").status_code == 302
    assert sign_in(Client(), "analyst") == 200


def test_sign_in_does_not_lead_to_another_site(client: Client, w: World) -> None:
    answer = client.post(SIGN_IN, {"username": "analyst", "password": PASSWORD, "next": "https://evil.example/"})
    assert answer.headers["Location"] == "/"


def test_a_session_ends_after_a_working_day(w: World, client: Client) -> None:
    sign_in(client, "analyst")
    assert 0 < client.session.get_expiry_age() <= 10 * 60 * 60


def test_a_new_member_gets_a_password_that_is_shown_once_and_must_be_changed(w: World, client: Client) -> None:
    leader = client_as(w.leader)
    given = {
        "display_name": "山口 花子",
        "username": "ｈａｎａｋｏ",
        "role": "hearing_staff",
        "organisation": w.city.pk,
    }
    page = leader.post(f"/projects/{w.project.pk}/members/new/", given)
    assert "no-store" in page.headers["Cache-Control"]
    password = re.search(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", page.content.decode())[0]
    assert password not in leader.get(f"/projects/{w.project.pk}/members/").content.decode()

    assert client.post(SIGN_IN, {"username": "hanako", "password": password}).status_code == 302
    assert client.get("/").headers["Location"] == "/accounts/password/"
    assert client.get("/api/v1/me/").status_code == 403
    new = {"old_password": password, "new_password1": "sakura-no-ki-8", "new_password2": "sakura-no-ki-8"}
    assert client.post("/accounts/password/", new).headers["Location"] == "/"
    assert client.get("/").status_code == 200, "the own session survives the change"


def test_a_taken_name_is_said_at_its_field_and_nothing_is_stored(w: World) -> None:
    page = client_as(w.leader).post(
        f"/projects/{w.project.pk}/members/new/", {"display_name": "別 人", "username": "analyst", "role": "observer"}
    )
    assert page.status_code == 200
    assert page.context["form"].errors["username"]
    assert not User.objects.filter(display_name="別 人").exists()


def test_a_weak_own_password_is_refused(w: World) -> None:
    client = client_as(w.analyst)
    page = client.post(
        "/accounts/password/", {"old_password": PASSWORD, "new_password1": "1234", "new_password2": "1234"}
    )
    assert page.context["form"].errors
    assert User.objects.get(pk=w.analyst.pk).check_password(PASSWORD)


def test_the_language_follows_the_person_to_another_browser(w: World, client: Client) -> None:
    first = client_as(w.analyst)
    first.post("/accounts/language/", {"language": "en", "next": "/"})
    assert User.objects.get(pk=w.analyst.pk).language == "en"
    sign_in(client, "analyst")
    assert client.get("/").headers["Content-Language"] == "en"


def test_the_language_form_leads_nowhere_else(client: Client) -> None:
    answer = client.post("/accounts/language/", {"language": "en", "next": "//evil.example/"})
    assert answer.headers["Location"] == "/"


# --- API ------------------------------------------------------------------------------------------------------------
def test_a_token_opens_the_api_with_the_same_rights(client: Client, w: World) -> None:
    token = client.post(TOKEN, {"username": "hearing_staff", "password": PASSWORD}).json()["token"]
    header = {"Authorization": f"Token {token}"}
    me = client.get("/api/v1/me/", headers=header).json()
    assert me["username"] == "hearing_staff"
    assert me["memberships"] == [
        {"project": w.project.pk, "role": "hearing_staff", "organisation": w.city.pk, "post": ""}
    ]
    names = [row["name"] for row in client.get("/api/v1/organisations/", headers=header).json()["results"]]
    assert names == ["自分市"]


def test_token_failures_lock_in_json(client: Client, w: World) -> None:
    for _i in range(5):
        answer = client.post(TOKEN, {"username": "analyst", "password": "wrong"})
    assert answer.status_code == 429
    assert "15分間" in answer.json()["detail"]
    assert client.post(TOKEN, {"username": "analyst", "password": PASSWORD}).status_code == 429
    assert sign_in(client, "analyst") == 429, "one lockout for both ways in"


def test_an_initial_password_gives_no_token(client: Client, w: World) -> None:
    User.objects.filter(pk=w.analyst.pk).update(must_change_password=True)
    assert client.post(TOKEN, {"username": "analyst", "password": PASSWORD}).status_code == 403
    assert not Token.objects.exists()


def test_the_api_narrows_to_a_project(w: World) -> None:
    client = client_as(w.leader)
    rows = client.get("/api/v1/organisations/", {"project": w.project.pk}).json()["results"]
    assert {row["name"] for row in rows} == {"自分市", "隣の町"}
    assert client.get("/api/v1/organisations/", {"project": w.foreign_project.pk}).json()["results"] == []
    assert client.get("/api/v1/organisations/", {"project": "abc"}).status_code == 400


def test_the_api_writes_nothing_that_has_no_service(w: World) -> None:
    client = client_as(w.leader)
    assert client.post("/api/v1/organisations/", {}).status_code == 405
    assert client.delete(f"/api/v1/projects/{w.project.pk}/").status_code == 405
