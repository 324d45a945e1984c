"""New versions of a process model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bpr.core.bpmn.document import BpmnDocument, Repair
from bpr.core.bpmn.write import write_bpmn
from django.db import transaction

from bpr.access.models import Organisation, User
from bpr.access.services import audit_record
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.model import ProcessModel as CoreModel
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
) -> tuple[ProcessVersion, tuple[Repair, ...]]:
    """A new version from a BPMN file of any tool, and what was mended in it. BpmnError where it cannot be read."""
    document = BpmnDocument.parse(data, source_name=filename)
    version = _version_store(
        actor=actor, use_case=use_case, side=side, organisation=organisation, bpmn=document.serialise(),
        reason=reason or f"{filename} の取込", hearing_reference="", removed=(),
    )  # fmt: skip
    return version, tuple(document.repairs)


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
    process_model, _ = ProcessModel.objects.select_for_update().get_or_create(
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
