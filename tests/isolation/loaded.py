"""The sample project with marks in everything that an organisation typed, so that a leak can be seen.

``marked_sample()`` loads the sample by its own services, but first writes into every free text of a hearing sheet a
mark of its organisation (``text_mark``), and for every respondent and every hearing staff a name that occurs nowhere
else (``name_mark``). Then it adds what the sample has none of: an adopted as-is, comments, a revision, jobs, reports.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any
from unittest import mock

from django.core.files.base import ContentFile
from django.core.management import call_command

from bpr import sample
from bpr.access.models import Membership, Organisation, Project, Role, User
from bpr.workflow.columns import Section
from hearings.columns import FORMS, ISSUES, META, OVERVIEW, RESPONDENTS, STEPS, VOLUMES
from hearings.models import Hearing, HearingState
from hearings.services import SheetConflict, sheet_save
from reports.models import Assessment, Report, ReportState
from reports.services.sample import sample_load
from tests.factories import JobFactory, MembershipFactory, ProjectFactory, ReportFactory, UserFactory
from usecases.models import KeptDraft, ProcessSide, ProcessVersion, UseCase
from usecases.selectors.drafts import draft_state
from usecases.services import DiagramConflict, comment_add, common_adopt, draft_save, to_be_clone

# What is read for more than its words: marking it would make the sheet wrong.
_MEANT = {STEPS.key: {"number", "next", "forms_read", "forms_made", "common_key", "waiting"}, ISSUES.key: {"step"}}
_MEANT |= {META.key: {"held_on"}}
# The as-is of this town becomes the common one, which everybody reads: its steps' own words are no secret then,
# all else that its people said is.
ADOPTED = "阿武町"
_ADOPTED_CODE = "355020"
_OPEN_WORDS = {"task", "performer", "system"}
_SECTIONS = (META, RESPONDENTS, OVERVIEW, STEPS, VOLUMES, FORMS, ISSUES)


def text_mark(code: str | None) -> str:
    """What only texts of the organisation's own sheets hold."""
    return f"秘文{code}"


def name_mark(code: str | None) -> str:
    """What only names of the organisation's respondents and staff hold."""
    return f"秘名{code}"


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """The marked sample and its people."""

    project: Project
    foreign_leader: User

    def person(self, role: Role, organisation: str = "") -> User:
        """The first member of a role, of an organisation where one is named."""
        rows = Membership.objects.filter(project=self.project, role=role).order_by("pk")
        if organisation:
            rows = rows.filter(organisation__name=organisation)
        return User.objects.get(pk=rows.values_list("user", flat=True)[0])

    def organisation(self, name: str) -> Organisation:
        return self.project.organisations.get(name=name)

    def others(self, name: str) -> list[Organisation]:
        """The other local governments of the project."""
        return list(self.project.organisations.filter(code__isnull=False).exclude(name=name))


def marked_sample() -> Loaded:
    """Load everything; within a transaction of the caller."""
    call_command("load_organisations", stdout=mock.Mock())
    content = [_marked(item) for item in sample.load_hearings()]
    with mock.patch.object(sample, "load_hearings", return_value=content):
        project = sample_load(say=lambda _text: None)
    for membership in Membership.objects.filter(project=project, role=Role.HEARING_STAFF):
        code = membership.organisation.code if membership.organisation else ""
        User.objects.filter(pk=membership.user_id).update(display_name=name_mark(code))
        Membership.objects.filter(pk=membership.pk).update(post=text_mark(code))
    foreign = ProjectFactory(name="よその事業")
    leader = UserFactory(username="yoso", display_name="よその統括")
    MembershipFactory(user=leader, project=foreign, role=Role.LEADER)
    loaded = Loaded(project=project, foreign_leader=leader)
    for name in ("周南市", "下松市"):
        _work_of(loaded, name)
    _adopt(loaded)
    _reports(loaded)
    return loaded


