"""Pages of promises and actuals."""

from bpr.tracking.views.overview import commit, index
from bpr.tracking.views.pair import actual_delete, actual_new, commit_pair, pair

__all__ = ["actual_delete", "actual_new", "commit", "commit_pair", "index", "pair"]
