"""Reads of staff and calendar."""

from bpr.staffing.selectors.defaults import case_work, terms_of
from bpr.staffing.selectors.staffing import cases_of, opening_hours, staffing_for, staffing_of

__all__ = ["case_work", "cases_of", "opening_hours", "staffing_for", "staffing_of", "terms_of"]
