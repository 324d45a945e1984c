"""Walks every address of the site with every actor and compares with the tables of the apps."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.access.permission_table import ACTORS, Row, routes
from tests.factories import World, client_as, world

TABLES = sorted(Path(__file__).resolve().parents[1].glob("*/permissions.py"))


def _rows() -> list[Row]:
    rows: list[Row] = []
    for path in TABLES:
        rows += importlib.import_module(f"tests.{path.parent.name}.permissions").ROWS
    return rows


ROWS = _rows()


def test_every_address_is_listed() -> None:
    listed = {(row.url_name, row.method) for row in ROWS}
    missing = {
        (route.url_name, method): f"{method} {route.url_name}  ({route.pattern}, {route.module})"
        for route in routes()
        for method in sorted(route.methods)
        if (route.url_name, method) not in listed
    }
    assert not missing, (
        "These addresses stand in no permission table. List them in tests/<app>/permissions.py "
        "(see tests/access/permission_table.py):\n" + "\n".join(missing.values())
    )


def test_every_row_has_its_address() -> None:
    known = {(route.url_name, method) for route in routes() for method in route.methods}
    gone = [str(row) for row in ROWS if (row.url_name, row.method) not in known]
    assert not gone, "These rows of the permission tables lead nowhere: " + ", ".join(gone)


def test_foreign_objects_do_not_exist() -> None:
    """A row may not soften this: what is foreign is 404, whoever asks."""
    keyed = {route.url_name for route in routes() if route.names_object}
    soft = [str(row) for row in ROWS if row.url_name in keyed and row.expected["foreign_leader"] not in (404, 405)]
    assert not soft, "foreign_leader must get 404: " + ", ".join(soft)


@pytest.fixture(scope="module")
def one_world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def signed_in(one_world: World) -> Mapping[str, Client]:
    """Everybody signs in once; what a request changes of it is taken back (``_ask``)."""
    return {actor: client_as(one_world.person(actor)) for actor in ACTORS}


def _ask(client: Client, row: Row, one_world: World) -> int:
    sent = {"data": row.values(one_world)}
    if row.json and row.method != "GET":
        sent = {"data": json.dumps(sent["data"]), "content_type": "application/json"}
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        response = getattr(client, row.method.lower())(row.address(one_world), **sent)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response.status_code


def _ids() -> list[str]:
    counts: Counter[str] = Counter()
    names = []
    for row in ROWS:
        counts[str(row)] += 1
        names.append(f"{row} #{counts[str(row)]}" if counts[str(row)] > 1 else str(row))
    return names


@pytest.mark.django_db
@pytest.mark.parametrize("row", ROWS, ids=_ids())
def test_row(row: Row, one_world: World, signed_in: Mapping[str, Client]) -> None:
    got = {actor: _ask(client, row, one_world) for actor, client in signed_in.items()}
    wrong = {actor: (status, row.expected[actor]) for actor, status in got.items() if status != row.expected[actor]}
    assert not wrong, f"{row}: actor: (got, expected): {wrong}"
