"""Workflow table ⇄ process model. Import everything from here."""

from bpr.core.steps.apply import apply_rows
from bpr.core.steps.blank import blank_model
from bpr.core.steps.check import check_rows
from bpr.core.steps.from_model import model_to_rows
from bpr.core.steps.next_text import format_next, parse_next, row_number
from bpr.core.steps.problems import Problem, StepTableError
from bpr.core.steps.rows import Branch, Next, NextKind, StepRow
from bpr.core.steps.share_text import share_text
from bpr.core.steps.to_model import UNNAMED_TASK, normalise_rows, rows_to_model

__all__ = [
    "UNNAMED_TASK",
    "Branch",
    "Next",
    "NextKind",
    "Problem",
    "StepRow",
    "StepTableError",
    "apply_rows",
    "blank_model",
    "check_rows",
    "format_next",
    "model_to_rows",
    "normalise_rows",
    "parse_next",
    "row_number",
    "rows_to_model",
    "share_text",
]
