"""The audit log is only ever added to, and services write it with old and new values."""

from __future__ import annotations

import pytest
from django.db import transaction

from bpr.access import services
from bpr.access.models import AuditEntry, Role
from tests.factories import World, client_as, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def last() -> AuditEntry:
    return AuditEntry.objects.latest("pk")


def test_an_entry_cannot_be_changed_or_removed(w: World) -> None:
    entry = services.audit_record(actor=w.leader, action="change", obj=w.project, project=w.project)
    entry.action = "nothing"
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        AuditEntry.objects.filter(pk=entry.pk).delete,
        lambda: AuditEntry.objects.update(action="nothing"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": "nothing"}),
    ):
        with pytest.raises(TypeError, match="append-only"), transaction.atomic():
            attempt()
    entry.refresh_from_db()
    assert entry.action == "change"


def test_the_log_outlives_what_it_tells_of(w: World) -> None:
    project = services.project_create(actor=w.administrator, name="消える事業", fiscal_year=2026)
    key = project.pk
    project.delete()
    assert AuditEntry.objects.get(project_id=key, action="create").object_name == "消える事業"


def test_a_change_keeps_old_and_new(w: World) -> None:
    services.project_update(actor=w.leader, project=w.project, name="新しい名前", fiscal_year=2026)
    assert last().changes == {"name": ["自分の事業", "新しい名前"]}
    assert (last().actor, last().project, last().object_id) == (w.leader, w.project, str(w.project.pk))


def test_nothing_changed_is_nothing_recorded(w: World) -> None:
    before = AuditEntry.objects.count()
    services.project_update(actor=w.leader, project=w.project, name="自分の事業")
    assert AuditEntry.objects.count() == before


def test_a_role_is_recorded_when_given_changed_and_taken(w: World) -> None:
    member = services.member_add(actor=w.leader, project=w.project, user=w.newcomer, role=Role.OBSERVER, post="主査")
    assert last().changes == {"role": [None, "observer"], "post": [None, "主査"]}
    services.member_change(actor=w.leader, membership=member, role=Role.HEARING_STAFF, organisation=w.city, post="主査")
    assert last().changes == {"role": ["observer", "hearing_staff"], "organisation": [None, "自分市"]}
    services.member_remove(actor=w.leader, membership=member)
    assert last().action == "delete"
    assert last().changes["role"] == ["hearing_staff", None]


def test_a_password_is_never_recorded(w: World) -> None:
    services.password_set(actor=w.administrator, user=w.newcomer, password="a-new-secret-77")
    assert last().action == "password"
    assert "a-new-secret-77" not in str([entry.changes for entry in AuditEntry.objects.all()])


def test_the_page_shows_old_and_new_in_words(w: World) -> None:
    row = w.analyst_membership
    services.member_change(actor=w.leader, membership=row, role=Role.COUNCIL)
    page = client_as(w.leader).get(f"/projects/{w.project.pk}/audit/").content.decode()
    assert "分析担当 → 協議会委員" in page
    assert "役割" in page


def test_the_log_can_be_narrowed_to_person_day_and_words(w: World) -> None:
    services.project_update(actor=w.leader, project=w.project, purpose="目的A")
    services.participation_add(actor=w.analyst, project=w.project, organisation=w.foreign_city)
    client = client_as(w.leader)
    address = f"/projects/{w.project.pk}/audit/"
    assert len(client.get(address).context["lines"]) == 2
    by_person = client.get(address, {"actor": w.analyst.pk}).context["lines"]
    assert [line.entry.action for line in by_person] == ["participate"]
    assert [line.entry.action for line in client.get(address, {"words": "よその"}).context["lines"]] == ["participate"]
    assert client.get(address, {"until": "2020-01-01"}).context["lines"] == []
