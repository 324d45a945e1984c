"""The common as-is of a use case, and the to-be that is cloned from it and changed as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.services import audit_record
from bpr.core.steps import StepRow, rows_to_model
from bpr.core.values import Evidence
from usecases.common_rows import common_rows_parse
from usecases.models import ProcessDraft, ProcessSide, ProcessVersion, ToBeDraft, UseCase
from usecases.owners import COMMON_ORGANISATION, REFORMED_ORGANISATION
from usecases.selectors import version_latest, version_rows
from usecases.services.catalogue import use_case_update
from usecases.services.versions import VersionConflict, version_create
from usecases.to_be_table import ToBeTable, kept


class NothingToClone(Exception):
    """There is no as-is yet that a to-be could start from."""


def common_key_of(row: StepRow) -> str:
    """Key of the row in the common taxonomy; its own key where none was given."""
    return row.values.common_key or row.values.key


@transaction.atomic
def common_adopt(*, actor: User, use_case: UseCase, source: ProcessVersion, reason: str = "") -> ProcessVersion:
    """Make one as-is the common as-is of the use case, and its steps the common taxonomy.

    Everybody in the project reads the common as-is. So it takes over what is done and how long it takes, but neither
    whose it was nor who said it; the audit log, which only leaders read, keeps the source.
    """
    rows = [_unattributed(row, source, use_case) for row in version_rows(source)]
    version = _common_create(
        actor=actor,
        use_case=use_case,
        rows=rows,
        reason=reason or "1団体の現行をもとに、共通の現行とした",
    )
    audit_record(
        actor=actor,
        action="adopt",
        obj=version,
        project=use_case.project,
        organisation=source.process_model.organisation,
        changes={"source": [None, str(source)]},
    )
    return version


def _unattributed(row: StepRow, source: ProcessVersion, use_case: UseCase) -> StepRow:
    """The row without the name of its organisation and without the hearing that its figures came from."""
    key = common_key_of(row)
    values = replace(
        row.values,
        common_key=key,
        performer=_unnamed(row.values.performer, source),
        system=_unnamed(row.values.system, source),
        evidence=tuple(
            Evidence(
                kind=item.kind,
                source="1団体のヒアリング",
                reference=f"common:{use_case.pk}/step:{key}",
                confidence=item.confidence,
            )
            for item in row.values.evidence
        ),
    )
    return replace(row, task=_unnamed(row.task, source), values=values)


def _unnamed(text: str, source: ProcessVersion) -> str:
    organisation = source.process_model.organisation
    return text.replace(organisation.name, "自団体") if organisation else text


@transaction.atomic
def common_save(*, actor: User, use_case: UseCase, steps: Sequence[Mapping[str, Any]], basis: str) -> ProcessVersion:
    """The common as-is from its typed rows; ``basis`` says how it was agreed. SheetInvalid with all problems."""
    rows = common_rows_parse(use_case=use_case, steps=steps, basis=basis)
    return _common_create(actor=actor, use_case=use_case, rows=rows, reason=basis)


def _common_create(*, actor: User, use_case: UseCase, rows: Sequence[StepRow], reason: str) -> ProcessVersion:
    """Steps that the taxonomy of the use case does not know yet are added to it; none is taken away."""
    known = {step["key"] for step in use_case.common_steps}
    new = [{"key": row.values.common_key, "name": row.task} for row in rows if row.values.common_key not in known]
    if new:
        use_case_update(actor=actor, use_case=use_case, common_steps=[*use_case.common_steps, *new])
    return version_create(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.COMMON,
        model=rows_to_model(rows, name=use_case.name, organisation=COMMON_ORGANISATION),
        reason=reason,
    )


@transaction.atomic
def to_be_clone(*, actor: User, use_case: UseCase, reason: str = "") -> ProcessVersion:
    """Start the to-be from the common as-is: every step is kept until somebody changes it."""
    common = version_latest(use_case=use_case, side=ProcessSide.COMMON)
    if common is None:
        raise NothingToClone(_("先に「共通の現行」を決めてください。"))
    rows = [kept(row, common_key_of(row)) for row in version_rows(common)]
    return version_create(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.TO_BE,
        model=rows_to_model(rows, name=use_case.name, organisation=REFORMED_ORGANISATION),
        reason=reason or f"共通の現行（第{common.number}版）から作成",
    )


@transaction.atomic
def to_be_save(
    *,
    actor: User,
    use_case: UseCase,
    rows: Sequence[StepRow],
    removed: Sequence[dict[str, Any]],
    base_number: int,
    reason: str = "",
) -> ProcessVersion:
    """A new version of the to-be from its rows.

    ``removed`` lists the common steps that fall away: ``{"common_key", "measure", "reason"}``. VersionConflict where
    a version newer than ``base_number`` exists; StepTableError where the rows make no process.
    """
    latest = version_latest(use_case=use_case, side=ProcessSide.TO_BE)
    if latest and latest.number != base_number:
        raise VersionConflict(latest)
    ToBeDraft.objects.filter(use_case=use_case).delete()
    return version_create(
        actor=actor,
        use_case=use_case,
        side=ProcessSide.TO_BE,
        model=rows_to_model(rows, name=use_case.name, organisation=REFORMED_ORGANISATION),
        reason=reason,
        removed=removed,
    )


class DraftElsewhere(Exception):
    """The to-be is under change in the other editor (table or diagram), by ``who``: one draft at a time."""

    def __init__(self, who: User) -> None:
        super().__init__("there is a draft in the other editor")
        self.who = who


class DraftConflict(Exception):
    """Somebody saved the draft meanwhile; ``theirs`` is it as it stands (None: it became a version or was dropped)."""

    def __init__(self, theirs: ToBeDraft | None) -> None:
        super().__init__("a newer draft exists")
        self.theirs = theirs


@transaction.atomic
def to_be_draft_save(*, actor: User, use_case: UseCase, table: ToBeTable, base_number: int, revision: int) -> ToBeDraft:
    """Keep what is being typed, on top of ``revision`` (0: there was no draft). DraftConflict where somebody else
    saved meanwhile; nothing is overwritten then. DraftElsewhere where the to-be is being drawn as a diagram.
    Not in the audit log: the version that comes of it is."""
    UseCase.objects.select_for_update().get(pk=use_case.pk)
    drawn = ProcessDraft.objects.filter(process_model__use_case=use_case, process_model__side=ProcessSide.TO_BE)
    if found := drawn.select_related("saved_by").first():
        raise DraftElsewhere(found.saved_by)
    draft = ToBeDraft.objects.filter(use_case=use_case).first()
    if (draft.revision if draft else 0) != revision:
        raise DraftConflict(draft)
    draft = draft or ToBeDraft(use_case=use_case, base_number=base_number)
    draft.table, draft.revision, draft.saved_by = table.json(), revision + 1, actor
    draft.save()
    return draft


@transaction.atomic
def to_be_draft_discard(*, actor: User, use_case: UseCase) -> None:
    """Drop the draft: the newest version stands again."""
    draft = ToBeDraft.objects.filter(use_case=use_case).first()
    if draft is None:
        return
    audit_record(
        actor=actor, action="discard", obj=draft, project=use_case.project, changes={"table": [draft.table, None]}
    )
    draft.delete()
