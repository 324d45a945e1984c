"""The policy denies by default and never reaches further than it says."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import FieldError, PermissionDenied
from django.db.models import Model
from django.http import Http404
from pytest_django import DjangoAssertNumQueries

from bpr.access.models import AuditEntry, Membership, Organisation, Participation, Project, Role, User
from bpr.access.policy import SCOPES, Action, Reach, administers, decide, decide_in, get_or_404, restrict, role_in
from bpr.access.services import audit_record
from hearings.models import Hearing, HearingStep
from reports.models import Assessment, Report
from tests.factories import HearingFactory, MembershipFactory, OrganisationFactory, World, world
from usecases.models import ProcessModel, ProcessVersion, UseCase

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def fresh(person: User) -> User:
    """The person as a new request would load it."""
    return User.objects.get(pk=person.pk)


# --- default deny ---------------------------------------------------------------------------------------------------
def test_a_model_that_the_policy_does_not_name_is_nobodys(w: World) -> None:
    Group.objects.create(name="any")
    for action in Action:
        assert not restrict(w.leader, action, Group.objects.all()).exists()
        assert not decide_in(w.leader, action, Group, project=w.project)


def test_anonymous_and_newcomers_reach_nothing(w: World) -> None:
    for person in (AnonymousUser(), w.newcomer):
        for label in SCOPES:
            model = apps.get_model(label)
            for action in Action:
                assert not restrict(person, action, model._default_manager.all()).exists(), (person, label, action)
                assert not decide_in(person, action, model, project=w.project)


def test_a_system_administrator_sees_nothing_inside_projects(w: World) -> None:
    assert administers(w.administrator)
    for label in SCOPES:
        assert not restrict(w.administrator, Action.VIEW, apps.get_model(label)._default_manager.all()).exists(), label


def test_who_is_deactivated_reaches_nothing_even_with_memberships_read_before(w: World) -> None:
    assert role_in(w.leader, w.project) is Role.LEADER
    w.leader.is_active = False
    assert role_in(w.leader, w.project) is None
    assert not restrict(w.leader, Action.VIEW, Project.objects.all()).exists()
    w.administrator.is_active = False
    assert not administers(w.administrator)


def test_a_denial_says_why_and_whom_to_ask(w: World) -> None:
    denial = decide(w.observer, Action.MANAGE, w.project)
    assert not denial
    assert "統括責任者" in denial.reason


@pytest.mark.parametrize("label", SCOPES)
def test_every_scope_leads_to_fields_that_exist(label: str) -> None:
    scope, grants = SCOPES[label]
    model: type[Model] = apps.get_model(label)
    for lookup in filter(None, (scope.project, scope.organisation, scope.state)):
        try:
            model._default_manager.filter(**{f"{lookup}__isnull": True}).exists()
        except FieldError as error:
            pytest.fail(f"{label}: {error}")
    reaches = {reach for grant in grants.values() for reach in grant.values()}
    assert scope.organisation or not reaches & {Reach.OWN, Reach.OWN_OR_GENERIC}
    assert scope.state or Reach.ISSUED not in reaches


# --- own project, own organisation ----------------------------------------------------------------------------------
def test_every_role_is_kept_out_of_the_other_project(w: World) -> None:
    foreign = (w.foreign_project, w.foreign_use_case, w.foreign_hearing, w.foreign_version, w.foreign_report)
    for role in Role:
        for thing in foreign:
            for action in Action:
                assert not decide(w.person(role.value), action, thing), (role, thing, action)


def test_staff_of_two_organisations_see_nothing_of_each_other(w: World) -> None:
    for model, own, other in (
        (Hearing, w.hearing, w.other_hearing),
        (ProcessModel, w.process, w.other_process),
        (ProcessVersion, w.version, w.other_version),
        (Organisation, w.city, w.town),
    ):
        for person, mine, theirs in ((w.hearing_staff, own, other), (w.other_staff, other, own)):
            seen = restrict(person, Action.VIEW, model.objects.all())
            assert mine in seen, model
            assert theirs not in seen, model
            assert not any(decide(person, action, theirs) for action in Action), model


def test_rows_below_a_hearing_follow_its_organisation(w: World) -> None:
    for hearing in (w.hearing, w.other_hearing):
        HearingStep.objects.create(hearing=hearing, key="k", order=1, number="1", task="受付", values={})
    seen = restrict(w.hearing_staff, Action.VIEW, HearingStep.objects.all())
    assert [step.hearing for step in seen] == [w.hearing]


def test_own_is_not_generic_and_generic_is_not_own(w: World) -> None:
    """Staff read the to-be, which belongs to no organisation, and comment only on what is theirs."""
    assert decide(w.hearing_staff, Action.VIEW, w.to_be_version)
    assert not decide(w.hearing_staff, Action.COMMENT, w.to_be_version)
    assert decide(w.hearing_staff, Action.COMMENT, w.version)
    assert not decide(w.hearing_staff, Action.VIEW, w.foreign_to_be_version)


def test_without_an_organisation_nothing_is_ones_own(w: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database refuses such staff; even if it did not, None must not match what belongs to nobody."""
    staff = Membership(user=w.newcomer, project=w.project, role=Role.HEARING_STAFF, organisation=None)
    monkeypatch.setattr("bpr.access.policy.memberships_of", lambda user: [staff])
    seen = restrict(w.newcomer, Action.COMMENT, ProcessVersion.objects.all())
    assert not seen.exists()
    assert not restrict(w.newcomer, Action.VIEW, Hearing.objects.all()).exists()
    assert set(restrict(w.newcomer, Action.VIEW, ProcessVersion.objects.all())) == {w.to_be_version}


