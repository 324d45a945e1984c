"""The API of the hearings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.urls import reverse

from hearings import services
from hearings.models import Hearing
from tests.factories import World, client_as, world
from tests.hearings.sheets import sheet, with_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def patch(w: World, person: Any, raw: Any, revision: int) -> Any:
    address = reverse("hearing-sheet", args=[w.hearing.pk])
    return client_as(person).patch(address, {"sheet": raw, "revision": revision}, content_type="application/json")


def test_staff_list_their_own_hearings_only(w: World) -> None:
    found = client_as(w.hearing_staff).get(reverse("hearing-list"), {"project": w.project.pk}).json()["results"]
    assert [item["id"] for item in found] == [w.hearing.pk]
    assert client_as(w.council).get(reverse("hearing-list")).json()["results"] == []


def test_a_sheet_is_saved_submitted_and_read_back(w: World) -> None:
    assert patch(w, w.hearing_staff, sheet(), 0).json()["revision"] == 1
    answer = client_as(w.hearing_staff).post(reverse("hearing-submit", args=[w.hearing.pk])).json()
    assert answer["state"] == "submitted"
    assert answer["volume"]["cases_per_year"] == "3412.00"
    assert [step["values"]["handling_minutes"]["likely"] for step in answer["steps"]] == ["10", "5", "90"]


def test_a_save_on_an_older_revision_answers_with_the_newer_sheet(w: World) -> None:
    patch(w, w.hearing_staff, sheet(), 0)
    response = patch(w, w.analyst, with_step(1, task="別"), 0)
    assert response.status_code == 409
    assert response.json()["revision"] == 1
    assert Hearing.objects.get(pk=w.hearing.pk).revisions.count() == 1


def test_problems_and_malformed_sheets_are_told_apart(w: World) -> None:
    assert patch(w, w.hearing_staff, {"steps": "x"}, 0).status_code == 400
    refused = patch(w, w.hearing_staff, with_step(1, note="123456789018"), 0)
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["place"] == "業務手順 2行目「備考」"


def test_a_closed_hearing_refuses_with_the_remedy(w: World) -> None:
    patch(w, w.hearing_staff, sheet(), 0)
    services.hearing_submit(actor=w.hearing_staff, hearing=w.hearing)
    response = patch(w, w.hearing_staff, with_step(1, task="x"), 1)
    assert response.status_code == 400
    assert "差戻し" in str(response.json())


def test_the_schema_describes_the_hearings_without_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "schema.yml"
    call_command("spectacular", fail_on_warn=True, validate=True, file=str(path))
    schema = yaml.safe_load(path.read_text(encoding="utf-8"))
    sheet_patch = schema["paths"]["/api/v1/hearings/{id}/sheet/"]["patch"]
    assert set(sheet_patch["responses"]) == {"200", "409", "422"}
    assert sheet_patch["responses"]["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/Problems")
    assert schema["components"]["schemas"]["HearingStateEnum"]["enum"] == [
        "draft",
        "submitted",
        "returned",
        "confirmed",
    ]


def test_the_pages_of_the_api_open(w: World) -> None:
    for address in ("/api/docs/", "/api/schema/"):
        assert client_as(w.hearing_staff).get(address).status_code == 200
