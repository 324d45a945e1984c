"""Writes to hearings. Every service asks the policy, obeys the state of the hearing and records what it did."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project, User
from bpr.access.policy import Action, decide, decide_in, require
from bpr.access.services import audit_record
from bpr.core.steps import format_next, rows_to_model
from bpr.workflow.columns import Sheet
from bpr.workflow.values_json import values_to_json
from hearings.differences import Difference, cell_differences
from hearings.models import (
    Hearing,
    HearingEditor,
    HearingIssue,
    HearingRevision,
    HearingState,
    HearingStep,
    HearingVolume,
    RevisionEvent,
)
from hearings.selectors import reference_of, sheet_context, sheet_of
from hearings.shape import shaped
from hearings.sheet import ParsedSheet, empty_sheet, parse_sheet
from hearings.workbook.identity import Identity, foreign_message
from hearings.workbook.problems import WorkbookInvalid, WorkbookProblem
from hearings.workbook.reading import read_workbook
from usecases.services import version_create

if TYPE_CHECKING:
    from usecases.models import UseCase

OPEN_STATES = (HearingState.DRAFT, HearingState.RETURNED)
RETURNABLE_STATES = (HearingState.SUBMITTED, HearingState.CONFIRMED)
MAX_AUDITED_CELLS = 100


class SheetConflict(Exception):
    """Somebody saved a newer revision. ``theirs`` is the hearing as it stands; ``kept`` holds the refused text."""

    def __init__(self, theirs: Hearing, kept: HearingRevision) -> None:
        super().__init__(f"hearing {theirs.pk} is at revision {theirs.revision}")
        self.theirs = theirs
        self.kept = kept


class WorkbookOlder(Exception):
    """The draft was changed after the workbook went out. ``kept`` holds the workbook's content; ``overwritten`` are
    the cells of the draft that would go."""

    def __init__(self, kept: HearingRevision, overwritten: Sequence[Difference]) -> None:
        super().__init__(f"the workbook is older than revision {kept.hearing.revision} of hearing {kept.hearing_id}")
        self.kept = kept
        self.overwritten = tuple(overwritten)


@transaction.atomic
def hearing_open(*, actor: User, use_case: UseCase, organisation: Organisation, due_on: date | None = None) -> Hearing:
    """A new hearing with the common steps ready; ValidationError where there is one or the organisation has no part."""
    project = use_case.project
    require(decide_in(actor, Action.ADD, Hearing, project=project))
    if not project.organisations.filter(pk=organisation.pk).exists():
        raise ValidationError(_("%(name)sはこの事業に参加していません") % {"name": organisation})
    hearing, created = Hearing.objects.get_or_create(
        use_case=use_case,
        organisation=organisation,
        defaults={"sheet": empty_sheet(use_case), "due_on": due_on or project.hearing_due_on},
    )
    if not created:
        raise ValidationError(_("%(name)sのヒアリングはもうあります") % {"name": hearing})
    _record(hearing, actor=actor, action="open", changes={"due_on": [None, _iso(hearing.due_on)]})
    return hearing


@transaction.atomic
def hearings_open(
    *,
    actor: User,
    project: Project,
    use_cases: Iterable[UseCase],
    organisations: Sequence[Organisation],
    due_on: date | None = None,
) -> list[Hearing]:
    """Open a hearing for every pair that has none yet; the new ones."""
    taken = set(Hearing.objects.filter(use_case__project=project).values_list("use_case_id", "organisation_id"))
    return [
        hearing_open(actor=actor, use_case=use_case, organisation=organisation, due_on=due_on)
        for use_case in use_cases
        for organisation in organisations
        if (use_case.pk, organisation.pk) not in taken
    ]


@transaction.atomic
def hearing_reschedule(*, actor: User, hearing: Hearing, due_on: date | None) -> Hearing:
    """Set the day until which the hearing is awaited."""
    require(decide(actor, Action.CONFIRM, hearing))
    current = _locked(hearing)
    change = [_iso(current.due_on), _iso(due_on)]
    current.due_on = due_on
    current.save(update_fields=["due_on"])
    _record(current, actor=actor, action="reschedule", changes={"due_on": change})
    return current


def sheet_save(*, actor: User, hearing: Hearing, sheet: object, revision: int, keep_theirs: bool = False) -> Hearing:
    """Save the sheet as typed, on top of ``revision``.

    SheetConflict where somebody saved meanwhile: the refused sheet is then kept beside, never lost. With
    ``keep_theirs`` the present sheet is kept beside before it is replaced: the person has seen both and chosen.
    SheetMalformed and SheetRefused (see ``hearings.shape``) where the data must not be stored.
    """
    require(decide(actor, Action.CHANGE, hearing))
    cells = shaped(sheet)
    with transaction.atomic():
        current = _locked(hearing)
        _require_state(current, OPEN_STATES)
        if current.sheet == cells:
            return current
        if current.revision == revision:
            if keep_theirs:
                _keep(current, event=RevisionEvent.KEPT_BESIDE, author=current.saved_by or actor)
            return _store(current, actor=actor, sheet=cells, action="sheet_save")
        kept = _kept(current, sheet=cells, revision=revision, event=RevisionEvent.KEPT_BESIDE, author=actor)
    raise SheetConflict(current, kept)


@transaction.atomic
def revision_restore(*, actor: User, hearing: Hearing, revision: HearingRevision) -> Hearing:
    """Take an older sheet as the present one; the present one is kept beside."""
    require(decide(actor, Action.CHANGE, hearing))
    current = _locked(hearing)
    _require_state(current, OPEN_STATES)
    _keep(current, event=RevisionEvent.KEPT_BESIDE, author=current.saved_by or actor)
    return _store(current, actor=actor, sheet=shaped(revision.sheet), action="revision_restore")


@transaction.atomic
def hearing_submit(*, actor: User, hearing: Hearing) -> Hearing:
    """Hand in: the sheet becomes rows, volume and issues, and its workflow the organisation's as-is process.

    SheetInvalid with every problem where the sheet is not yet right; nothing is written then.
    """
    require(decide(actor, Action.SUBMIT, hearing))
    current = _locked(hearing)
    _require_state(current, OPEN_STATES)
    parsed = parse_sheet(sheet_of(current), sheet_context(current))
    _write_steps(current, parsed)
    _write_volume(current, parsed)
    _write_issues(current, parsed)
    _write_process(current, parsed, actor)
    current.submitted_at, current.submitted_by = timezone.now(), actor
    return _move(current, actor=actor, state=HearingState.SUBMITTED, event=RevisionEvent.SUBMITTED)


@transaction.atomic
def hearing_confirm(*, actor: User, hearing: Hearing) -> Hearing:
    """Accept a submitted hearing; from then on its figures count."""
    require(decide(actor, Action.CONFIRM, hearing))
    current = _locked(hearing)
    _require_state(current, (HearingState.SUBMITTED,))
    current.confirmed_at, current.confirmed_by = timezone.now(), actor
    return _move(current, actor=actor, state=HearingState.CONFIRMED, event=RevisionEvent.CONFIRMED)


@transaction.atomic
def hearing_return(*, actor: User, hearing: Hearing, reason: str) -> Hearing:
    """Send back a submitted or confirmed hearing so that it can be changed; the reason is shown to its organisation."""
    require(decide(actor, Action.CONFIRM, hearing))
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("差戻しの理由を入れてください。団体の担当者に表示されます")})
    current = _locked(hearing)
    _require_state(current, RETURNABLE_STATES)
    current.confirmed_at, current.confirmed_by = None, None
    current.return_reason = reason
    return _move(current, actor=actor, state=HearingState.RETURNED, event=RevisionEvent.RETURNED, reason=reason)


def workbook_import(*, actor: User, hearing: Hearing, data: bytes, filename: str, overwrite: bool = False) -> Hearing:
    """Take a filled Excel workbook as the new draft; the former draft is kept.

    WorkbookInvalid with every problem at once, or where it is of another hearing; nothing is stored then.
    WorkbookOlder where the draft was changed after the workbook went out and something of it would go: the content is
    then kept beside, to be taken with ``revision_restore``. With ``overwrite`` it is taken at once.
    """
    require(decide(actor, Action.CHANGE, hearing))
    _require_state(hearing, OPEN_STATES)
    content = read_workbook(data, filename=filename, common_steps=hearing.use_case.common_steps)
    if message := foreign_message(content.identity, hearing):
        raise WorkbookInvalid([WorkbookProblem(file=filename, message=message)])
    if problems := content.problems(sheet_context(hearing)):
        raise WorkbookInvalid(problems)
    with transaction.atomic():
        current = _locked(hearing)
        _require_state(current, OPEN_STATES)
        lost = () if overwrite else _overwritten(current, content.identity, content.sheet)
        if not lost:
            _keep(current, event=RevisionEvent.IMPORTED, author=current.saved_by or actor, reason=filename)
            return _store(current, actor=actor, sheet=content.sheet, action="workbook_import", reason=filename)
        kept = _kept(current, sheet=content.sheet, event=RevisionEvent.OLDER_WORKBOOK, author=actor, reason=filename)
    raise WorkbookOlder(kept, lost)


def editor_seen(*, actor: User, hearing: Hearing) -> None:
    """A sign of life of a page on which ``actor`` is editing."""
    HearingEditor.objects.update_or_create(hearing=hearing, user=actor, defaults={"seen_at": timezone.now()})


def _locked(hearing: Hearing) -> Hearing:
    queryset = Hearing.objects.select_for_update(of=("self",)).select_related("use_case__project", "organisation")
    return queryset.get(pk=hearing.pk)


def _require_state(hearing: Hearing, states: Sequence[HearingState]) -> None:
    if hearing.state in states:
        return
    remedy = {
        HearingState.DRAFT: _("まだ提出されていません。"),
        HearingState.RETURNED: _("差し戻されており、まだ提出し直されていません。"),
        HearingState.SUBMITTED: _("提出済のため変更できません。直すときは、分析担当に差戻しを依頼してください。"),
        HearingState.CONFIRMED: _("確認済のため変更できません。直すときは、分析担当に差戻しを依頼してください。"),
    }
    raise ValidationError(remedy[HearingState(hearing.state)])


def _store(hearing: Hearing, *, actor: User, sheet: Sheet, action: str, reason: str = "") -> Hearing:
    changes = _cell_changes(hearing.sheet, sheet)
    hearing.sheet = sheet
    hearing.revision += 1
    hearing.saved_at, hearing.saved_by = timezone.now(), actor
    hearing.save(update_fields=["sheet", "revision", "saved_at", "saved_by"])
    _record(hearing, actor=actor, action=action, changes=changes, reason=reason)
    return hearing


def _keep(hearing: Hearing, *, event: RevisionEvent, author: User, reason: str = "") -> HearingRevision:
    return HearingRevision.objects.create(
        hearing=hearing, revision=hearing.revision, sheet=hearing.sheet, event=event, author=author, reason=reason
    )


def _kept(
    hearing: Hearing, *, sheet: Sheet, event: RevisionEvent, author: User, revision: int | None = None, reason: str = ""
) -> HearingRevision:
    """A sheet that was not taken, as a revision; trying again does not pile up copies."""
    last = hearing.revisions.filter(event=event, author=author).first()
    if last is not None and last.sheet == sheet:
        return last
    on = hearing.revision if revision is None else revision
    return HearingRevision.objects.create(
        hearing=hearing, revision=on, sheet=sheet, event=event, author=author, reason=reason
    )


def _overwritten(hearing: Hearing, identity: Identity | None, sheet: Sheet) -> list[Difference]:
    """Cells of a draft that is newer than the workbook which ``sheet`` would blank or change."""
    if identity is None or identity.revision is None or identity.revision >= hearing.revision:
        return []
    return [item for item in cell_differences(hearing.sheet, sheet) if item.old.strip()]


def _move(hearing: Hearing, *, actor: User, state: HearingState, event: RevisionEvent, reason: str = "") -> Hearing:
    change = [hearing.state, state.value]
    hearing.state = state
    hearing.save()
    _keep(hearing, event=event, author=actor, reason=reason)
    _record(hearing, actor=actor, action=event.value, changes={"state": change}, reason=reason)
    return hearing


def _record(hearing: Hearing, *, actor: User, action: str, changes: dict[str, list[Any]], reason: str = "") -> None:
    audit_record(
        actor=actor,
        action=action,
        obj=hearing,
        project=hearing.use_case.project,
        organisation=hearing.organisation,
        changes=changes,
        reason=reason,
    )


def _cell_changes(old: Sheet, new: Sheet) -> dict[str, list[Any]]:
    """Changed cells as {"steps/s01/task": [old, new]}; of a great many only the number."""
    found = cell_differences(old, new)
    if len(found) > MAX_AUDITED_CELLS:
        return {"cells": [None, len(found)]}
    return {item.path: [item.old, item.new] for item in found}


def _write_steps(hearing: Hearing, parsed: ParsedSheet) -> None:
    hearing.steps.all().delete()
    HearingStep.objects.bulk_create(
        HearingStep(
            hearing=hearing,
            key=row.values.key,
            order=order,
            number=row.values.number,
            task=row.task,
            values=values_to_json(row.values),
            next=format_next(row.next),
        )
        for order, row in enumerate(parsed.rows, start=1)
    )


def _write_volume(hearing: Hearing, parsed: ParsedSheet) -> None:
    evidence = parsed.volume.evidence[0]
    HearingVolume.objects.update_or_create(
        hearing=hearing,
        defaults={
            "cases_per_year": parsed.volume.cases_per_year,
            "months": [str(count) for count in parsed.volume.months],
            "year": parsed.volume.year,
            "evidence_kind": evidence.kind.value,
            "source": evidence.source,
        },
    )


def _write_issues(hearing: Hearing, parsed: ParsedSheet) -> None:
    hearing.issues.all().delete()
    HearingIssue.objects.bulk_create(
        HearingIssue(
            hearing=hearing,
            kind=issue.kind,
            text=issue.text,
            step_number=issue.step_number,
            impact=issue.impact,
            priority=issue.priority,
            measure=issue.measure,
            order=order,
        )
        for order, issue in enumerate(parsed.issues, start=1)
    )


def _write_process(hearing: Hearing, parsed: ParsedSheet, actor: User) -> None:
    use_case, organisation = hearing.use_case, hearing.organisation
    version_create(
        actor=actor,
        use_case=use_case,
        side="as_is",
        organisation=organisation,
        model=rows_to_model(parsed.rows, name=use_case.name, organisation=organisation.name),
        reason=f"ヒアリングの提出（改訂{hearing.revision}）",
        hearing_reference=reference_of(hearing),
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
