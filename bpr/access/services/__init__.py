"""Writes to organisations, projects, people, members and the audit log."""

from bpr.access.services.accounts import initial_password, language_set, password_set, user_activate, user_create
from bpr.access.services.audit import audit_record
from bpr.access.services.members import member_add, member_change, member_remove
from bpr.access.services.organisations import (
    ImportResult,
    organisation_create,
    organisation_import,
    organisation_update,
)
from bpr.access.services.projects import participation_add, participation_remove, project_create, project_update

__all__ = [
    "ImportResult",
    "audit_record",
    "initial_password",
    "language_set",
    "member_add",
    "member_change",
    "member_remove",
    "organisation_create",
    "organisation_import",
    "organisation_update",
    "participation_add",
    "participation_remove",
    "password_set",
    "project_create",
    "project_update",
    "user_activate",
    "user_create",
]
