"""Reads of process versions. What a person may see is decided by the caller with ``bpr.access.policy``."""

from usecases.selectors.versions import (
    VersionKey,
    version_latest,
    version_model,
    version_rows,
    version_svg,
    versions_latest,
)

__all__ = ["VersionKey", "version_latest", "version_model", "version_rows", "version_svg", "versions_latest"]
