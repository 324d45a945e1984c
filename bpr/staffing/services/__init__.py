"""Writes of staff and calendar."""

from bpr.staffing.services.staffing import (
    arrival_pattern_save,
    office_hours_save,
    row_delete,
    staff_group_save,
)

__all__ = ["arrival_pattern_save", "office_hours_save", "row_delete", "staff_group_save"]
