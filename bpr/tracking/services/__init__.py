"""Promises are made and actuals recorded here."""

from bpr.tracking.services.actuals import ActualRefused, actual_add, actual_remove
from bpr.tracking.services.commitments import CommitmentRefused, commitment_make, commitments_from_plan

__all__ = [
    "ActualRefused", "CommitmentRefused", "actual_add", "actual_remove", "commitment_make", "commitments_from_plan",
]  # fmt: skip
