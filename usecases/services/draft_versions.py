"""From a drawn diagram to a version, and between the two ways of changing a to-be: as diagram and as table.

What the person drew is the truth: its XML becomes the version as it is. Two things are completed in it, each in
place. A to-be step that comes from nothing is 新設. And a figure that differs from
the version before, while its evidence is still the one of the old figure, no longer has that evidence: it becomes
推計 with the source 「図の編集（第N版）」. Nobody's name is written there, because evidence goes into reports; who
drew the version is in its history. The hearing stays the source of an as-is: ``hearing_reference`` is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from bpr.access.models import User
from bpr.core.bpmn.merge import Merge, merge
from bpr.core.bpmn.model import Node
from bpr.core.bpmn.parse import read_model
from bpr.core.steps import apply_rows, model_to_rows
from bpr.core.values import ChangeKind, Confidence, Evidence, EvidenceKind, StepValues
from bpr.workflow.problems import SheetInvalid
from usecases.diagram_reading import Diagram, diagram_read
from usecases.models import KeptCause, ProcessDraft, ProcessModel, ProcessSide, ProcessVersion, ToBeDraft, UseCase
from usecases.owners import owner_name
from usecases.selectors.common import common_steps_of
from usecases.selectors.drafts import DraftState
from usecases.selectors.to_be import known_values
from usecases.selectors.versions import version_model
from usecases.services.catalogue import use_case_update
from usecases.services.drafts import draft_end, draft_keep, draft_lock, draft_record, draft_store
from usecases.services.versions import VersionConflict, version_import
from usecases.to_be_rows import to_be_read
from usecases.to_be_table import shaped, table_of

_FIGURES = (
    "handling_minutes", "waiting_minutes", "resident_visits", "resident_travel_minutes", "resident_waiting_minutes",
    "direct_cost_yen", "attached_documents",
)  # fmt: skip


class NothingDrawn(Exception):
    """There is no draft of the diagram."""


class DraftMoved(Exception):
    """Somebody saved the draft after the page was read; ``draft`` is it as it stands."""

    def __init__(self, draft: ProcessDraft) -> None:
        super().__init__(f"the draft is at revision {draft.revision}")
        self.draft = draft


@transaction.atomic
def draft_begin(*, actor: User, use_case: UseCase, side: str) -> ProcessModel:
    """The process of ``side`` (common as-is or to-be), set up where there is none yet."""
    process_model, created = ProcessModel.objects.get_or_create(use_case=use_case, side=side, organisation=None)
    if created:
        draft_record(actor, process_model, action="create", changes={"side": [None, side]})
    return process_model


@transaction.atomic
def draft_save_version(*, actor: User, process_model: ProcessModel, reason: str, revision: int) -> ProcessVersion:
    """A new version of the draft, which ends with it.

    NothingDrawn without a draft; DraftMoved where somebody saved it after ``revision``; VersionConflict where a version
    newer than the draft's base exists: nothing is written then.
    """
    state, draft = _draft_at(process_model, revision)
    if state.latest and state.is_outdated:
        raise VersionConflict(state.latest)
    process = state.process_model
    diagram = diagram_read(draft.bpmn)
    _complete(diagram, state)
    version, _repairs = version_import(
        actor=actor,
        use_case=process.use_case,
        side=process.side,
        organisation=process.organisation,
        data=diagram.document.serialise(),
        filename="",
        reason=reason,
        hearing_reference=state.latest.hearing_reference if state.latest else "",
        removed=_removed(state, diagram),
    )
    if process.side == ProcessSide.COMMON:
        _widen_taxonomy(actor, process.use_case, version)
    draft_end(state)
    return version


def _draft_at(process_model: ProcessModel, revision: int) -> tuple[DraftState, ProcessDraft]:
    """The locked state with its draft, which must be the one that the page shows."""
    state = draft_lock(process_model)
    if state.draft is None:
        raise NothingDrawn
    if state.revision != revision:
        raise DraftMoved(state.draft)
    return state, state.draft


# completing what was drawn


def _complete(diagram: Diagram, state: DraftState) -> None:
    before = version_model(state.latest).step_by_key if state.latest else {}
    source = f"図の編集（第{state.latest_number + 1}版）"
    for node in list(diagram.model.steps()):
        values = _completed(node, before, source, is_to_be=state.process_model.side == ProcessSide.TO_BE)
        if values is not None and values != node.values:
            diagram.document.set_step_values(node.id, values)


def _completed(node: Node, before: dict[str, Node], source: str, *, is_to_be: bool) -> StepValues | None:
    values = node.values
    if values is None:
        return None
    known = before[values.key].values if values.key in before else None
    if known and _is_unproven(values, known):
        guess = Evidence(kind=EvidenceKind.ESTIMATED, source=source, confidence=Confidence.LOW)
        values = replace(values, evidence=(guess,))
    if is_to_be and values.change is None and not values.origin_keys:
        values = replace(values, change=ChangeKind.ADDED)
    return values


def _is_unproven(values: StepValues, known: StepValues) -> bool:
    """Another figure with the evidence of the old one; a guess stays a guess."""
    differs = any(getattr(values, name) != getattr(known, name) for name in _FIGURES)
    guessed = all(item.kind in (EvidenceKind.ESTIMATED, EvidenceKind.ILLUSTRATIVE) for item in values.evidence)
    return differs and values.evidence == known.evidence and not guessed


def _removed(state: DraftState, diagram: Diagram) -> list[dict[str, Any]]:
    """Common steps that no step of the to-be comes from; measure and reason as they were said before."""
    if state.process_model.side != ProcessSide.TO_BE or state.draft is None:
        return []
    said = {item["common_key"]: item for item in state.draft.removed}
    continued = {key for row in model_to_rows(diagram.model) for key in row.values.origin_keys}
    return [
        said.get(step.key) or {"common_key": step.key, "name": step.name, "measure": "", "reason": ""}
        for step in common_steps_of(state.process_model.use_case)
        if step.key not in continued and (step.row is not None or step.key in said)
    ]


def _widen_taxonomy(actor: User, use_case: UseCase, version: ProcessVersion) -> None:
    """Steps that the taxonomy of the use case does not know yet are added to it; none is taken away."""
    known = {step["key"] for step in use_case.common_steps}
    rows = model_to_rows(version_model(version))
    keyed = {row.values.common_key or row.values.key: row.task for row in rows}
    new = [{"key": key, "name": name} for key, name in keyed.items() if key not in known]
    if new:
        use_case_update(actor=actor, use_case=use_case, common_steps=[*use_case.common_steps, *new])


# a newer version meanwhile


def draft_merge_preview(*, state: DraftState) -> Merge | None:
    """The draft and what the newest version changed since, together; None where there is nothing to merge."""
    if state.draft is None or state.latest is None or not state.is_outdated:
        return None
    base = ProcessVersion.objects.filter(process_model=state.process_model, number=state.draft.base_number).first()
    texts = (base.bpmn if base else state.blank_xml, state.draft.bpmn, state.latest.bpmn)
    return merge(*(text.encode("utf-8") for text in texts))


@transaction.atomic
def draft_merge(*, actor: User, process_model: ProcessModel, revision: int) -> Merge | None:
    """Bring the newest version into the draft; the draft as it was is kept beside. None where nothing is newer."""
    state, draft = _draft_at(process_model, revision)
    merged = draft_merge_preview(state=state)
    if merged is None:
        return None
    kept = draft_keep(state.process_model, draft.bpmn, drawn_by=draft.saved_by, cause=KeptCause.MERGED)
    draft.base_number = state.latest_number
    stored = draft_store(state, actor=actor, xml=merged.document.decode("utf-8"))
    draft_record(
        actor, state.process_model, action="merge",
        changes={"sha256": [kept.sha256, None], "revision": [revision, stored.revision]},
    )  # fmt: skip
    return merged


# between diagram and table


@transaction.atomic
def draft_from_table(*, actor: User, process_model: ProcessModel) -> ProcessDraft:
    """Go on as a diagram with the table of a to-be that is under change; the audit log keeps the table.

    SheetInvalid or StepTableError where something of the table could not be taken over: nothing is written then.
    """
    state = draft_lock(process_model)
    table = state.table_draft
    if table is None or state.draft is not None:
        raise NothingDrawn
    process = state.process_model
    reading = to_be_read(use_case=process.use_case, table=shaped(table.table), known=known_values(process.use_case))
    if lost := [problem for problem in reading.findings.problems if problem.value]:
        raise SheetInvalid(lost)
    document = apply_rows(diagram_read(state.xml).document, reading.rows, organisation=owner_name(process))
    draft = draft_store(state, actor=actor, xml=document.serialise().decode("utf-8"))
    draft.base_number, draft.removed = table.base_number, list(reading.removed)
    draft.save()
    draft_record(actor, process, action="take_over", changes={"table": [table.table, None]})
    table.delete()
    return draft


@transaction.atomic
def table_from_draft(*, actor: User, process_model: ProcessModel) -> ToBeDraft:
    """Go on as a table with the diagram of a to-be that is under change; the diagram is kept beside, because a table
    cannot say everything that a drawing can."""
    state = draft_lock(process_model)
    draft, process = state.draft, state.process_model
    if draft is None or state.table_draft is not None:
        raise NothingDrawn
    rows = model_to_rows(read_model(diagram_read(draft.bpmn).document))
    numbers = {step.key: step.number for step in common_steps_of(process.use_case)}
    removed = _removed(state, diagram_read(draft.bpmn))
    table = ToBeDraft.objects.create(
        use_case=process.use_case,
        table=table_of(rows, _with_texts(removed), numbers).json(),
        base_number=draft.base_number,
        revision=1,
        saved_by=actor,
    )
    kept = draft_keep(process, draft.bpmn, drawn_by=draft.saved_by, cause=KeptCause.TAKEN_OVER)
    draft_end(state)
    draft_record(actor, process, action="take_over", changes={"sha256": [kept.sha256, None]})
    return table


def _with_texts(removed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: item.get(name, "") for name in ("common_key", "measure", "reason")} for item in removed]
