"""Writes of assumptions, assessments and reports. Each is one transaction and leaves an audit entry."""

from reports.services.assessments import AssessmentFailed, assessment_request, assessment_run
from reports.services.assumptions import assumption_set, investment_add, investment_remove

__all__ = [
    "AssessmentFailed", "assessment_request", "assessment_run", "assumption_set", "investment_add", "investment_remove",
]  # fmt: skip
