"""Event logs as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from bpr.core.logs.model import EventLog, LogColumns


def read_csv(source: Path | BinaryIO, columns: LogColumns, *, source_name: str = "") -> EventLog:
    """All of a CSV file, or LogError with the first problems: all or nothing."""
    raise NotImplementedError
