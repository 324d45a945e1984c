"""Objects for tests.

``world()`` builds what most tests of pages and of the policy need, with plain model instances::

    w = world()
    w.project               the project under test: organisations w.city and w.town take part
    w.leader, w.analyst, w.hearing_staff (of w.city), w.other_staff (of w.town), w.council, w.observer, w.ministry
    w.foreign_project       another project with w.foreign_city; its leader is w.foreign_leader
    w.city_participation, w.town_participation; w.<person>_membership, e.g. w.analyst_membership
    w.administrator         system administrator, member of nothing
    w.newcomer              an active person, member of nothing
    w.category, w.use_case, w.hearing (w.city), w.other_hearing (w.town),
    w.process, w.version    as-is of w.city;  w.other_process, w.other_version, w.other_acknowledgement: of w.town
    w.to_be, w.to_be_version
    w.acknowledgement (of w.version), w.comment, w.measure, w.precondition, w.project_issue, w.verification,
    w.assumption, w.investment, w.scenario, w.report (draft), w.issued_report, w.job
    w.office_hours, w.staff_group, w.arrival_pattern  of w.city; w.other_office_hours, …: of w.town
    w.log                   操作ログ of w.city, not read yet and without its file; w.other_log of w.town
    w.simulation            混み具合 of w.city, not run yet, with w.event_log; w.other_simulation of w.town
    w.commitment, w.actual  a promise of w.city and what was measured of it in 2027
    w.assessment            of w.city and four organisations outside the project, not of w.town
    w.national_estimate     made by hand, of two municipalities
    w.foreign_*             the same kinds in the foreign project (use_case, hearing, version, assessment, report)

    w.person("analyst")     the person of an actor name, None for "anonymous"
    client_as(w.analyst)    a signed-in django.test.Client; client_as(None) is anonymous

Build single objects with the factories, e.g. ``HearingFactory(use_case=w.use_case, organisation=w.town)``. Other apps
add a factory here where they need one; what only one app needs stays in that app's tests.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

import factory
from django.test import Client
from django.utils import timezone
from factory.django import DjangoModelFactory

from bpr.access.models import Membership, Organisation, OrganisationKind, Participation, Project, Role, User
from bpr.access.organisation_code import check_digit
from bpr.congestion.models import EventLogFile, SimulationRun
from bpr.core.snapshot import digest
from bpr.jobs.handle import JobHandle
from bpr.jobs.models import Job
from bpr.jobs.registry import register
from bpr.logs.models import ProcessLog
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.tracking.models import Actual, Commitment
from hearings.models import Hearing
from reports.models import Assessment, Assumption, Investment, Report, ReportState, WhatIfScenario
from tests.national.cases import hand_made
from tests.reports.cases import frozen_with_others
from usecases.models import (
    Category,
    Comment,
    FindingAcknowledgement,
    KeptCause,
    KeptDraft,
    Measure,
    Precondition,
    ProcessModel,
    ProcessSide,
    ProcessVersion,
    ProjectIssue,
    UseCase,
    VerificationItem,
)

PASSWORD = "tests-know-this-1"

# As small as a process can be and still be drawn.
BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
    xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_1" targetNamespace="urn:test">
  <bpmn:process id="Process_1" isExecutable="false">
    <bpmn:startEvent id="Start_1"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:task id="Task_1" name="受付"><bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing></bpmn:task>
    <bpmn:endEvent id="End_1"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="Start_1" targetRef="Task_1"/>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_1" targetRef="End_1"/>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="Diagram_1"><bpmndi:BPMNPlane id="Plane_1" bpmnElement="Process_1">
    <bpmndi:BPMNShape id="Start_1_di" bpmnElement="Start_1"><dc:Bounds x="100" y="100" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="Task_1_di" bpmnElement="Task_1"><dc:Bounds x="190" y="78" width="100" height="80"/></bpmndi:BPMNShape>
    <bpmndi:BPMNShape id="End_1_di" bpmnElement="End_1"><dc:Bounds x="350" y="100" width="36" height="36"/></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="Flow_1_di" bpmnElement="Flow_1"><di:waypoint x="136" y="118"/><di:waypoint x="190" y="118"/></bpmndi:BPMNEdge>
    <bpmndi:BPMNEdge id="Flow_2_di" bpmnElement="Flow_2"><di:waypoint x="290" y="118"/><di:waypoint x="350" y="118"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""  # noqa: E501


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    display_name = factory.Sequence(lambda n: f"試験 {n}郎")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, password=PASSWORD, **kwargs)


def organisation_code(number: int) -> str:
    """A 団体コード with a right check digit, in a range that no real organisation has."""
    first_five = f"{90_000 + number % 10_000:05d}"
    return first_five + check_digit(first_five)


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    kind = OrganisationKind.MUNICIPALITY
    code = factory.Sequence(organisation_code)
    name = factory.Sequence(lambda n: f"試験{n}市")
    prefecture = "山口県"
    population = 50_000


class ProjectFactory(DjangoModelFactory[Project]):
    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"試験事業{n}")
    fiscal_year = 2026


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    project = factory.SubFactory(ProjectFactory)
    role = Role.ANALYST


class CategoryFactory(DjangoModelFactory[Category]):
    class Meta:
        model = Category

    project = factory.SubFactory(ProjectFactory)
    code = factory.Sequence(lambda n: f"C{n}")
    name = "申請受付型"


class UseCaseFactory(DjangoModelFactory[UseCase]):
    class Meta:
        model = UseCase

    project = factory.SelfAttribute("category.project")
    category = factory.SubFactory(CategoryFactory)
    code = factory.Sequence(lambda n: f"U{n}")
    name = factory.Sequence(lambda n: f"試験手続{n}")


class ProcessModelFactory(DjangoModelFactory[ProcessModel]):
    class Meta:
        model = ProcessModel

    use_case = factory.SubFactory(UseCaseFactory)
    side = ProcessSide.TO_BE


class ProcessVersionFactory(DjangoModelFactory[ProcessVersion]):
    class Meta:
        model = ProcessVersion

    process_model = factory.SubFactory(ProcessModelFactory)
    number = 1
    bpmn = BPMN
    sha256 = factory.LazyAttribute(lambda version: hashlib.sha256(version.bpmn.encode()).hexdigest())
    author = factory.SubFactory(UserFactory)


class HearingFactory(DjangoModelFactory[Hearing]):
    class Meta:
        model = Hearing

    use_case = factory.SubFactory(UseCaseFactory)
    organisation = factory.SubFactory(OrganisationFactory)


class AssessmentFactory(DjangoModelFactory[Assessment]):
    class Meta:
        model = Assessment

    project = factory.SubFactory(ProjectFactory)
    number = 1
    snapshot = factory.LazyFunction(dict)
    sha256 = "0" * 64
    engine_version = "test"
    author = factory.SubFactory(UserFactory)


class ReportFactory(DjangoModelFactory[Report]):
    class Meta:
        model = Report

    assessment = factory.SubFactory(AssessmentFactory)
    project = factory.SelfAttribute("assessment.project")
    author = factory.SelfAttribute("assessment.author")
    version = 1
    sha256 = "0" * 64


@register("test.nothing", title="何もしない")
def _nothing(job: JobHandle) -> dict[str, Any]:
    return {}


class JobFactory(DjangoModelFactory[Job]):
    class Meta:
        model = Job

    kind = "test.nothing"
    key = factory.Sequence(lambda n: f"test:{n}")
    project = factory.SubFactory(ProjectFactory)
    owner = factory.SubFactory(UserFactory)
    lease_until = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))


@dataclass
class World:
    """What ``world()`` built; its attributes are listed in the module's docstring."""

    things: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["things"][name]
        except KeyError as error:
            raise AttributeError(name) from error

    def person(self, actor: str) -> User | None:
        """The person of an actor name of the permission table."""
        return None if actor == "anonymous" else self.things[actor]


