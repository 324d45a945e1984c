"""Run as a script of its own: answers requests on standard input with a function of ours, under limits.

``child.py <module:function> <memory in bytes> <seconds of each request>``. A frame is eight bytes of length and that
many bytes of content. An answer begins with ``+``; with ``-`` where memory did not suffice. Limits are set before a
request is read: a hostile file meets a process without database, settings or secrets, which can write no file, and
whoever exceeds its limits dies; the parent says so.
"""

from __future__ import annotations

import math
import resource
import struct
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

LENGTH = struct.Struct(">Q")


def limit_process(memory_bytes: int) -> None:
    """Bound the memory of this process and forbid it to write files."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def limit_time(seconds: int) -> None:
    """Bound the processor time of one request, should the parent be gone and nobody look at the clock."""
    until = math.ceil(time.process_time()) + seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def answer(serve: Callable[[bytes], bytes], request: bytes) -> bytes:
    try:
        return b"+" + serve(request)
    except MemoryError:
        return b"-"


def read_frame(stream: BinaryIO) -> bytes | None:
    head = stream.read(LENGTH.size)
    return stream.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


def main() -> None:
    target, memory_bytes, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    sys.path.insert(0, str(Path(__file__).parents[2]))
    module, _colon, name = target.partition(":")
    serve = getattr(import_module(module), name)
    limit_process(memory_bytes)
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get between the frames
    while (request := read_frame(source)) is not None:
        limit_time(seconds)
        reply = answer(serve, request)
        sink.write(LENGTH.pack(len(reply)) + reply)
        sink.flush()


if __name__ == "__main__":
    main()
