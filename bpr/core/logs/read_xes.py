"""Event logs as XES."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from bpr.core.logs.model import EventLog


def read_xes(source: Path | BinaryIO, *, source_name: str = "") -> EventLog:
    """All of an XES file (plain or gz), or LogError with the first problems: all or nothing."""
    raise NotImplementedError
