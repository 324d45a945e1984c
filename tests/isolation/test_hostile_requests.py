"""Requests that no page sends: whatever comes, the answer is one of the site's own, never a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bpr.access.models import Role
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import blank_model
from hearings.models import Hearing
from tests.access.permission_table import Route, routes
from tests.factories import client_as
from tests.isolation.crawl import guesses
from tests.isolation.loaded import Loaded
from usecases.models import KeptDraft, UseCase

pytestmark = pytest.mark.django_db

# They read nothing of what is sent, and what they do takes its time.
HEEDLESS = {"reports:run", "reports:issue", "report-issue", "hearing-submit"}

RAW = {
    "nothing": b"",
    "broken": b'{"sheet": ',
    "null": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "deep lists": b"[" * 20_000 + b"]" * 20_000,
    "deep objects": b'{"sheet":' * 20_000 + b"1" + b"}" * 20_000,
    "not a number": b'{"sheet": NaN, "revision": NaN, "table": NaN, "base_number": NaN, "value": NaN, "text": NaN}',
    "infinite": b'{"sheet": Infinity, "revision": 1e999, "table": -Infinity, "base_number": 1e999, "reply_to": 1e999}',
    "not UTF-8": b'{"text": "\xff\xfe", "sheet": "\xff"}',
    "endless number": b'{"revision": ' + b"9" * 6_000 + b"}",
}
VALUES = {
    "null": None,
    "true": True,
    "huge": 10**30,
    "negative": -1,
    "fraction": 1.5,
    "text": "一",
    "long text": "長" * 30_000,
    "zero byte": "a\u0000b",
    "lone surrogate": "a\ud800b",
    "markup": "<script>alert(1)</script>\r\nSet-Cookie: a=b",
    "other digits": "²",
    "list": [],
    "lists": [[[]], {}],
    "object": {},
    "rows of numbers": {"steps": [1], "removed": [1], "meta": 1, "respondents": [None], "volumes": {"months": 5}},
    "cells of lists": {"steps": [{"key": [], "task": {}}], "removed": [{"common_key": []}], "overview": {"note": []}},
}
# What any of the addresses looks for in a body or a query.
NAMES = (
    "sheet", "revision", "keep_theirs", "table", "base_number", "name", "at", "reason", "text", "element_id",
    "reply_to", "parent", "approved", "decision", "project", "assessment", "title", "key", "value", "unit",
    "evidence_kind", "source", "organisation", "organisations", "use_case", "use_cases", "category", "side", "quantity",
    "tab", "before", "after", "page", "q", "prefecture", "kind", "since", "until", "actor", "action", "words", "due_on",
    "username", "password", "display_name", "role", "post", "code", "order", "year", "initial_yen", "running_yen",
    "fiscal_year", "schedule", "language", "next", "numbers", "number", "population", "figure", "scope", "xml", "rows",
    "orientation", "keep_mine", "rule", "findings", "origins", "matches", "mon", "weekdays", "days_off", "performers",
    "people", "available_percent", "office_hours", "yen_per_hour", "hours", "hour9", "reach", "group",
)  # fmt: skip

_DIAGRAM = write_bpmn(layout(blank_model(name="x", organisation="x"))).decode()


def _sent(route: Route) -> bool:
    return bool(route.methods - {"GET"}) and "format" not in route.pattern


def _unguarded(person: object) -> Client:
    """A client that answers 500 as a browser would see it, instead of raising."""
    client = client_as(person)  # type: ignore[arg-type]
    client.raise_request_exception = False
    return client


def _address(loaded: Loaded, route: Route) -> str:
    """An address of ``route`` that exists; the first object of each kind."""
    if "<" not in route.pattern:
        return reverse(route.url_name)
    hearing = Hearing.objects.filter(use_case__project=loaded.project, state="returned").first()
    assert hearing
    to_be = UseCase.objects.filter(project=loaded.project)[1]
    known = {"hearing_id": hearing.pk, "project_id": loaded.project.pk, "use_case_id": to_be.pk, "key": "yen_per_hour"}
    known |= _drawn(loaded)
    names = [part.split(":")[-1] for part in _parts(route.pattern)]
    pk = hearing.pk if route.url_name.startswith("hearing-") else 1
    return reverse(route.url_name, kwargs={name: known.get(name, pk) for name in names})


def _drawn(loaded: Loaded) -> dict[str, int]:
    """Keys of a process that has a draft, with a diagram kept beside and a version."""
    kept = KeptDraft.objects.filter(process_model__use_case__project=loaded.project)[0]
    version = kept.process_model.versions.all()[0]
    return {"kept_id": kept.pk, "model_id": kept.process_model.pk, "version_id": version.pk}


def _parts(pattern: str) -> list[str]:
    return [piece.split(">")[0] for piece in pattern.replace("(?P<", "<").split("<")[1:]]


def _failures(client: Client, url: str, method: str, bodies: Iterator[tuple[str, bytes, str]]) -> list[str]:
    """Which bodies are answered 500.

    Where nothing reads the first body that is not empty, as a form reads no JSON, all others of its content type go
    the same way: they are not sent. (A later one may be unread for its size alone.)
    """
    found: list[str] = []
    is_read: dict[str, bool] = {}
    for name, body, content_type in bodies:
        if not is_read.get(content_type, True):
            continue
        with transaction.atomic():
            response = client.generic(method, url, body, content_type=content_type)
            transaction.set_rollback(True)
        if response.status_code >= 500:
            found.append(f"{response.status_code} {method} {url}: {name}")
        if body:
            is_read.setdefault(content_type, response.wsgi_request._read_started)  # type: ignore[attr-defined]
    return found


def _json_bodies() -> Iterator[tuple[str, bytes, str]]:
    for name, body in RAW.items():
        yield name, body, "application/json"
    for name, value in VALUES.items():
        yield name, json.dumps(dict.fromkeys(NAMES, value)).encode(), "application/json"
    plausible = {"revision": 0, "base_number": 0, "name": "add", "reason": "", "text": "一", "value": "1"}
    drawn = {"xml": _DIAGRAM, "orientation": "horizontal"}
    for name, value in VALUES.items():
        yield (
            f"{name} in a table",
            json.dumps({**plausible, "sheet": value, "table": value}).encode(),
            "application/json",
        )
        yield f"{name} as rows", json.dumps({**plausible, **drawn, "rows": value}).encode(), "application/json"
        yield f"{name} in a row", json.dumps({**plausible, **drawn, "rows": [value]}).encode(), "application/json"


def _form_bodies() -> Iterator[tuple[str, bytes, str]]:
    plain = "application/x-www-form-urlencoded"
    for name, value in {
        "markup": "%3Cscript%3E",
        "zero": "%00",
        "digits": "%C2%B2",
        "huge": "9" * 40,
        "odd": "%FF",
    }.items():
        yield name, "&".join(f"{field}={value}" for field in NAMES).encode(), plain
    yield "many fields", b"&".join(b"a=1" for _number in range(10_001)), plain
    yield (
        "no end",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bpmn"\r\n\r\n',
        "multipart/form-data; boundary=x",
    )


@pytest.mark.parametrize("route", [r for r in routes() if _sent(r)], ids=lambda route: route.url_name)
def test_hostile_bodies(loaded: Loaded, route: Route) -> None:
    client, url = _unguarded(loaded.person(Role.LEADER)), _address(loaded, route)
    found = []
    if route.url_name in HEEDLESS:
        found = _failures(client, url, "POST", iter([("nothing", b"", "application/json")]))
        assert not found
        return
    for method in sorted(route.methods - {"GET"}):
        found += _failures(client, url, method, _json_bodies())
        found += _failures(client, url, method, _form_bodies())
    assert not found, "\n".join(found)


def test_hostile_queries(loaded: Loaded) -> None:
    client, seen, found = _unguarded(loaded.person(Role.LEADER)), set(), []
    for address in guesses(loaded.project):
        if address.route.url_name in seen:
            continue
        seen.add(address.route.url_name)
        for value in ("²", "9" * 40, "-1", "\x00", "<script>", "%FF"):
            response = client.get(address.url, dict.fromkeys(NAMES, value))
            response.close()
            if response.status_code >= 500:
                found.append(f"{response.status_code} {address}: {value!r}")
            if "GET" not in vars(response.wsgi_request):
                break  # nothing looked at the query: another one would go the same way
    assert len(seen) > 40
    assert not found, "\n".join(found)


def test_hostile_keys(loaded: Loaded) -> None:
    client, found = _unguarded(loaded.person(Role.LEADER)), []
    for route in routes():
        names = [part.split(":")[-1] for part in _parts(route.pattern)]
        if not names or "format" in names:
            continue
        for value in (10**40, 0):
            kwargs = {name: loaded.project.pk if name == "project_id" and len(names) > 1 else value for name in names}
            method = min(route.methods)
            status = client.generic(method, reverse(route.url_name, kwargs=kwargs)).status_code
            found += [f"{status} {route.url_name} {value}"] if status not in (400, 403, 404, 405, 422) else []
    assert not found, "\n".join(found)
