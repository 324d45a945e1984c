"""Writes to process logs. Every service asks the policy and records what it did."""

from bpr.logs.services.adoption import log_adopt, log_undo
from bpr.logs.services.measuring import log_measure, log_measure_store, log_read_store, mapping_save
from bpr.logs.services.uploads import SUFFIXES, log_delete, log_file_remove, log_read, log_upload

__all__ = [
    "SUFFIXES",
    "log_adopt",
    "log_delete",
    "log_file_remove",
    "log_measure",
    "log_measure_store",
    "log_read",
    "log_read_store",
    "log_undo",
    "log_upload",
    "mapping_save",
]
