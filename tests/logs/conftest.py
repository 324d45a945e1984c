"""One child for all tests of logs: real, with its bounds, but not started anew for every file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from bpr.logs import sandboxed
from bpr.sandbox import Sandbox


@pytest.fixture(scope="session")
def child() -> Iterator[Sandbox]:
    with Sandbox(sandboxed.TARGET, memory_bytes=sandboxed.MEMORY_BYTES, seconds=sandboxed.SECONDS) as kept:
        yield kept


@pytest.fixture(autouse=True)
def shared_child(child: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request goes to the same child, as long as it lives."""

    def shared(*_args: Any, **_limits: int) -> Any:
        return nullcontext(child)

    monkeypatch.setattr(sandboxed, "Sandbox", shared)
