"""The diagram of a process while it is drawn: kept at every change, merged or kept beside, never overwritten."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import transaction
from django.utils import timezone

from bpr.access.models import User
from bpr.access.services import audit_record
from bpr.core.bpmn.merge import Merge, merge
from usecases.diagram_reading import diagram_read
from usecases.models import (
    DraftEditor,
    DraftRevision,
    KeptCause,
    KeptDraft,
    ProcessDraft,
    ProcessModel,
    ProcessVersion,
)
from usecases.selectors.drafts import DraftState, draft_state
from usecases.services.to_be import DraftElsewhere

REVISIONS_KEPT = 20


class DiagramConflict(Exception):
    """Somebody saved meanwhile. ``theirs`` is the draft as it stands, ``kept`` the refused diagram beside it,
    ``merged`` both together."""

    def __init__(self, theirs: ProcessDraft, kept: KeptDraft, merged: Merge) -> None:
        super().__init__(f"the draft is at revision {theirs.revision}")
        self.theirs, self.kept, self.merged = theirs, kept, merged


def draft_save(
    *, actor: User, process_model: ProcessModel, xml: object, revision: int, base_number: int, keep_mine: bool = False
) -> ProcessDraft:
    """Keep the diagram as drawn, on top of ``revision``.

    ``base_number`` is the version that the page began with (it counts only where there is no draft yet).
    DiagramConflict where somebody saved meanwhile: the refused diagram is then kept beside, once. With ``keep_mine``
    theirs is kept beside before it gives way: the person has seen both and chosen. DiagramRefused where the diagram
    must not be stored, DraftElsewhere where the table of a to-be is under change.
    Not in the audit log: the version that comes of it is.
    """
    diagram_read(xml)
    with transaction.atomic():
        state = draft_lock(process_model)
        _require_no_table(state)
        if state.draft and state.draft.bpmn == xml:
            return state.draft
        if state.revision == revision and (state.draft or state.latest_number == base_number):
            if keep_mine and state.draft:
                draft_keep(process_model, state.draft.bpmn, drawn_by=state.draft.saved_by, cause=KeptCause.REPLACED)
            return draft_store(state, actor=actor, xml=str(xml))
        theirs = state.draft or _from_latest(state, actor)
        kept = draft_keep(process_model, str(xml), drawn_by=actor, cause=KeptCause.REFUSED)
        ground = _common_ground(state, revision, base_number)
    raise DiagramConflict(theirs, kept, _merged(ground, str(xml), theirs.bpmn))


def draft_lock(process_model: ProcessModel) -> DraftState:
    """The state with the process locked: who else saves it waits."""
    queryset = ProcessModel.objects.select_for_update(of=("self",)).select_related("use_case__project", "organisation")
    return draft_state(queryset.get(pk=process_model.pk))


def _require_no_table(state: DraftState) -> None:
    if state.table_draft and not state.draft:
        raise DraftElsewhere(state.table_draft.saved_by)


def draft_store(state: DraftState, *, actor: User, xml: str) -> ProcessDraft:
    """Store a diagram as the next revision, in a transaction that holds the lock."""
    draft = state.draft or _begun(state)
    draft.bpmn, draft.saved_by, draft.revision = xml, actor, _next_revision(state.process_model)
    draft.save()
    DraftRevision.objects.create(draft=draft, number=draft.revision, bpmn=xml)
    draft.revisions.filter(number__lte=draft.revision - REVISIONS_KEPT).delete()
    return draft


def _begun(state: DraftState) -> ProcessDraft:
    removed = state.latest.removed if state.latest else []
    return ProcessDraft(process_model=state.process_model, base_number=state.latest_number, removed=removed)


def _next_revision(process_model: ProcessModel) -> int:
    """Revisions are counted over all drafts of a process, so that an old page never fits a new draft."""
    process_model.draft_revision += 1
    process_model.save(update_fields=["draft_revision"])
    return process_model.draft_revision


def _from_latest(state: DraftState, actor: User) -> ProcessDraft:
    """What stands where the draft that the page knew became a version or was dropped: a draft of the newest version."""
    return draft_store(state, actor=state.latest.author if state.latest else actor, xml=state.xml)


def _common_ground(state: DraftState, revision: int, base_number: int) -> str:
    """What both diagrams come from: the revision that the page knew, else the version that it began with."""
    known = state.draft.revisions.filter(number=revision).first() if state.draft else None
    if known:
        return known.bpmn
    number = state.draft.base_number if state.draft else base_number
    version = ProcessVersion.objects.filter(process_model=state.process_model, number=number).first()
    return version.bpmn if version else state.blank_xml


def _merged(ground: str, mine: str, theirs: str) -> Merge:
    return merge(*(text.encode("utf-8") for text in (ground, mine, theirs)))


def draft_keep(process_model: ProcessModel, xml: str, *, drawn_by: User, cause: KeptCause) -> KeptDraft:
    """Put a diagram beside; the same diagram of the same person once."""
    digest = hashlib.sha256(xml.encode("utf-8")).hexdigest()
    kept, _new = KeptDraft.objects.get_or_create(
        process_model=process_model, drawn_by=drawn_by, sha256=digest, defaults={"bpmn": xml, "cause": cause}
    )
    return kept


@transaction.atomic
def draft_discard(*, actor: User, process_model: ProcessModel) -> KeptDraft | None:
    """Drop the draft: the newest version stands again. The draft is shared, so it is kept beside."""
    state = draft_lock(process_model)
    if state.draft is None:
        return None
    kept = draft_keep(process_model, state.draft.bpmn, drawn_by=state.draft.saved_by, cause=KeptCause.DISCARDED)
    draft_end(state)
    draft_record(actor, state.process_model, action="discard", changes={"sha256": [kept.sha256, None]})
    return kept


def draft_end(state: DraftState) -> None:
    """The draft became something else: whoever still has it open can no longer save on top of it."""
    ProcessDraft.objects.filter(process_model=state.process_model).delete()
    _next_revision(state.process_model)


@transaction.atomic
def kept_delete(*, actor: User, kept: KeptDraft) -> None:
    """Delete a diagram that was kept beside, for good."""
    draft_record(actor, kept.process_model, action="kept_delete", changes={"sha256": [kept.sha256, None]})
    kept.delete()


def draft_editor_seen(*, actor: User, process_model: ProcessModel) -> None:
    """A sign of life of a page on which ``actor`` is drawing."""
    DraftEditor.objects.update_or_create(process_model=process_model, user=actor, defaults={"seen_at": timezone.now()})


def draft_record(actor: User, process_model: ProcessModel, *, action: str, changes: dict[str, list[Any]]) -> None:
    """An entry of the audit log about a process."""
    audit_record(
        actor=actor, action=action, obj=process_model, project=process_model.use_case.project,
        organisation=process_model.organisation, changes=changes,
    )  # fmt: skip
