"""Writes to organisations, projects, members and the audit log."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from bpr.access.models import AuditEntry, Organisation, Project, User


def audit_record(
    *,
    actor: User | None,
    action: str,
    obj: Model,
    project: Project | None,
    organisation: Organisation | None = None,
    changes: dict[str, list[Any]] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Append one entry: ``changes`` maps a field to [old, new]; values must be JSON-serialisable."""
    return AuditEntry.objects.create(
        actor=actor,
        project=project,
        organisation=organisation,
        action=action,
        object_label=obj._meta.label,
        object_id=str(obj.pk),
        object_name=str(obj)[:200],
        changes=changes or {},
        reason=reason,
    )
