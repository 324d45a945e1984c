"""The audit log: who changed what, when, from which value to which."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

from bpr.access.models import AuditEntry, Organisation, Project, User

Changes = dict[str, list[Any]]


def audit_record(
    *,
    actor: User | None,
    action: str,
    obj: Model,
    project: Project | None,
    organisation: Organisation | None = None,
    changes: Changes | None = None,
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


def plain(value: Any) -> Any:
    """A field's value as the log keeps it: JSON as it is, everything else as people read it."""
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    return str(value)


def field_values(obj: Model, fields: tuple[str, ...]) -> Changes:
    """``changes`` of an object that is new: [None, value] of each field that has one."""
    values = {name: plain(getattr(obj, name)) for name in fields}
    return {name: [None, value] for name, value in values.items() if value not in (None, "", [], {})}


def fields_assign(obj: Model, fields: dict[str, Any]) -> Changes:
    """Set ``fields`` on ``obj`` (not stored yet) and answer old and new of those that differ."""
    changes = {
        name: [plain(getattr(obj, name)), plain(value)] for name, value in fields.items() if getattr(obj, name) != value
    }
    for name, value in fields.items():
        setattr(obj, name, value)
    return changes
