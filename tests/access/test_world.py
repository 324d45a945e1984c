"""The world that other tests stand on is as its description says."""

from __future__ import annotations

import pytest

from bpr.access.models import Membership, Role
from tests.access.permission_table import ACTORS
from tests.factories import calculated_of, client_as, organisation_code, world
from tests.reports.cases import frozen_with_others

pytestmark = pytest.mark.django_db


def test_everybody_of_the_table_exists_and_has_the_role_of_the_name() -> None:
    w = world()
    assert all(w.person(actor) for actor in ACTORS if actor != "anonymous")
    roles = {m.user.username: m.role for m in Membership.objects.filter(project=w.project)}
    assert roles == {role.value: role.value for role in Role} | {"other_staff": "hearing_staff"}


def test_nothing_foreign_belongs_to_the_project() -> None:
    w = world()
    foreign = (w.foreign_hearing.use_case, w.foreign_version.process_model.use_case, w.foreign_assessment)
    assert {thing.project for thing in foreign} == {w.foreign_project}
    assert w.foreign_project != w.project


def test_two_worlds_worth_of_organisations_have_different_codes() -> None:
    codes = {organisation_code(number) for number in range(500)}
    assert len(codes) == 500


@pytest.mark.parametrize(("code", "name", "hearing"), [("900001", "自分市", 1), ("909996", "よその市", 43_210)])
def test_a_calculation_with_names_put_in_is_the_calculation(code: str, name: str, hearing: int) -> None:
    assert calculated_of(code, name, hearing=hearing) == frozen_with_others(code, name, hearing=hearing)


def test_anonymous_client_has_no_session() -> None:
    assert not client_as(None).cookies
