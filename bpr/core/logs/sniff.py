"""What the head of a file says."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from bpr.core.logs.model import Sniffed


def sniff(source: Path | BinaryIO, *, source_name: str = "") -> Sniffed:
    """Kind, encoding, delimiter, headings and guessed columns of a file, or LogError."""
    raise NotImplementedError
