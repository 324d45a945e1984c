"""Pages of this app."""

from bpr.national.views.drivers import drivers
from bpr.national.views.estimates import estimate, index, prefecture, run
from bpr.national.views.files import csv_file, xlsx_file

__all__ = ["csv_file", "drivers", "estimate", "index", "prefecture", "run", "xlsx_file"]