def world() -> World:
    """Two projects with their people and one of everything; see the module's docstring."""
    things = _project_things()
    things |= {f"foreign_{name}": thing for name, thing in _foreign_things().items()}
    things |= {"administrator": UserFactory(username="administrator", is_superuser=True)}
    things |= {"newcomer": UserFactory(username="newcomer")}
    return World(things)


def _project_things() -> dict[str, Any]:
    project = ProjectFactory(name="自分の事業")
    city = OrganisationFactory(name="自分市")
    town = OrganisationFactory(name="隣の町", population=3_000)
    people = _people(project, city=city, town=town)
    category = CategoryFactory(project=project, code="A")
    things = {"project": project, "city": city, "town": town, "category": category, **people}
    things |= {
        f"{name}_participation": Participation.objects.create(project=project, organisation=things[name])
        for name in ("city", "town")
    }
    things |= {f"{m.user.username}_membership": m for m in Membership.objects.filter(project=project)}
    things |= _work(category, city=city, author=people["analyst"])
    things |= {f"other_{name}": thing for name, thing in _as_is(things["use_case"], town, people["analyst"]).items()}
    things |= _rest(things, people["analyst"])
    return things


def _foreign_things() -> dict[str, Any]:
    project = ProjectFactory(name="よその事業")
    city = OrganisationFactory(name="よその市")
    Participation.objects.create(project=project, organisation=city)
    leader = UserFactory(username="foreign_leader", display_name="よその 統括")
    MembershipFactory(user=leader, project=project, role=Role.LEADER)
    category = CategoryFactory(project=project, code="F")
    return {"project": project, "city": city, "leader": leader, **_work(category, city=city, author=leader)}