def test_staff_of_the_same_organisation_in_two_projects_see_each_project_apart(w: World) -> None:
    Participation.objects.create(project=w.foreign_project, organisation=w.city)
    hidden = HearingFactory(use_case=w.foreign_use_case, organisation=w.city)
    assert hidden not in restrict(w.hearing_staff, Action.VIEW, Hearing.objects.all())
    MembershipFactory(
        user=w.hearing_staff, project=w.foreign_project, role=Role.HEARING_STAFF, organisation=w.foreign_city
    )
    seen = set(restrict(w.hearing_staff, Action.VIEW, Hearing.objects.all()))
    assert seen == {w.hearing, w.foreign_hearing}


def test_a_leader_here_is_only_staff_there(w: World) -> None:
    MembershipFactory(user=w.leader, project=w.foreign_project, role=Role.COUNCIL)
    assert decide(w.leader, Action.CHANGE, w.use_case)
    assert decide(w.leader, Action.VIEW, w.foreign_use_case)
    assert not decide(w.leader, Action.CHANGE, w.foreign_use_case)


def test_the_ministry_sees_issued_reports_only(w: World) -> None:
    assert set(restrict(w.ministry, Action.VIEW, Report.objects.all())) == {w.issued_report}
    assert decide_in(w.ministry, Action.VIEW, Report, project=w.project)
    for model in (UseCase, Hearing, ProcessVersion, Assessment, Organisation, Membership, AuditEntry):
        assert not restrict(w.ministry, Action.VIEW, model.objects.all()).exists(), model


def test_contacts_are_never_for_council_observers_and_ministry(w: World) -> None:
    allowed = {role for role in Role if decide(w.person(role.value), Action.VIEW_CONTACTS, w.hearing)}
    assert allowed == {Role.LEADER, Role.ANALYST, Role.HEARING_STAFF}


def test_an_organisation_in_two_projects_is_one_row(w: World) -> None:
    Participation.objects.create(project=w.foreign_project, organisation=w.city)
    MembershipFactory(user=w.leader, project=w.foreign_project, role=Role.ANALYST)
    names = [o.name for o in restrict(fresh(w.leader), Action.VIEW, Organisation.objects.all())]
    assert sorted(names) == sorted({"自分市", "隣の町", "よその市"})


def test_the_audit_log_is_the_leaders(w: World) -> None:
    entry = audit_record(actor=w.analyst, action="change", obj=w.use_case, project=w.project)
    assert {role for role in Role if decide(w.person(role.value), Action.VIEW, entry)} == {Role.LEADER}
    assert not decide(w.foreign_leader, Action.VIEW, entry)


