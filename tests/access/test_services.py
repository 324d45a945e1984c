"""Projects, members, people: what is refused, and what follows."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from rest_framework.authtoken.models import Token

from bpr.access import services
from bpr.access.models import Membership, Participation, Role, User
from bpr.access.selectors import may_reset_password
from tests.factories import MembershipFactory, OrganisationFactory, ProjectFactory, World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def refused(call: object, **kwargs: object) -> str:
    with pytest.raises(ValidationError) as caught:
        call(**kwargs)  # type: ignore[operator]
    return " ".join(caught.value.messages)


def test_a_new_project_has_its_leader(w: World) -> None:
    project = services.project_create(actor=w.administrator, name="新事業", fiscal_year=2026, leader=w.newcomer)
    assert [(m.user, m.role) for m in Membership.objects.filter(project=project)] == [(w.newcomer, Role.LEADER)]


def test_hearing_staff_need_an_organisation_that_takes_part(w: World) -> None:
    given = {"actor": w.leader, "project": w.project, "user": w.newcomer, "role": Role.HEARING_STAFF}
    assert "所属する団体が必要" in refused(services.member_add, **given)
    text = refused(services.member_add, **given, organisation=w.foreign_city)
    assert "よその市は、この事業の協力団体ではありません" in text
    assert services.member_add(**given, organisation=w.town).organisation == w.town


def test_nobody_takes_part_twice(w: World) -> None:
    text = refused(services.member_add, actor=w.leader, project=w.project, user=w.analyst, role=Role.OBSERVER)
    assert "すでにこの事業に参加しています" in text


def test_a_project_keeps_a_leader(w: World) -> None:
    row = w.leader_membership
    assert "1人以上必要" in refused(services.member_remove, actor=w.leader, membership=row)
    assert "1人以上必要" in refused(services.member_change, actor=w.leader, membership=row, role=Role.ANALYST)
    services.member_add(actor=w.leader, project=w.project, user=w.newcomer, role=Role.LEADER)
    services.member_remove(actor=w.leader, membership=row)
    assert not Membership.objects.filter(pk=row.pk).exists()


def test_an_organisation_with_hearings_stays(w: World) -> None:
    text = refused(services.participation_remove, actor=w.leader, participation=w.city_participation)
    assert "自分市" in text
    assert "ヒアリング1件" in text
    assert "業務プロセス1件" in text


def test_an_organisation_without_anything_can_leave(w: World) -> None:
    row = services.participation_add(actor=w.leader, project=w.project, organisation=OrganisationFactory())
    services.participation_remove(actor=w.leader, participation=row)
    assert not Participation.objects.filter(pk=row.pk).exists()


def test_adding_an_organisation_twice_is_once(w: World) -> None:
    row = services.participation_add(actor=w.leader, project=w.project, organisation=w.city)
    assert row == w.city_participation


def test_a_weak_password_or_a_taken_name_is_refused(w: World) -> None:
    given = {"actor": w.administrator, "display_name": "試験"}
    assert refused(services.user_create, **given, username="short", password="abc")
    assert refused(services.user_create, **given, username="leader", password=services.initial_password())
    assert refused(services.user_create, **given, username="with space", password=services.initial_password())
    assert not User.objects.filter(username="short").exists()


def test_initial_passwords_differ_and_have_no_look_alikes() -> None:
    made = {services.initial_password() for _i in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("0O1lI")


def test_a_new_password_ends_tokens_of_the_old_one(w: World) -> None:
    Token.objects.create(user=w.newcomer)
    services.password_set(actor=w.administrator, user=w.newcomer, password="a-new-secret-77", must_change=True)
    assert not Token.objects.filter(user=w.newcomer).exists()
    stored = User.objects.get(pk=w.newcomer.pk)
    assert stored.check_password("a-new-secret-77")
    assert stored.must_change_password


def test_a_leader_resets_passwords_only_of_people_whose_every_project_they_lead(w: World) -> None:
    assert may_reset_password(w.leader, w.analyst)
    MembershipFactory(user=w.analyst, project=w.foreign_project, role=Role.OBSERVER)
    assert not may_reset_password(w.leader, w.analyst)
    assert not may_reset_password(w.foreign_leader, w.analyst)
    assert not may_reset_password(w.analyst, w.observer)
    assert not may_reset_password(w.leader, w.newcomer)
    assert may_reset_password(w.administrator, w.analyst)


def test_a_leader_never_resets_an_administrators_password(w: World) -> None:
    MembershipFactory(user=w.administrator, project=w.project, role=Role.OBSERVER)
    assert not may_reset_password(w.leader, w.administrator)


def test_administrators_cannot_lock_themselves_out(w: World) -> None:
    assert "自分の利用" in refused(services.user_activate, actor=w.administrator, user=w.administrator, active=False)
    services.user_activate(actor=w.administrator, user=w.newcomer, active=False)
    assert not User.objects.get(pk=w.newcomer.pk).is_active


def test_a_project_without_a_name_is_refused() -> None:
    project = ProjectFactory()
    assert refused(services.project_update, actor=None, project=project, name="")
