"""What the diagram editor starts from: draft, newest version, who else draws, what was kept beside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property, lru_cache

from django.utils import timezone

from bpr.access.models import User
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.write import write_bpmn
from bpr.core.steps import blank_model
from usecases.models import DraftEditor, ProcessDraft, ProcessModel, ProcessSide, ProcessVersion, ToBeDraft, UseCase
from usecases.owners import owner_name
from usecases.selectors.versions import version_latest

EDITING_FOR = timedelta(seconds=60)  # an editor whose page gave no sign for so long has gone


@dataclass(frozen=True, kw_only=True)
class DraftState:
    """A process as the editor finds it. ``table_draft`` is the to-be's draft as a table, where that is under change."""

    process_model: ProcessModel
    draft: ProcessDraft | None
    latest: ProcessVersion | None
    table_draft: ToBeDraft | None

    @property
    def revision(self) -> int:
        """The revision that the next save builds on."""
        return self.process_model.draft_revision

    @property
    def latest_number(self) -> int:
        return self.latest.number if self.latest else 0

    @property
    def base_number(self) -> int:
        """The version that the drawing began with; another one that is newer must be merged first."""
        return self.draft.base_number if self.draft else self.latest_number

    @property
    def is_outdated(self) -> bool:
        return self.base_number != self.latest_number

    @cached_property
    def blank_xml(self) -> str:
        return _blank(self.process_model.use_case.name, owner_name(self.process_model))

    @property
    def xml(self) -> str:
        """The diagram as it stands: the draft, else the newest version, else the start of a new one."""
        if self.draft:
            return self.draft.bpmn
        return self.latest.bpmn if self.latest else self.blank_xml


@lru_cache(maxsize=64)
def _blank(name: str, organisation: str) -> str:
    return write_bpmn(layout(blank_model(name=name, organisation=organisation))).decode("utf-8")


def draft_state(process_model: ProcessModel) -> DraftState:
    """The process with its draft and its newest version."""
    is_to_be = process_model.side == ProcessSide.TO_BE
    tables = ToBeDraft.objects.filter(use_case=process_model.use_case).select_related("saved_by")
    return DraftState(
        process_model=process_model,
        draft=ProcessDraft.objects.filter(process_model=process_model).select_related("saved_by").first(),
        latest=version_latest(
            use_case=process_model.use_case, side=process_model.side, organisation=process_model.organisation
        ),
        table_draft=tables.first() if is_to_be else None,
    )


def diagram_draft_of(use_case: UseCase) -> ProcessDraft | None:
    """The diagram of the to-be that is under change, None where there is none."""
    drafts = ProcessDraft.objects.filter(process_model__use_case=use_case, process_model__side=ProcessSide.TO_BE)
    return drafts.select_related("process_model", "saved_by").first()


def draft_editors_now(process_model: ProcessModel, *, but: User) -> list[User]:
    """Who else has the diagram open for editing just now."""
    since = timezone.now() - EDITING_FOR
    found = DraftEditor.objects.filter(process_model=process_model, seen_at__gte=since).exclude(user=but)
    return [editor.user for editor in found.select_related("user").order_by("user__username")]
