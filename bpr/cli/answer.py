"""What every command says: lines of JSON on standard output, sentences on standard error, exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

DONE, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


class Refused(Exception):
    """A file of the command cannot be worked on; ``report`` is its line for standard output."""

    def __init__(self, report: dict[str, Any]) -> None:
        super().__init__(report["error"]["message"])
        self.report = report


def print_line(report: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(report, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
    sys.stdout.buffer.flush()


def tell(text: str, *, end: str = "\n") -> None:
    """A sentence for the person at the terminal."""
    print(text, end=end, file=sys.stderr, flush=True)  # noqa: T201


def unfinished(path: Path) -> Path:
    """Where a result is written before it is whole: beside its place, so that a rename completes it."""
    return path.with_name(f"{path.name}.part")
