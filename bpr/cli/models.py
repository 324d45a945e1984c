"""JSON documents that name BPMN files: the document read here, the files of strangers in the sandbox."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from bpr.cli import words
from bpr.cli.answer import Refused
from bpr.cli.commands.model import decoded
from bpr.cli.exchange import Order, Outcome
from bpr.cli.work import failed
from bpr.core.bpmn.model import ProcessModel
from bpr.sandbox import Sandbox, SandboxError

_MAX_BYTES = 64 * 2**20


class Place(NamedTuple):
    """A file, and the diagram of it that is meant ("" where it has one)."""

    path: Path
    diagram: str = ""


def place_of(text: str, folder: Path) -> Place:
    """``file.bpmn`` or ``file.bpmn#id of the diagram``, relative to the document's folder."""
    name, mark, diagram = text.rpartition("#")
    if not mark or (folder / text).exists():
        return Place(folder / text)
    return Place(folder / name, diagram)


def read_document(path: Path, language: str, *, exact: bool = False) -> Any:
    """The JSON of a file; ``exact`` keeps fractions as Decimal. Raises :class:`Refused`."""
    data = read_bytes(path, language)
    try:
        return json.loads(data.decode("utf-8-sig"), parse_float=Decimal if exact else None)
    except json.JSONDecodeError as error:
        message = words.NOT_JSON.of(language).format(line=error.lineno, column=error.colno)
        raise Refused(failed(message, line=error.lineno)) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        raise Refused(failed(words.NOT_TEXT.of(language))) from error


def read_bytes(path: Path, language: str) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise Refused(failed(words.TOO_LARGE.of(language).format(megabytes=_MAX_BYTES // 2**20)))
        return path.read_bytes()
    except OSError as error:
        reason = f"{path}: {os.strerror(error.errno or 0)}"
        raise Refused(failed(words.UNREADABLE.of(language).format(reason=reason))) from error


def read_models(places: Iterable[Place], *, language: str, memory: int, seconds: int) -> dict[Place, ProcessModel]:
    """The models of the files, each read once. ``memory`` in MB. Raises :class:`Refused`, which names the file."""
    with Sandbox("bpr.cli.work:serve", memory_bytes=memory * 2**20, seconds=seconds) as sandbox:
        return {place: _model(place, sandbox, language) for place in dict.fromkeys(places)}


def _model(place: Place, sandbox: Sandbox, language: str) -> ProcessModel:
    options = {"language": language} | ({"diagram": place.diagram} if place.diagram else {})
    order = Order(command="model", name=place.path.name, data=read_bytes(place.path, language), options=options)
    try:
        report = Outcome.decode(sandbox.call(order.encode())).report
    except SandboxError as error:
        report = failed(error.words(language))
    if not report["ok"]:
        raise Refused(report | {"file": str(place.path)})
    return decoded(report)
