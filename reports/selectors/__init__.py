"""Reads of assumptions, assessments and reports."""
