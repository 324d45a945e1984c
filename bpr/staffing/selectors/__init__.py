"""Reads of staff and calendar."""

from bpr.staffing.selectors.defaults import case_work, terms_of
from bpr.staffing.selectors.staffing import cases_of, staffing_for, staffing_of

__all__ = ["case_work", "cases_of", "staffing_for", "staffing_of", "terms_of"]
