"""Reads of process logs, for this app and for those above it."""

from bpr.logs.selectors.logs import evidence_urls, log_id_of, logs_of, reference_of
from bpr.logs.selectors.volumes import Pair, volume_of, volumes_adopted

__all__ = ["Pair", "evidence_urls", "log_id_of", "logs_of", "reference_of", "volume_of", "volumes_adopted"]
