"""Language, headers, error pages and static parts of the whole site."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from bpr.access.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(User.objects.create_user("someone"))
    return client


def test_an_english_browser_gets_japanese_pages(client: Client) -> None:
    page = client.get("/no-such-page", headers={"Accept-Language": "en-US,en"})
    assert page.headers["Content-Language"] == "ja"
    assert '<html lang="ja">' in page.content.decode()


def test_who_chooses_english_gets_english(client: Client) -> None:
    client.post(reverse("access:language"), {"language": "en", "next": "/"})
    assert client.get("/no-such-page").headers["Content-Language"] == "en"
    client.post(reverse("access:language"), {"language": "xx", "next": "/"})
    assert client.get("/no-such-page").headers["Content-Language"] == "en"


def test_pages_may_load_only_what_is_ours(client: Client) -> None:
    headers = client.get("/no-such-page").headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["font-src"] == policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["img-src"] == "'self' data:"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_missing_page_is_said_in_japanese(client: Client) -> None:
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert "ページが見つかりません" in page.content.decode()


def test_a_missing_api_address_answers_in_json(client: Client) -> None:
    answer = client.get("/api/v1/no-such-thing/")
    assert answer.status_code == 404
    assert answer.json() == {"detail": "見つかりません。"}


def test_a_form_without_its_token_is_refused() -> None:
    page = Client(enforce_csrf_checks=True).post(reverse("access:language"), {"language": "en"})
    assert page.status_code == 403
    assert "lang=" in page.content.decode()


def test_an_error_of_ours_is_answered_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("bpr.config.views.connection.cursor", broken)
    client.raise_request_exception = False
    page = client.get(reverse("healthz"))
    assert page.status_code == 500
    assert "サーバーで問題が起きました" in page.content.decode()
    assert "secret detail" not in page.content.decode()


def test_the_health_check(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


def test_the_api_page_loads_nothing_from_outside(signed_in: Client) -> None:
    page = signed_in.get(reverse("api-docs")).content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "http://" not in page
    assert "https://" not in page
    script = signed_in.get(reverse("api-docs") + "?script=").content.decode()
    assert "https://" not in script


def test_the_schema_describes_the_api(signed_in: Client, client: Client) -> None:
    schema = signed_in.get(reverse("api-schema"), headers={"Accept": "application/json"}).json()
    assert "/api/v1/jobs/{id}/cancel/" in schema["paths"]
    client.logout()
    assert client.get(reverse("api-schema")).status_code in {401, 403}


def test_a_token_opens_the_api(client: Client) -> None:
    User.objects.create_user("machine", password="long enough to be safe")
    answer = client.post(reverse("api-token"), {"username": "machine", "password": "long enough to be safe"})
    headers = {"Authorization": f"Token {answer.json()['token']}"}
    assert client.get(reverse("job-list"), headers=headers).status_code == 200


def test_guessing_passwords_locks_out(client: Client) -> None:
    right = {"username": "target", "password": "long enough to be safe"}
    User.objects.create_user(**right)
    assert "token" in client.post(reverse("api-token"), right).json()
    for _ in range(5):
        client.post(reverse("api-token"), {**right, "password": "wrong"})
    assert "token" not in client.post(reverse("api-token"), right).json()
