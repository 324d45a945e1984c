"""Pages of congestion."""

from bpr.congestion.views.actions import again, delete, log_file, log_new, scenario
from bpr.congestion.views.compare import compare
from bpr.congestion.views.index import index
from bpr.congestion.views.new import new
from bpr.congestion.views.run import run

__all__ = ["again", "compare", "delete", "index", "log_file", "log_new", "new", "run", "scenario"]
