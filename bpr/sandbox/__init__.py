"""Files of strangers are read in a child process with bounds on memory and time; this is the one way to do it.

``with Sandbox("package.module:function") as sandbox: sandbox.call(request)``, bytes in, bytes out. The child is kept
for the next request and started anew after it died. No Django in here: the command line uses it as well.
"""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from bpr.sandbox.child import LENGTH

CHILD = Path(__file__).with_name("child.py")
MEMORY_BYTES = 1024 * 1024 * 1024
SECONDS = 30
_CHUNK = 1 << 16
_REASONS = {
    "time": "時間がかかりすぎました",
    "memory": "メモリーが足りませんでした",
    "died": "読み込みが途中で止まりました",
}
_ENGLISH = {"time": "It took too long", "memory": "There was not enough memory", "died": "Reading stopped half-way"}


class SandboxError(Exception):
    """A request that the child could not answer. ``reason``: time, memory or died; the text is plain Japanese."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{_REASONS[reason]}（大きすぎるか、壊れているファイルです）")
        self.reason = reason

    def words(self, language: str) -> str:
        """The text in ``language``: English for "en", otherwise Japanese."""
        return f"{_ENGLISH[self.reason]} (the file is too large or damaged)" if language == "en" else str(self)


class Sandbox:
    """A child process that answers with ``target`` ("module:function", bytes to bytes).

    ``memory_bytes`` bounds its address space, ``seconds`` each request (by the clock, and by processor time).
    """

    def __init__(self, target: str, *, memory_bytes: int = MEMORY_BYTES, seconds: int = SECONDS) -> None:
        self._command = [sys.executable, "-I", str(CHILD), target, str(memory_bytes), str(seconds)]
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def call(self, request: bytes) -> bytes:
        """The child's answer. Raises :class:`SandboxError`; the next call starts a new child then."""
        try:
            reply = _Exchange(self._running(), time.monotonic() + self._seconds).answer(request)
        except SandboxError:
            self.close()
            raise
        if not reply.startswith(b"+"):
            self.close()
            raise SandboxError("memory")
        return reply[1:]

    def stop(self) -> None:
        """Kill the child from another thread: the call that waits for it ends with :class:`SandboxError`."""
        child = self._child
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the child. Nothing is lost: it keeps nothing."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                _close(stream)
        child.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.close()
            self._child = subprocess.Popen(  # noqa: S603
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            )
        return self._child


class _Exchange:
    """One request and its answer, written and read as far as the pipes take it until the time is up."""

    def __init__(self, child: subprocess.Popen[bytes], until: float) -> None:
        if child.stdin is None or child.stdout is None:
            raise SandboxError("died")
        self._stdin, self._stdout, self._until = child.stdin, child.stdout, until

    def answer(self, request: bytes) -> bytes:
        os.set_blocking(self._stdin.fileno(), False)
        unsent = memoryview(LENGTH.pack(len(request)) + request)
        received = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._stdin, selectors.EVENT_WRITE)
            selector.register(self._stdout, selectors.EVENT_READ)
            while not _is_whole(received):
                for key, _events in self._ready(selector):
                    if key.fileobj is self._stdout:
                        received += self._received()
                    else:
                        unsent = unsent[self._sent(unsent) :]
                        if not unsent:
                            selector.unregister(self._stdin)
        return bytes(received[LENGTH.size :])

    def _ready(self, selector: selectors.BaseSelector) -> list[tuple[selectors.SelectorKey, int]]:
        ready = selector.select(max(0.0, self._until - time.monotonic()))
        if not ready:
            raise SandboxError("time")
        return ready

    def _received(self) -> bytes:
        part = os.read(self._stdout.fileno(), _CHUNK)
        if not part:
            raise SandboxError("died")
        return part

    def _sent(self, unsent: memoryview) -> int:
        try:
            return os.write(self._stdin.fileno(), unsent[:_CHUNK])
        except BrokenPipeError:
            raise SandboxError("died") from None


def _is_whole(received: bytearray) -> bool:
    return len(received) >= LENGTH.size and len(received) - LENGTH.size >= LENGTH.unpack_from(received)[0]


def _close(stream: IO[bytes]) -> None:
    """What is still unsent goes to nobody."""
    try:
        stream.close()
    except BrokenPipeError:
        return
