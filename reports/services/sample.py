"""Loads the sample project (見本) by the same services that people use, so that loading it is itself a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from bpr import sample
from bpr.access.models import Organisation, Project, Role, User
from bpr.access.services import (
    member_add,
    organisation_create,
    participation_add,
    project_create,
    user_create,
)
from bpr.core.values import EvidenceKind
from bpr.sample.parts import parts, readings
from bpr.workflow.vocabulary import EVIDENCE_KINDS
from hearings.models import Hearing
from hearings.services import hearing_confirm, hearing_open, hearing_return, hearing_submit, sheet_save
from reports.models import Assessment
from reports.services.assessments import assessment_run
from reports.services.assumptions import assumption_set, investment_add
from usecases import services as processes
from usecases.models import MeasureKindChoice, PreconditionKind, ProcessVersion, UseCase
from usecases.to_be_rows import to_be_rows_parse

#: Everybody in the sample signs in with this; the sample is for trying out, never for real work.
SAMPLE_PASSWORD = "mihon-bpr-2026"  # noqa: S105

MEASURE_KINDS = {str(label): value for value, label in MeasureKindChoice.choices}
PRECONDITION_KINDS = {str(label): value for value, label in PreconditionKind.choices}

Say = Callable[[str], None]
People = Mapping[Role, list[User]]
UseCases = Mapping[str, UseCase]
Organisations = Mapping[str, Organisation]


def sample_project() -> Project | None:
    """The loaded sample project, None where it is not there."""
    return Project.objects.filter(is_sample=True, name=sample.load_project()["name"]).first()


@transaction.atomic
def sample_load(*, say: Say) -> Project:
    """Load the whole sample: people, use cases, hearings, processes, assumptions, one assessment.

    The municipalities must be there (``load_organisations``). ``say`` is told what is being done.
    """
    content = sample.load_project()
    organisations = _organisations(content)
    project = _project(content, organisations)
    people = _people(content, project, organisations)
    leader, analyst = people[Role.LEADER][0], people[Role.ANALYST][0]
    say("ユースケースを登録しています")
    use_cases = _use_cases(analyst, project)
    say("ヒアリングを登録しています")
    _hearings(people, project, use_cases, organisations)
    say("共通の現行と改革案を登録しています")
    _processes(people, use_cases)
    _council(analyst, project, use_cases)
    _assumptions(analyst, project)
    for load_part in parts():
        load_part(analyst, project)
    say("効果を算定しています")
    _assessment(leader, project)
    for read in readings():
        read(analyst, project)
    return project


def _organisations(content: sample.ProjectData) -> Organisations:
    found: dict[str, Organisation] = {}
    for item in content["organisations"]:
        if item["code"]:
            found[item["code"]] = Organisation.objects.get(code=item["code"])
        else:
            known = Organisation.objects.filter(kind=item["kind"], name=item["name"]).first()
            found[item["name"]] = known or organisation_create(actor=None, kind=item["kind"], name=item["name"])
    return found


_PROJECT_FIELDS = (
    "name", "fiscal_year", "is_sample", "commissioner", "contractor", "background", "purpose",
    "council_name", "council_description", "hearing_method", "schedule",
)  # fmt: skip


def _project(content: sample.ProjectData, organisations: Organisations) -> Project:
    fields: dict[str, Any] = {name: content[name] for name in _PROJECT_FIELDS}  # type: ignore[literal-required]
    fields["purpose"] = f"{content['purpose']}\n\n{content['notice']}"
    project = project_create(actor=None, hearing_due_on=date.fromisoformat(content["hearing_due_on"]), **fields)
    for organisation in organisations.values():
        participation_add(actor=None, project=project, organisation=organisation)
    return project


def _people(content: sample.ProjectData, project: Project, organisations: Organisations) -> People:
    found: dict[Role, list[User]] = {role: [] for role in Role}
    for item in content["members"]:
        user = User.objects.filter(username=item["username"]).first() or user_create(
            actor=None,
            username=item["username"],
            display_name=item["display_name"],
            password=SAMPLE_PASSWORD,
            must_change_password=False,
        )
        role = Role(item["role"])
        organisation = organisations.get(item["organisation"])
        member_add(actor=None, project=project, user=user, role=role, organisation=organisation, post=item["post"])
        found[role].append(user)
    return found


_USE_CASE_FIELDS = (
    "code", "name", "order", "summary", "legal_basis", "levels", "sections", "attached_documents",
    "volume_driver", "national_volume", "source", "common_steps",
)  # fmt: skip


def _use_cases(analyst: User, project: Project) -> UseCases:
    content = sample.load_use_cases()
    categories = {
        item["code"]: processes.category_create(actor=analyst, project=project, **item)
        for item in content["categories"]
    }
    return {
        item["code"]: processes.use_case_create(
            actor=analyst,
            project=project,
            category=categories[item["category"]],
            **{name: item[name] for name in _USE_CASE_FIELDS},  # type: ignore[literal-required]
        )
        for item in content["use_cases"]
    }


def _hearings(people: People, project: Project, use_cases: UseCases, organisations: Organisations) -> None:
    analyst = people[Role.ANALYST][0]
    staff = {
        membership.organisation_id: membership.user
        for membership in project.memberships.filter(role=Role.HEARING_STAFF).select_related("user")
    }
    for item in sample.load_hearings():
        organisation = organisations[item["organisation"]]
        hearing = hearing_open(
            actor=analyst,
            use_case=use_cases[item["use_case"]],
            organisation=organisation,
            due_on=project.hearing_due_on,
        )
        _answer(hearing, staff[organisation.pk], analyst, item)


def _answer(hearing: Hearing, staff: User, analyst: User, item: sample.HearingData) -> None:
    """What the organisation and the analyst did with the sheet until now."""
    hearing = sheet_save(actor=staff, hearing=hearing, sheet=item["sheet"], revision=hearing.revision)
    if item["state"] == "draft":
        return
    hearing = hearing_submit(actor=staff, hearing=hearing)
    if item["state"] == "confirmed":
        hearing_confirm(actor=analyst, hearing=hearing)
    if item["state"] == "returned":
        hearing_return(actor=analyst, hearing=hearing, reason=item["return_reason"])


def _processes(people: People, use_cases: UseCases) -> None:
    analyst = people[Role.ANALYST][0]
    for common in sample.load_common():
        processes.common_save(
            actor=analyst, use_case=use_cases[common["use_case"]], steps=common["steps"], basis=common["basis"]
        )
    contents = sample.load_to_be()
    versions = [_to_be(analyst, use_cases[content["use_case"]], content) for content in contents]
    _reviews(people, versions)


def _to_be(analyst: User, use_case: UseCase, content: sample.ToBeData) -> ProcessVersion:
    for order, measure in enumerate(content["measures"]):
        processes.measure_save(
            actor=analyst,
            use_case=use_case,
            code=measure["code"],
            kind=MEASURE_KINDS[measure["kind"]],
            title=measure["title"],
            description=measure["description"],
            order=order,
        )
    for order, precondition in enumerate(content["preconditions"]):
        processes.precondition_add(
            actor=analyst,
            use_case=use_case,
            kind=PRECONDITION_KINDS[precondition["kind"]],
            text=precondition["text"],
            order=order,
        )
    rows, removed = to_be_rows_parse(use_case=use_case, steps=content["steps"], removed=content["removed"])
    return processes.to_be_save(
        actor=analyst, use_case=use_case, rows=rows, removed=removed, base_number=0, reason=content["title"]
    )


def _reviews(people: People, versions: list[ProcessVersion]) -> None:
    """The council has approved all to-be processes but the last two: one waits for it, one is still a draft."""
    analyst, member = people[Role.ANALYST][0], people[Role.COUNCIL][0]
    for version in versions[:-1]:
        processes.version_submit(actor=analyst, version=version)
    for version in versions[:-2]:
        processes.version_review(actor=member, version=version, approved=True, reason="見本の承認")
    processes.comment_add(
        actor=people[Role.OBSERVER][0] if people[Role.OBSERVER] else member,
        version=versions[-2],
        text="窓口での聞き取りが増える時間は、検証で実測してください。",
    )


def _council(analyst: User, project: Project, use_cases: UseCases) -> None:
    content = sample.load_council()
    for order, risk in enumerate(content["risks"]):
        processes.project_issue_add(
            actor=analyst,
            project=project,
            use_case=use_cases.get(risk["use_case"]),
            text=risk["text"],
            impact=risk["impact"],
            priority=risk["priority"],
            remedy=risk["remedy"],
            owner=risk["owner"],
            due_on=date.fromisoformat(risk["due_on"]),
            order=order,
        )
    for order, item in enumerate(content["verification"]):
        processes.verification_add(
            actor=analyst,
            use_case=use_cases[item["use_case"]],
            item=item["item"],
            method=item["method"],
            predicted=_decimal(item["predicted"]),
            measured=_decimal(item["measured"]),
            unit=item["unit"],
            note=item["note"],
            order=order,
        )
    for investment in content["investment"]:
        investment_add(
            actor=analyst,
            project=project,
            use_case=use_cases.get(investment["use_case"]),
            title=investment["title"],
            year=investment["year"],
            initial_yen=Decimal(investment["initial_yen"]),
            running_yen=Decimal(investment["running_yen"]),
            evidence_kind=_evidence(investment["evidence_kind"]),
            source=investment["source"],
        )
    sharing = content["cost_sharing"]
    assumption_set(
        actor=analyst,
        project=project,
        key="equal_percent",
        value=sharing["equal_percent"],
        evidence_kind=_evidence(sharing["evidence_kind"]),
        source=sharing["note"],
    )


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _evidence(word: str) -> EvidenceKind:
    return EVIDENCE_KINDS[word]


def _assumptions(analyst: User, project: Project) -> None:
    for item in sample.load_assumptions()["assumptions"]:
        assumption_set(
            actor=analyst,
            project=project,
            key=item["key"],
            value=item["value"],
            evidence_kind=_evidence(item["evidence_kind"]),
            source="　".join(text for text in (item["note"], item["source"]) if text),
        )


def _assessment(leader: User, project: Project) -> Assessment:
    return assessment_run(actor=leader, project=project, title="第3回協議会 報告用")