def _people(project: Project, *, city: Organisation, town: Organisation) -> dict[str, User]:
    belongs = {"hearing_staff": city, "other_staff": town}
    names = {role.value: role for role in Role} | {"other_staff": Role.HEARING_STAFF}
    people = {}
    for name, role in names.items():
        people[name] = UserFactory(username=name, display_name=f"{role.label} {name}")
        MembershipFactory(user=people[name], project=project, role=role, organisation=belongs.get(name))
    return people


def _work(category: Category, *, city: Organisation, author: User) -> dict[str, Any]:
    """A use case with an as-is, a to-be, an assessment and a draft of its report."""
    use_case = UseCaseFactory(category=category, name=f"{category.project.name}の手続")
    to_be = ProcessModelFactory(use_case=use_case)
    as_is = _as_is(use_case, city, author)
    calculation = calculated_of(city.code or "", city.name, hearing=as_is["hearing"].pk)
    assessment = AssessmentFactory(project=category.project, author=author, **calculation)
    return {
        "use_case": use_case,
        **as_is,
        "to_be": to_be,
        "to_be_version": ProcessVersionFactory(process_model=to_be, author=author),
        "assessment": assessment,
        "report": ReportFactory(assessment=assessment),
        "national_estimate": hand_made(assessment, use_case=use_case, author=author),
    }


# Names and a key that occur nowhere else in a calculation.
_SOMEBODY = ("990003", "名のない団体", 987_654_321)


@cache
def _calculated_of_somebody() -> str:
    code, name, hearing = _SOMEBODY
    return json.dumps(frozen_with_others(code, name, hearing=hearing)["snapshot"], ensure_ascii=False)


def calculated_of(code: str, name: str, *, hearing: int) -> dict[str, Any]:
    """What ``frozen_with_others`` calculates: once for all worlds, then with the names put in (test_world.py)."""
    text = _calculated_of_somebody()
    for old, new in zip(map(str, _SOMEBODY), (code, name, str(hearing)), strict=True):
        text = text.replace(old, new)
    snapshot = json.loads(text)
    return {"snapshot": snapshot, "sha256": digest(snapshot)}


def _as_is(use_case: UseCase, organisation: Organisation, author: User) -> dict[str, Any]:
    process = ProcessModelFactory(use_case=use_case, side=ProcessSide.AS_IS, organisation=organisation)
    version = ProcessVersionFactory(process_model=process, author=author)
    return {
        "hearing": HearingFactory(use_case=use_case, organisation=organisation),
        "process": process,
        "version": version,
        **_simulation(use_case, organisation, author),
        "log": ProcessLog.objects.create(
            use_case=use_case, organisation=organisation, name=f"{organisation.name}.csv", kind="csv", size=1,
            sha256="0" * 64, uploaded_by=author,
        ),
        "acknowledgement": FindingAcknowledgement.objects.create(
            process_model=process, version=version, sha256=version.sha256, rule="missing_performer",
            element_id="Task_1", message="作業「受付」の作業者が決まっていません", reason="ヒアリングで聞く", by=author,
        ),
        **_staffing(use_case, organisation),
    }  # fmt: skip


