"""Organisations, one by one and from the table of all local governments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bpr.access.models import AuditEntry, Organisation, User
from bpr.access.organisation_table import OrganisationRow
from bpr.access.services.audit import audit_record, field_values, fields_assign

ORGANISATION_FIELDS = (
    "kind", "code", "name", "kana", "prefecture", "designation", "population", "households", "source",
)  # fmt: skip
IMPORTED = ("kind", "name", "kana", "prefecture", "designation", "population", "households", "statistics", "source")


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """How many organisations an import created, changed and found unchanged."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def organisation_create(*, actor: User | None, kind: str, name: str, **fields: Any) -> Organisation:
    """A new organisation; ``fields`` are the remaining columns of :class:`Organisation`.

    Raises:
        ValidationError: the 団体コード is wrong or taken, or a value is missing.
    """
    organisation = Organisation(kind=kind, name=name, **fields)
    organisation.full_clean()
    organisation.save()
    changes = field_values(organisation, ORGANISATION_FIELDS)
    audit_record(
        actor=actor, action="create", obj=organisation, project=None, organisation=organisation, changes=changes
    )
    return organisation


@transaction.atomic
def organisation_update(*, actor: User, organisation: Organisation, **fields: Any) -> Organisation:
    """Change columns of an organisation.

    Raises:
        ValidationError: the 団体コード is wrong or taken, or a value is missing.
    """
    changes = fields_assign(organisation, fields)
    organisation.full_clean()
    if changes:
        organisation.save(update_fields=list(changes))
        audit_record(
            actor=actor, action="change", obj=organisation, project=None, organisation=organisation, changes=changes
        )
    return organisation


@transaction.atomic
def organisation_import(*, actor: User | None, rows: Sequence[OrganisationRow], name: str) -> ImportResult:
    """Create or bring up to date the local governments of ``rows``, by their 団体コード.

    ``name`` is what the rows came from, for the audit log. Importing the same rows again changes nothing.
    """
    known = Organisation.objects.in_bulk([row.code for row in rows], field_name="code")
    new = [Organisation(code=row.code, **_fields(row)) for row in rows if row.code not in known]
    changes = {row.code: fields_assign(known[row.code], _fields(row)) for row in rows if row.code in known}
    changed = [known[code] for code, change in changes.items() if change]
    Organisation.objects.bulk_create(new)
    Organisation.objects.bulk_update(changed, IMPORTED, batch_size=500)
    entries = [_entry(actor, organisation, changes[str(organisation.code)]) for organisation in changed]
    if new:
        entries.append(_summary(actor, name, len(new)))
    AuditEntry.objects.bulk_create(entries)
    return ImportResult(created=len(new), changed=len(changed), unchanged=len(rows) - len(new) - len(changed))


def _fields(row: OrganisationRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in IMPORTED}


def _entry(actor: User | None, organisation: Organisation, changes: dict[str, list[Any]]) -> AuditEntry:
    return AuditEntry(
        actor=actor, organisation=organisation, action="import", object_label=Organisation._meta.label,
        object_id=str(organisation.pk), object_name=str(organisation), changes=changes,
    )  # fmt: skip


def _summary(actor: User | None, name: str, count: int) -> AuditEntry:
    """One entry for all that are new: 1,788 entries that say nothing more would bury the others."""
    return AuditEntry(
        actor=actor, action="import", object_label=Organisation._meta.label, object_name=name[:200],
        changes={"created": [None, count]},
    )  # fmt: skip
