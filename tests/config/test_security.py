"""What production promises a browser, and what the API's schema promises a program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from bpr.access.lockout import client_address
from bpr.config.env import BASE_DIR
from tests.factories import PASSWORD, UserFactory, client_as, world

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "bpr.config.settings.production",
    "SECRET_KEY": "a-key-that-nobody-guesses-0123456789-abcdefghij-KLMNOPQRST",
    "ALLOWED_HOSTS": "bpr.example.lg.jp",
    "DATABASE_URL": "postgres://user:password@localhost:5432/bpr",
    "REDIS_URL": "redis://localhost:6379/0",
}


def test_production_passes_the_deployment_check(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    environ = {**PRODUCTION, "DATA_DIR": str(tmp_path)}
    done = subprocess.run(command, env=environ, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_schema_is_generated_without_warnings(tmp_path: Path) -> None:
    schema = tmp_path / "schema.yaml"
    call_command("spectacular", file=str(schema), validate=True, fail_on_warn=True)
    text = schema.read_text(encoding="utf-8")
    for name in (
        "organisations",
        "use-cases",
        "hearings",
        "process-models",
        "process-versions",
        "assessments",
        "reports",
    ):
        assert f"/api/v1/{name}/" in text


@pytest.mark.django_db
def test_every_list_of_the_api_is_in_pages() -> None:
    client = client_as(world().leader)
    lists = client.get("/api/v1/").json()
    for name, url in lists.items():
        answer = client.get(url).json()
        # one person; fixed lists of one project
        if name not in ("me", "assumptions", "national-drivers", "staff-needs"):
            assert {"count", "next", "previous", "results"} <= set(answer), name


@pytest.mark.django_db
def test_errors_of_the_api_are_japanese_json() -> None:
    w = world()
    client = client_as(w.hearing_staff)
    foreign = client.get(reverse("hearing-detail", args=[w.other_hearing.pk]))
    denied = client.post(reverse("process-version-submit", args=[w.version.pk]))
    malformed = client.get("/api/v1/hearings/", {"project": "x"})
    broken = client.patch(reverse("hearing-sheet", args=[w.hearing.pk]), b"{", content_type="application/json")
    nowhere = client.get("/api/v1/nothing/")
    anonymous = Client().get("/api/v1/hearings/")
    answers = {404: foreign, 403: denied, 400: malformed, 401: anonymous}
    for status, answer in [*answers.items(), (400, broken), (404, nowhere)]:
        assert answer.status_code == status
        assert answer.headers["Content-Type"].startswith("application/json")
        assert any("\u3041" <= letter <= "\u9fff" for letter in str(answer.json())), answer.json()


@pytest.mark.django_db
def test_token_and_session_both_sign_in() -> None:
    person = world().hearing_staff
    sent = {"username": person.username, "password": PASSWORD}
    token = Client().post("/api/v1/token/", sent, content_type="application/json").json()["token"]
    by_token = Client(headers={"authorization": f"Token {token}"}).get("/api/v1/me/")
    by_session = client_as(person).get("/api/v1/me/")
    assert by_token.json() == by_session.json()
    assert by_token.json()["username"] == person.username


@pytest.mark.django_db
def test_a_session_may_not_write_without_a_csrf_token() -> None:
    """On pages, on what scripts talk to, and in the API; a token in a header needs none."""
    w = world()
    client = Client(enforce_csrf_checks=True)
    client.force_login(w.hearing_staff, backend="django.contrib.auth.backends.ModelBackend")
    keys = [w.project.pk, w.hearing.pk]
    body = {"sheet": {}, "revision": 0}
    answers = [
        client.put(reverse("hearings:sheet", args=keys), body, content_type="application/json"),
        client.post(reverse("hearings:preview", args=keys), {}, content_type="application/json"),
        client.post(reverse("hearings:submit", args=keys)),
        client.post(reverse("jobs:cancel", args=[w.job.pk])),
        client.patch(reverse("hearing-sheet", args=[w.hearing.pk]), body, content_type="application/json"),
        client.post("/accounts/logout/"),
        client.post("/accounts/language/", {"language": "en"}),
        Client(enforce_csrf_checks=True).post("/accounts/login/", {"username": "a", "password": "b"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_way_leads_to_another_site(target: str) -> None:
    person = UserFactory()
    signed_in = Client().post(f"/accounts/login/?next={target}", {"username": person.username, "password": PASSWORD})
    language = Client().post("/accounts/language/", {"language": "en", "next": target})
    assert signed_in.headers["Location"] == "/"
    assert language.headers["Location"] == "/"


@pytest.mark.django_db
def test_signing_in_makes_a_new_session() -> None:
    person, client = UserFactory(), Client()
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key
    client.post("/accounts/login/", {"username": person.username, "password": PASSWORD})
    assert client.session.session_key != before


@pytest.mark.django_db
def test_a_changed_password_ends_other_sessions_and_tokens() -> None:
    person = UserFactory()
    elsewhere, here = client_as(person), client_as(person)
    token = Client().post(
        "/api/v1/token/", {"username": person.username, "password": PASSWORD}, content_type="application/json"
    )
    header = {"authorization": f"Token {token.json()['token']}"}
    new = "quite-another-9-word"
    here.post("/accounts/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert Client(headers=header).get("/api/v1/me/").status_code == 401


@pytest.mark.django_db
def test_names_are_never_markup() -> None:
    """Whatever people call things, no page takes it for HTML; neither do drawings and file names."""
    w = world()
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    for thing in (w.project, w.city, w.use_case, w.category):
        type(thing).objects.filter(pk=thing.pk).update(name=nasty[:80])
    client = client_as(w.leader)
    pages = [
        "/", *(reverse(name, args=[w.project.pk]) for name in (
            "usecases:project", "usecases:use_cases", "usecases:processes", "hearings:index", "access:members",
            "access:audit", "access:project-organisations", "reports:assessments", "reports:index",
        )),
        reverse("usecases:version", args=[w.project.pk, w.version.pk]),
        reverse("usecases:version_svg", args=[w.project.pk, w.version.pk]),
        reverse("usecases:side_by_side", args=[w.project.pk, w.use_case.pk]),
        reverse("hearings:hearing", args=[w.project.pk, w.hearing.pk]),
        reverse("hearings:edit", args=[w.project.pk, w.hearing.pk]),
    ]  # fmt: skip
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        text = answer.content.decode()
        assert "<script>alert" not in text, url
        assert "<img src=x" not in text, url


@pytest.mark.django_db
def test_file_names_are_no_headers() -> None:
    w = world()
    type(w.use_case).objects.filter(pk=w.use_case.pk).update(code='A"\r\nX-Evil: 1', name="あ\r\nX-Evil: 1")
    client = client_as(w.leader)
    for url in (
        reverse("usecases:version_bpmn", args=[w.project.pk, w.version.pk]),
        reverse("usecases:version_svg", args=[w.project.pk, w.version.pk]),
        reverse("hearings:template", args=[w.project.pk, w.hearing.pk]),
    ):
        answer = client.get(url)
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.django_db
@override_settings(DEBUG=False)
def test_a_failure_tells_nothing_of_the_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    w = world()

    def broken(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("bpr.access.views.home.work_of", broken)
    client = client_as(w.leader)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret of the inside" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize(("behind_proxy", "expected"), [(False, "10.0.0.1"), (True, "192.0.2.7")])
def test_nobody_chooses_the_address_that_is_counted(behind_proxy: bool, expected: str) -> None:
    """Without a proxy the header is anybody's word; behind one, only what the proxy added counts."""
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.7"})
    with override_settings(REST_FRAMEWORK={**settings.REST_FRAMEWORK, "NUM_PROXIES": int(behind_proxy)}):
        assert client_address(request) == expected


@pytest.mark.parametrize("said", [None, "", "unknown", "192.0.2.1:4711"])
def test_what_is_no_address_is_counted_as_none(said: str | None) -> None:
    """PostgreSQL refuses to store anything else, so a sign-in over a local socket would fail."""
    request = RequestFactory().get("/")
    if said is None:
        del request.META["REMOTE_ADDR"]
    else:
        request.META["REMOTE_ADDR"] = said
    assert client_address(request) is None