def _staffing(use_case: UseCase, organisation: Organisation) -> dict[str, Any]:
    common = {"organisation": organisation, "evidence_kind": "illustrative"}
    owned = {"project": use_case.project, **common}
    hours = OfficeHours.objects.create(name="本庁", weekdays={"mon": ["08:30-12:00"]}, **owned)
    return {
        "office_hours": hours,
        "staff_group": StaffGroup.objects.create(
            name="市民課の窓口", performers=["市民課"], people=["1", "0.5"], office_hours=hours, **owned
        ),
        "arrival_pattern": ArrivalPattern.objects.create(
            use_case=use_case, weekdays=["2", "1", "1", "1", "1", "0", "0"], **common
        ),
    }


def _simulation(use_case: UseCase, organisation: Organisation, author: User) -> dict[str, Any]:
    """A run that nobody has started, with a log that has no file."""
    run = SimulationRun.objects.create(
        project=use_case.project, organisation=organisation, title=f"{organisation.name}の窓口", sha256="0" * 64,
        number=1 + use_case.project.simulation_runs.count(), author=author,
        use_cases=[{"code": use_case.code, "name": use_case.name}], question={"as_is": {}, "to_be": {}},
    )  # fmt: skip
    return {"simulation": run, "event_log": EventLogFile.objects.create(run=run, side="as_is", format="csv", rows=0)}


def _rest(things: dict[str, Any], author: User) -> dict[str, Any]:
    project = things["project"]
    return {
        "kept_draft": KeptDraft.objects.create(
            process_model=things["process"], bpmn=BPMN, sha256="0" * 64, cause=KeptCause.DISCARDED, drawn_by=author
        ),
        "comment": Comment.objects.create(version=things["to_be_version"], text="確認しました", author=author),
        "precondition": Precondition.objects.create(use_case=things["use_case"], kind="legal", text="規則を改める"),
        "measure": Measure.objects.create(use_case=things["use_case"], code="M1", kind="automate", title="自動化"),
        "project_issue": ProjectIssue.objects.create(project=project, text="引継ぎが決まっていない"),
        "verification": VerificationItem.objects.create(use_case=things["use_case"], item="照会の時間", predicted=12),
        "investment": Investment.objects.create(
            project=project, title="構築", year=0, initial_yen=1_000_000, evidence_kind="illustrative"
        ),
        "assumption": Assumption.objects.create(
            project=project, key="yen_per_hour", value="3000", unit="円", evidence_kind="illustrative"
        ),
        "scenario": WhatIfScenario.objects.create(
            use_case=things["use_case"], name="件数が2割増", changes={"volume": "120"}, digest="0" * 64, author=author
        ),
        **_promised(things, author),
        "issued_report": ReportFactory(assessment=things["assessment"], version=2, state=ReportState.ISSUED),
        "job": JobFactory(project=project, owner=author),
    }


def _promised(things: dict[str, Any], author: User) -> dict[str, Any]:
    """A promise of 240 hours on a plan of 1,200 cases from 20 to 8 minutes, and a year of 1,000 cases at 11 minutes."""
    pair = {"use_case": things["use_case"], "organisation": things["city"], "author": author}
    baseline = {
        "as_is_minutes": "20", "to_be_minutes": "8", "as_is_direct_yen": "0", "to_be_direct_yen": "0",
        "yen_per_hour": "3000", "cases_per_year": "1200", "months": [], "hours_per_year": "240",
        "yen_per_year": "720000",
    }  # fmt: skip
    return {
        "commitment": Commitment.objects.create(
            **pair, assessment=things["assessment"], baseline=baseline, hours_per_year=240, yen_per_year=720_000,
            starts_on=date(2027, 4, 1), promised_by="市民課長",
        ),
        "actual": Actual.objects.create(
            **pair, fiscal_year=2027, cases=1000, minutes_per_case=11, evidence_kind="measured", source="操作ログ"
        ),
    }  # fmt: skip


def client_as(person: User | None) -> Client:
    """A client that is signed in as ``person``; anonymous for None."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
