"""What hostile or clumsy people type into staff and calendar, and two of them at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from bpr.core import staffing as core
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import Unreadable, typed_number, typed_people
from bpr.staffing.services import office_hours_save, row_delete, staff_group_save
from bpr.staffing.services import staffing as service
from tests.factories import World, client_as, world

EVIDENCE = {"evidence_kind": "estimated", "source": ""}


@pytest.mark.parametrize("text", ["1e-999999999999", "1E-9", "0x10", "9" * 10, "0.00001", "NaN", "-1", "∞"])
def test_numbers_stay_short(text: str) -> None:
    with pytest.raises(Unreadable, match="0以上の数"):
        typed_number(text)


@pytest.mark.parametrize("text", ["999x999 " * 24, "500人、500人", "0人", "9" * 150, "0.00001人", "1000人"])
def test_crowds_are_refused_before_they_are_counted_out(text: str) -> None:
    with pytest.raises(Unreadable):
        typed_people(text)


def test_a_crowd_that_stands_in_is_refused() -> None:
    with pytest.raises(core.StaffingError, match="10,000人を超えます"):
        core.default_group(performer="窓口", hours=core.DEFAULT_HOURS, told=None, needed=Decimal(10**11))


@pytest.mark.django_db
def test_the_api_stores_nothing_of_an_endless_pattern() -> None:
    w = world()
    before = ArrivalPattern.objects.count()
    body = {"use_case": w.use_case.pk, "organisation": w.city.pk, "hours": [], **EVIDENCE}
    for text in ("1e-999999", "1e-999999999999"):
        answer = client_as(w.leader).post(
            reverse("arrival-pattern-list"), body | {"weekdays": [text] * 7}, content_type="application/json"
        )
        assert answer.status_code == 400
        assert "0以上の数" in answer.json()["weekdays"][0]
    assert ArrivalPattern.objects.count() == before


@pytest.mark.django_db
def test_the_api_says_what_is_too_much_and_what_is_not_there() -> None:
    w = world()
    body = {"project": w.project.pk, "organisation": w.city.pk, "name": "x", "performers": ["x"], **EVIDENCE}
    client = client_as(w.leader)
    answer = client.post(
        reverse("staff-group-list"), body | {"people": ["1"] * 10_000}, content_type="application/json"
    )
    assert answer.json() == {"people": ["999個までにしてください。"]}
    asked = {"project": w.project.pk, "organisation": w.city.pk, "use_case": "nix"}
    assert "use_case" in client.get(reverse("staff-needs-list"), asked).json()


def _group(w: World, name: str = "窓口の組", **fields: Any) -> StaffGroup:
    given = {"name": name, "performers": [name], "people": ["1"], **EVIDENCE, **fields}
    return staff_group_save(actor=w.leader, project=w.project, organisation=w.city, **given)


@pytest.mark.django_db
def test_more_groups_than_any_office_has_are_refused(monkeypatch: Any) -> None:
    w = world()
    monkeypatch.setattr(service, "MOST_ROWS", StaffGroup.objects.filter(organisation=w.city).count() + 1)
    row = _group(w, "一")
    with pytest.raises(ValidationError, match="件まで"):
        _group(w, "二")
    assert _group(w, "一つ目", row=row).name == "一つ目"


@pytest.mark.django_db
def test_what_somebody_else_deleted_does_not_come_back() -> None:
    w = world()
    hours = office_hours_save(
        actor=w.leader, project=w.project, organisation=w.city, name="別棟", weekdays={"mon": ["08:30-12:00"]},
        days_off=[], japanese_holidays=True, **EVIDENCE,
    )  # fmt: skip
    row = _group(w)
    for gone in (row, hours):
        row_delete(actor=w.leader, row=type(gone).objects.get(pk=gone.pk))
    with pytest.raises(ValidationError, match="先に削除"):
        _group(w, row=row)
    with pytest.raises(ValidationError, match="開庁時間から選んで"):
        _group(w, office_hours=hours)
    assert not StaffGroup.objects.filter(name="窓口の組").exists()
    assert not OfficeHours.objects.filter(name="別棟").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite writes one after the other anyway")
def test_two_at_once_are_answered_and_stored_once() -> None:
    w = world()
    said = _at_once([lambda: _group(w), lambda: _group(w)])
    assert StaffGroup.objects.filter(organisation=w.city, name="窓口の組").count() == 1
    assert len(said) == 1
    assert isinstance(said[0], ValidationError)


def _at_once(calls: list[Callable[[], object]]) -> list[Exception]:
    """What the calls raise, each in a thread and with a connection of its own."""
    start, raised = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        start.wait()
        try:
            call()
        except Exception as error:
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return raised
