"""The log of the sample project: measured, and not adopted, so that no figure of the sample stands on it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils import timezone

from bpr.access.models import Project, User
from bpr.access.opening_hours import opening_hours
from bpr.core.logs.mapping import steps_of
from bpr.logs.child import serve
from bpr.logs.hours import sent
from bpr.logs.measured import without_cases
from bpr.logs.models import Clock, LogKind, LogState, ProcessLog
from bpr.logs.selectors.logs import as_is_of
from bpr.logs.services.uploads import record
from bpr.sample import load_log, log_file
from usecases.models import UseCase
from usecases.selectors import version_model


def sample_log(actor: User, project: Project) -> None:
    """Take in the sample's log. As a file of our own it is read without a child, and is not kept."""
    content, rows = load_log(), log_file().read_bytes()
    log = ProcessLog(
        use_case=UseCase.objects.get(project=project, code=content["use_case"]),
        organisation=project.organisations.get(code=content["organisation"]),
        name=content["name"], kind=LogKind.CSV, size=len(rows), sha256=hashlib.sha256(rows).hexdigest(),
        columns=content["columns"], clock=Clock.OFFICE, uploaded_by=actor,
    )  # fmt: skip
    log.version = as_is_of(log)
    nodes = {node.values.key: node.id for node in steps_of(version_model(log.version)) if node.values}
    log.mapping = {activity: nodes[key] for activity, key in content["mapping"].items()}
    asked = {
        "path": str(log_file()), "name": log.name, "kind": log.kind, "columns": log.columns, "bpmn": log.version.bpmn,
        "mapping": log.mapping, "hours": sent(opening_hours(project, log.organisation)),
    }  # fmt: skip
    log.summary = _answer(asked | {"do": "read"})
    log.measurement = without_cases(_answer(asked | {"do": "measure"}))
    log.state, log.measured_at = LogState.MEASURED, timezone.now()
    log.save()
    record(log, actor=actor, action="upload", changes={"sha256": [None, log.sha256], "size": [None, log.size]})


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(serve(json.dumps(asked).encode()))["answer"]
    return found
