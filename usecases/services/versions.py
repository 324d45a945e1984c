"""New versions of a process model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from bpr.access.models import Organisation, User
from bpr.access.services import audit_record
from bpr.core.bpmn.document import Repair
from bpr.core.bpmn.intake import Intake, take_in
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel as CoreModel
from bpr.core.bpmn.write import write_bpmn
from usecases.models import ProcessModel, ProcessVersion, UseCase
from usecases.selectors import version_latest


class VersionConflict(Exception):
    """Somebody saved a newer version meanwhile; ``newer`` is it."""

    def __init__(self, newer: ProcessVersion) -> None:
        super().__init__(f"newer version {newer.number}")
        self.newer = newer


@transaction.atomic
def version_create(
    *,
    actor: User,
    use_case: UseCase,
    side: str,
    model: CoreModel,
    organisation: Organisation | None = None,
    reason: str = "",
    hearing_reference: str = "",
    removed: Sequence[dict[str, Any]] = (),
) -> ProcessVersion:
    """A new version drawn from ``model``, which is laid out where it has no coordinates.

    The same content as the latest version makes no new one: the latest is returned.
    """
    drawn = model if all(node.bounds for node in model.nodes if node.is_flow_node) else layout(model)
    return _version_store(
        actor=actor, use_case=use_case, side=side, organisation=organisation, bpmn=write_bpmn(drawn),
        reason=reason, hearing_reference=hearing_reference, removed=removed,
    )  # fmt: skip


@transaction.atomic
def version_import(
    *,
    actor: User,
    use_case: UseCase,
    side: str,
    data: bytes,
    filename: str,
    organisation: Organisation | None = None,
    reason: str = "",
    hearing_reference: str = "",
    removed: Sequence[dict[str, Any]] = (),
) -> tuple[ProcessVersion, tuple[Repair, ...]]:
    """A new version from a BPMN file of any tool, and what was mended in it. BpmnError where it cannot be read.

    A file without any drawing is laid out; of its own XML nothing is lost. A file in another encoding than UTF-8 is
    kept as UTF-8.
    """
    intake = take_in(data, source_name=filename, ask=False)
    version = version_take_in(
        actor=actor, use_case=use_case, side=side, organisation=organisation, intake=intake, filename=filename,
        reason=reason, hearing_reference=hearing_reference, removed=removed,
    )  # fmt: skip
    return version, intake.repairs


@transaction.atomic
def version_take_in(
    *,
    actor: User,
    use_case: UseCase,
    side: str,
    intake: Intake,
    filename: str,
    organisation: Organisation | None = None,
    reason: str = "",
    hearing_reference: str = "",
    removed: Sequence[dict[str, Any]] = (),
) -> ProcessVersion:
    """A new version from a file that was taken in already (an upload: in a process of its own)."""
    return _version_store(
        actor=actor, use_case=use_case, side=side, organisation=organisation, bpmn=intake.bpmn,
        reason=reason or f"{filename} の取込", hearing_reference=hearing_reference, removed=removed,
    )  # fmt: skip


def _version_store(
    *,
    actor: User,
    use_case: UseCase,
    side: str,
    organisation: Organisation | None,
    bpmn: bytes,
    reason: str,
    hearing_reference: str,
    removed: Sequence[dict[str, Any]],
) -> ProcessVersion:
    process_model, _created = ProcessModel.objects.select_for_update().get_or_create(
        use_case=use_case, side=side, organisation=organisation
    )
    latest = version_latest(use_case=use_case, side=side, organisation=organisation)
    digest = hashlib.sha256(bpmn).hexdigest()
    if latest and (latest.sha256, latest.removed) == (digest, list(removed)):
        return latest
    version = ProcessVersion.objects.create(
        process_model=process_model,
        number=latest.number + 1 if latest else 1,
        bpmn=bpmn.decode("utf-8"),
        sha256=digest,
        reason=reason,
        author=actor,
        hearing_reference=hearing_reference,
        removed=list(removed),
    )
    audit_record(
        actor=actor,
        action="version",
        obj=version,
        project=use_case.project,
        organisation=organisation,
        changes={"sha256": [latest.sha256 if latest else None, digest]},
        reason=reason,
    )
    return version
