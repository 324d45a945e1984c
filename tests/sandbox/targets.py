"""What the child runs in the tests."""

from __future__ import annotations

import os
import time
from pathlib import Path


def serve(request: bytes) -> bytes:
    return {
        b"echo": lambda: b"answer",
        b"large": lambda: b"x" * 3_000_000,
        b"die": lambda: os._exit(1),
        b"raise": lambda: 1 / 0,
        b"sleep": lambda: time.sleep(60),
        b"spin": _spin,
        b"memory": lambda: bytes(2 * 1024**3),
        b"print": lambda: print("between the frames") or b"still whole",  # noqa: T201
        b"write": lambda: Path(f"/tmp/bpr-sandbox-{os.getpid()}").write_bytes(b"x" * 10) or b"",  # noqa: S108
        b"environment": lambda: "\n".join(os.environ).encode(),
        b"pid": lambda: str(os.getpid()).encode(),
    }.get(request, lambda: request)()


def _spin() -> bytes:
    while True:
        pass
