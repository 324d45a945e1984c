"""Pages of staff and calendar."""

from bpr.staffing.views.editing import (
    group,
    group_delete,
    group_new,
    hours,
    hours_delete,
    hours_new,
    pattern,
    pattern_delete,
    pattern_new,
)
from bpr.staffing.views.index import index
from bpr.staffing.views.why import why

__all__ = [
    "group",
    "group_delete",
    "group_new",
    "hours",
    "hours_delete",
    "hours_new",
    "index",
    "pattern",
    "pattern_delete",
    "pattern_new",
    "why",
]
