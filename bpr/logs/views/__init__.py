"""Pages of process logs."""

from bpr.logs.views.columns import columns
from bpr.logs.views.index import index, upload
from bpr.logs.views.log import adopt, delete, file_delete, log, undo
from bpr.logs.views.mapping import mapping, mapping_draft

__all__ = [
    "adopt", "columns", "delete", "file_delete", "index", "log", "mapping", "mapping_draft", "undo", "upload",
]  # fmt: skip