def _marked(item: Any) -> Any:
    """A hearing of the sample with its organisation's marks."""
    item, code = copy.deepcopy(item), item["organisation"]
    sheet = item["sheet"]
    for section in _SECTIONS:
        for row in sheet[section.key] if section.max_rows else [sheet[section.key]]:
            _mark(row, section, code)
    sheet[RESPONDENTS.key].append({"section": text_mark(code), "post": text_mark(code), "name": name_mark(code)})
    return item


def _mark(row: dict[str, Any], section: Section, code: str) -> None:
    for column in section.columns:
        if column.choices or column.numeric or column.key in _MEANT.get(section.key, ()) or column.key not in row:
            continue
        if code == _ADOPTED_CODE and section is STEPS and column.key in _OPEN_WORDS:
            continue
        if column.key == "name" and section is RESPONDENTS:
            row[column.key] = name_mark(code)
        elif row[column.key] or column.key == "note":
            row[column.key] += text_mark(code)[: column.limit - len(row[column.key])]


def _work_of(loaded: Loaded, name: str) -> None:
    """A comment, a draft kept beside another one, and a job of an organisation's own person."""
    organisation, staff = loaded.organisation(name), loaded.person(Role.HEARING_STAFF, name)
    mark = text_mark(organisation.code)
    version = ProcessVersion.objects.filter(process_model__organisation=organisation)[0]
    comment_add(actor=staff, version=version, text=mark)
    _draw(loaded, version, mark)
    hearing = Hearing.objects.filter(organisation=organisation)[0]
    Hearing.objects.filter(pk=hearing.pk).update(state=HearingState.RETURNED, return_reason=mark)
    sheet = copy.deepcopy(hearing.sheet)
    sheet[OVERVIEW.key]["note"] = f"遅れて着いた{mark}"
    try:
        sheet_save(actor=staff, hearing=hearing, sheet=sheet, revision=hearing.revision - 1)
    except SheetConflict:
        pass
    else:
        raise AssertionError("the save should have met a newer revision")
    params = {"text": mark, "name": name_mark(organisation.code)}
    JobFactory(project=loaded.project, owner=staff, params=params, result=params, error=mark, message=mark)


def _draw(loaded: Loaded, version: ProcessVersion, mark: str) -> None:
    """A diagram that two of the team have under change: one's as draft, the other's kept beside."""
    process = version.process_model
    revision = draft_state(process).revision
    for role in (Role.ANALYST, Role.LEADER):
        drawn = version.bpmn.replace("</bpmn:definitions>", f"<!-- {mark} {role} --></bpmn:definitions>")
        try:
            draft_save(
                actor=loaded.person(role),
                process_model=process,
                xml=drawn,
                revision=revision,
                base_number=version.number,
            )
        except DiagramConflict:
            assert role == Role.LEADER
    assert KeptDraft.objects.filter(process_model=process).count() == 1


def _adopt(loaded: Loaded) -> None:
    """The as-is of one town becomes the common one of every second use case, and the to-be starts anew from it."""
    leader = loaded.person(Role.LEADER)
    for use_case in UseCase.objects.filter(project=loaded.project)[::2]:
        source = ProcessVersion.objects.filter(
            process_model__use_case=use_case,
            process_model__side=ProcessSide.AS_IS,
            process_model__organisation__name=ADOPTED,
        ).first()
        if source:
            common_adopt(actor=leader, use_case=use_case, source=source)
            to_be_clone(actor=leader, use_case=use_case)


def _reports(loaded: Loaded) -> None:
    assessment = Assessment.objects.get(project=loaded.project)
    for version, state in ((1, ReportState.DRAFT), (2, ReportState.ISSUED)):
        report: Report = ReportFactory(assessment=assessment, version=version, state=state)
        report.file.save("report.pdf", ContentFile(b"%PDF-1.7 report"), save=False)
        report.bundle.save("bundle.zip", ContentFile(b"PK bundle"), save=False)
        report.save()
