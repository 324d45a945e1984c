"""Log files are read in a child process with bounds on memory and time; the parent sees figures only."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.utils.translation import gettext as _

from bpr.logs.files import path_of
from bpr.sandbox import Sandbox, SandboxError

TARGET = "bpr.logs.child:serve"
MEMORY_BYTES = 1536 * 1024 * 1024
SECONDS = 900
HEAD_SECONDS = 30
_PULSE_SECONDS = 0.5


class LogUnreadable(Exception):
    """A file that could not be read as a log. ``problems``: every place with what is wrong and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def ask(request: dict[str, Any], *, seconds: int = SECONDS, pulse: Callable[[], None] | None = None) -> Any:
    """What the child answers about a stored file.

    ``pulse`` is called twice a second while the child works; an exception of its ends the child at once.
    LogUnreadable where the file is no log, or too large for the limits.
    """
    sent = json.dumps(request | {"path": str(path_of(request["stored"]))}).encode()
    try:
        with Sandbox(TARGET, memory_bytes=MEMORY_BYTES, seconds=seconds) as sandbox:
            answer = json.loads(_watched(sandbox, sent, pulse) if pulse else sandbox.call(sent))
    except SandboxError as error:
        raise LogUnreadable([_("%(error)s。期間を区切って、分けて取り込んでください") % {"error": error}]) from error
    if "problems" in answer:
        raise LogUnreadable(answer["problems"])
    return answer["answer"]


def _watched(sandbox: Sandbox, request: bytes, pulse: Callable[[], None]) -> bytes:
    with ThreadPoolExecutor(max_workers=1) as pool:
        answer = pool.submit(sandbox.call, request)
        try:
            while True:
                try:
                    return answer.result(timeout=_PULSE_SECONDS)
                except TimeoutError:
                    pulse()
        except BaseException:
            sandbox.stop()
            raise
