"""What goes between the command and the child that reads the files: JSON, with file contents in base64."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One file to work on: the command, the file's name and content, the options, the second file of a comparison."""

    command: str
    name: str
    data: bytes
    options: dict[str, Any] = field(default_factory=dict)
    other: bytes = b""

    def encode(self) -> bytes:
        parts = {"command": self.command, "name": self.name, "options": self.options}
        return json.dumps(parts | {"data": _text(self.data), "other": _text(self.other)}).encode()

    @classmethod
    def decode(cls, message: bytes) -> Order:
        parts = json.loads(message)
        return cls(**parts | {"data": b64decode(parts["data"]), "other": b64decode(parts["other"])})


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """``report`` goes into the JSON line; ``files`` are results by the end of their name («.svg»)."""

    report: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def encode(self) -> bytes:
        parts = {"report": self.report, "files": {suffix: _text(data) for suffix, data in self.files.items()}}
        return json.dumps(parts, ensure_ascii=False).encode("utf-8", "surrogatepass")

    @classmethod
    def decode(cls, message: bytes) -> Outcome:
        parts = json.loads(message.decode("utf-8", "surrogatepass"))
        return cls(report=parts["report"], files={suffix: b64decode(text) for suffix, text in parts["files"].items()})


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
