"""``bpr log``: a log of events and a process in, what was measured as one line of JSON out.

The log is read in a child with limits, as files of strangers are.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from bpr.cli import words
from bpr.cli.answer import DONE, FAILED, Refused, print_line
from bpr.cli.models import place_of, read_document, read_models
from bpr.cli.work import failed
from bpr.core.codec import Encoder
from bpr.sandbox import Sandbox, SandboxError

OFFICE = "office"
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)


def run(options: argparse.Namespace) -> int:
    head = {"path": str(options.log)}
    try:
        report = _report(options)
    except Refused as error:
        report = error.report
    except SandboxError as error:
        report = failed(error.words(options.language))
    print_line(head | report)
    return DONE if report["ok"] else FAILED


def _report(options: argparse.Namespace) -> dict[str, Any]:
    limits = {"language": options.language, "memory": options.memory, "seconds": options.seconds}
    place = place_of(options.model, Path())
    encoder = Encoder()
    model = encoder.encode(read_models([place], **limits)[place])
    asked = {
        "path": str(options.log.absolute()), "name": options.log.name, "columns": dict(options.column),
        "model": model, "evidence": encoder.evidence, "mapping": _mapping(options), "hours": _hours(options),
    }  # fmt: skip
    if not options.log.is_file():
        raise Refused(failed(words.UNREADABLE.of(options.language).format(reason=options.log)))
    memory = options.memory * 2**20
    with Sandbox("bpr.cli.log_child:serve", memory_bytes=memory, seconds=options.seconds) as sandbox:
        answer: dict[str, Any] = json.loads(sandbox.call(json.dumps(asked).encode()))
    return answer


def _mapping(options: argparse.Namespace) -> dict[str, str] | None:
    """Activity → step, None where the proposal is to be taken."""
    if options.mapping is None:
        return None
    document = read_document(options.mapping, options.language)
    is_fitting = isinstance(document, dict) and all(isinstance(value, str) for value in document.values())
    if not is_fitting:
        raise Refused(failed(words.MAPPING_SHAPE.of(options.language)) | {"file": str(options.mapping)})
    return dict(document)


def _hours(options: argparse.Namespace) -> dict[str, Any] | str | None:
    """Spans in minutes of a calendar as scenarios write it, the word for the usual hours, or None for the clock."""
    if options.calendar in (None, OFFICE):
        return options.calendar  # type: ignore[no-any-return]
    document = read_document(Path(options.calendar), options.language)
    try:
        return {
            "name": str(document.get("name", Path(options.calendar).stem)),
            "weekdays": [[_span(text) for text in document["weekdays"].get(day, [])] for day in _DAYS],
            "days_off": [str(day) for day in document.get("days_off", [])],
            "japanese_holidays": bool(document.get("japanese_holidays", True)),
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        shape = words.CALENDAR_SHAPE.of(options.language)
        raise Refused(failed(shape) | {"file": options.calendar}) from error


def _span(text: str) -> list[int]:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError(text)
    first, first_minute, last, last_minute = map(int, found.groups())
    return [first * 60 + first_minute, last * 60 + last_minute]
