"""``bpr simulate``: a scenario file in, the answer as one line of JSON out, the event log beside it on demand."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType
from typing import Any

import jpholiday

from bpr.cli import words
from bpr.cli.answer import DONE, FAILED, INTERRUPTED, USAGE, Refused, print_line, tell
from bpr.cli.event_log import open_log
from bpr.cli.models import Place, place_of, read_document, read_models
from bpr.cli.work import failed
from bpr.core.flow import FlowError
from bpr.core.simulation import (
    Load,
    ReadScenario,
    loads,
    overload_messages,
    read_scenario,
    result_json,
    simulate,
)  # fmt: skip

_OVERRIDES = ("replications", "cases", "seed")
_SECONDS_BETWEEN = 0.2


def run(options: argparse.Namespace) -> int:
    head = {"path": str(options.scenario)}
    try:
        return _run(options, head)
    except Refused as error:
        report = error.report
    except FlowError as error:
        report = failed(str(error), element=error.element_id)
    except OSError as error:
        report = failed(words.UNWRITABLE.of(options.language).format(reason=os.strerror(error.errno or 0)))
    except ValueError as error:  # ScenarioError, SimulationError, hours in which nothing can happen
        report = failed(str(error))
    except KeyboardInterrupt:
        tell(words.STOPPED.of(options.language))
        return INTERRUPTED
    print_line(head | report)
    return FAILED


def _run(options: argparse.Namespace, head: dict[str, Any]) -> int:
    read = _scenario(options)
    found = loads(read.scenario)
    if not all(load.is_stable for load in found):
        for sentence in _overload(found, options.language):
            tell(sentence)
        if not options.allow_overload:
            tell(words.ALLOW_OVERLOAD_HINT.of(options.language))
            return USAGE
    with ExitStack() as stack:
        log = stack.enter_context(open_log(options.log, read.scenario, options.language)) if options.log else None
        stop = stack.enter_context(_Stop())
        progress = _Progress(options.language)

        def told(done: int, total: int) -> None:
            stop.check()
            progress(done, total)

        result = simulate(read.scenario, progress=told, log=log)
    written = {"written": [str(options.log)]} if options.log else {}
    print_line(head | {"ok": True} | result_json(result, loads=found, assumptions=read.assumptions) | written)
    return DONE


def _scenario(options: argparse.Namespace) -> ReadScenario:
    document = read_document(options.scenario, options.language)
    if isinstance(document, dict):
        document |= {key: getattr(options, key) for key in _OVERRIDES if getattr(options, key) is not None}
    places = _places(document, options.scenario.parent) | {name: place_of(file, Path()) for name, file in options.bpmn}
    models = read_models(
        places.values(), language=options.language, memory=options.memory, seconds=options.seconds
    )  # fmt: skip
    by_name = {name: models[place] for name, place in places.items()}
    return read_scenario(document, by_name, is_holiday=jpholiday.is_holiday)


def _places(document: object, folder: Path) -> dict[str, Place]:
    """The files that the processes name. What is malformed is told by ``read_scenario``."""
    items = document.get("processes") if isinstance(document, dict) else None
    named = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return {
        str(item["name"]): place_of(item["file"], folder)
        for item in named
        if item.get("name") and isinstance(item.get("file"), str) and item["file"]
    }


def _overload(found: Sequence[Load], language: str) -> Sequence[str]:
    if language == "ja":
        return overload_messages(found)
    return [
        words.OVERLOAD.en.format(pool=load.pool, asked=load.asked / 60, offered=load.offered / 60, ratio=load.ratio)
        for load in found
        if not load.is_stable
    ]


class _Stop:
    """Ctrl-C stops between two slices of the run: an exception in the middle of compiling would end as another error.

    A second Ctrl-C stops at once.
    """

    def __init__(self) -> None:
        self._is_asked = False

    def __enter__(self) -> _Stop:
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._is_asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def check(self) -> None:
        if self._is_asked:
            raise KeyboardInterrupt


class _Progress:
    """Cases done so far, on one line of the terminal; silent where standard error is none."""

    def __init__(self, language: str) -> None:
        self._text = words.PROGRESS.of(language)
        self._is_shown = sys.stderr.isatty()
        self._next = 0.0
        if self._is_shown:
            tell(words.PREPARING.of(language), end="")

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._is_shown or (now < self._next and done < total):
            return
        self._next = now + _SECONDS_BETWEEN
        line = self._text.format(done=done, total=total, part=done / total)
        tell(f"\r\x1b[K{line}", end="\n" if done >= total else "")
