"""Pages of assessments, assumptions and reports."""

from reports.views.assessment import assessment
from reports.views.assessments import assessments, run
from reports.views.assumptions import assumption, assumptions, investment_delete, investment_new
from reports.views.ranges import ranges
from reports.views.report_actions import build, issue
from reports.views.reports import bundle, index, pdf
from reports.views.trace import figure
from reports.views.what_if import (
    what_if,
    what_if_answer,
    what_if_delete,
    what_if_index,
    what_if_save,
    what_if_to_be,
)

__all__ = [
    "assessment",
    "assessments",
    "assumption",
    "assumptions",
    "build",
    "bundle",
    "figure",
    "index",
    "investment_delete",
    "investment_new",
    "issue",
    "pdf",
    "ranges",
    "run",
    "what_if",
    "what_if_answer",
    "what_if_delete",
    "what_if_index",
    "what_if_save",
    "what_if_to_be",
]