# --- what is not stored yet -----------------------------------------------------------------------------------------
def test_asking_about_an_organisation_answers_for_that_one(w: World) -> None:
    for action in (Action.VIEW, Action.CHANGE, Action.SUBMIT):
        assert decide_in(w.hearing_staff, action, Hearing, project=w.project, organisation_id=w.city.pk)
        assert not decide_in(w.hearing_staff, action, Hearing, project=w.project, organisation_id=w.town.pk)
        assert not decide_in(w.hearing_staff, action, Hearing, project=w.foreign_project, organisation_id=w.city.pk)


def test_without_an_organisation_staff_may_be_shown_the_way_but_write_nothing(w: World) -> None:
    assert decide_in(w.hearing_staff, Action.VIEW, Hearing, project=w.project)
    for action in (Action.CHANGE, Action.SUBMIT):
        assert not decide_in(w.hearing_staff, action, Hearing, project=w.project)
        assert decide_in(w.analyst, action, Hearing, project=w.project)
    assert not decide_in(w.hearing_staff, Action.COMMENT, ProcessVersion, project=w.project)


def test_only_the_team_adds(w: World) -> None:
    for model in (UseCase, Hearing, ProcessVersion, Assessment, Report):
        allowed = {role for role in Role if decide_in(w.person(role.value), Action.ADD, model, project=w.project)}
        assert allowed == {Role.LEADER, Role.ANALYST}, model


# --- 404 or 403 -----------------------------------------------------------------------------------------------------
def test_foreign_is_404_and_visible_but_not_granted_is_403(w: World) -> None:
    found = get_or_404(w.council, Action.VIEW, UseCase.objects.all(), pk=w.use_case.pk)
    assert found == w.use_case
    with pytest.raises(PermissionDenied, match="分析担当"):
        get_or_404(w.council, Action.CHANGE, UseCase.objects.all(), pk=w.use_case.pk)
    for action in Action:
        with pytest.raises(Http404):
            get_or_404(w.council, action, UseCase.objects.all(), pk=w.foreign_use_case.pk)


def test_an_action_can_be_granted_without_view(w: World) -> None:
    """Staff see their share of an assessment, not the assessment."""
    shares = Assessment.objects.all()
    assert get_or_404(w.hearing_staff, Action.VIEW_SHARE, shares, pk=w.assessment.pk) == w.assessment
    with pytest.raises(Http404):
        get_or_404(w.hearing_staff, Action.VIEW, shares, pk=w.assessment.pk)


# --- memberships are read once, and never stale ---------------------------------------------------------------------
def test_memberships_are_read_once_per_person(w: World, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person = fresh(w.leader)
    with django_assert_num_queries(1):
        role_in(person, w.project)
        role_in(person, w.foreign_project)
        decide_in(person, Action.ADD, UseCase, project=w.project)


def test_a_change_counts_at_once(w: World) -> None:
    assert role_in(w.observer, w.project) is Role.OBSERVER
    row = Membership.objects.get(user=w.observer)
    row.role = Role.ANALYST
    row.save()
    assert role_in(w.observer, w.project) is Role.ANALYST
    row.delete()
    assert role_in(w.observer, w.project) is None
    assert not decide(w.observer, Action.VIEW, w.use_case)


def test_removing_the_project_removes_what_was_read(w: World) -> None:
    project = Project.objects.create(name="短い事業", fiscal_year=2026)
    MembershipFactory(user=w.newcomer, project=project, role=Role.LEADER)
    assert role_in(w.newcomer, project) is Role.LEADER
    key = project.pk
    project.delete()
    assert role_in(w.newcomer, Project(pk=key)) is None


def test_what_was_read_of_one_person_is_not_anothers(w: World) -> None:
    assert role_in(w.leader, w.project) is Role.LEADER
    w.leader.pk = w.newcomer.pk  # a person object that becomes somebody else
    assert role_in(w.leader, w.project) is None


def test_other_organisations_of_the_catalogue_are_not_in_the_project(w: World) -> None:
    outside = OrganisationFactory()
    assert outside not in restrict(w.leader, Action.VIEW, Organisation.objects.all())
