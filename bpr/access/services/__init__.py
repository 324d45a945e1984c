"""Writes to organisations, projects, people, members and the audit log."""

from bpr.access.services.audit import audit_record

__all__ = ["audit_record"]
