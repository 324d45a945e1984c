"""The arguments of ``bpr flow``, ``bpr simulate``, ``bpr assess`` and ``bpr log``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from bpr.cli import words
from bpr.cli.words import Words
from bpr.sandbox import MEMORY_BYTES, SECONDS

WORDS = {"flow": words.FLOW, "simulate": words.SIMULATE, "assess": words.ASSESS, "log": words.MEASURE_LOG}


def _simulate(options: argparse.Namespace) -> int:
    from bpr.cli import simulate  # brings Numba, which nobody else should wait for

    return simulate.run(options)


def _assess(options: argparse.Namespace) -> int:
    from bpr.cli import assess

    return assess.run(options)


def _log(options: argparse.Namespace) -> int:
    from bpr.cli import log

    return log.run(options)


#: those that are not done file by file
COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {"simulate": _simulate, "assess": _assess, "log": _log}


def add_commands(groups: Any, language: str) -> None:
    """The commands beside ``bpr bpmn``."""
    add_arguments = {"flow": _add_flow, "simulate": _add_simulate, "assess": _add_assess, "log": _add_log}
    for name, text in WORDS.items():
        command = groups.add_parser(name, help=text.of(language), description=text.of(language))
        _Adder(command, language).add_limits()
        add_arguments[name](_Adder(command, language))


def check(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """What argparse cannot see for itself; ends the program where the call is wrong."""
    if getattr(options, "yen_per_hour", None) and not options.year:
        parser.error(words.NEEDS_YEAR.of(options.language))


class _Adder:
    """Adds arguments with their help in one language."""

    def __init__(self, command: argparse.ArgumentParser, language: str) -> None:
        self.command, self.language = command, language

    def add(self, name: str, text: Words, **more: Any) -> None:
        self.command.add_argument(name, help=text.of(self.language), **more)

    def add_limits(self) -> None:
        self.add("--language", words.LANGUAGE, choices=("ja", "en"), default="ja")
        self.add("--memory", words.MEMORY, type=int, default=MEMORY_BYTES // 2**20, metavar="MB")
        self.add("--seconds", words.SECONDS, type=int, default=SECONDS)


def _add_flow(to: _Adder) -> None:
    to.add("files", words.FILES, nargs="+", type=Path)
    to.add("--diagram", words.DIAGRAM, metavar="ID")
    to.add("--year", words.CASES_A_YEAR, type=_positive(to.language), metavar="CASES")
    to.add("--yen-per-hour", words.YEN_PER_HOUR, type=_positive(to.language), metavar="N")
    to.command.set_defaults(out=None)


def _add_simulate(to: _Adder) -> None:
    to.add("scenario", words.SCENARIO, type=Path)
    to.add("--bpmn", words.MODEL_FILE, type=_pair(to.language), action="append", default=[], metavar="NAME=FILE")
    to.add("--log", words.LOG, type=Path, metavar="FILE")
    to.add("--replications", words.REPLICATIONS, type=int, metavar="N")
    to.add("--cases", words.CASES, type=int, metavar="N")
    to.add("--seed", words.SEED, type=int, metavar="N")
    to.add("--allow-overload", words.ALLOW_OVERLOAD, action="store_true")


def _add_assess(to: _Adder) -> None:
    to.add("input", words.ASSESS_INPUT, type=Path)
    to.add("--snapshot", words.SNAPSHOT, type=Path, metavar="FILE")


def _add_log(to: _Adder) -> None:
    to.add("log", words.LOG_FILE, type=Path)
    to.add("--model", words.LOG_MODEL, required=True, metavar="FILE")
    to.add("--mapping", words.MAPPING, type=Path, metavar="FILE")
    to.add("--calendar", words.CALENDAR, metavar="office|FILE")
    to.add("--column", words.COLUMN, type=_column(to.language), action="append", default=[], metavar="ROLE=NAME")
    to.command.set_defaults(seconds=900, memory=2048)


def _positive(language: str) -> Callable[[str], str]:
    """A number above 0, kept as it was written: it goes to the child as text and is exact there."""

    def read(text: str) -> str:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite() or not 0 < number <= 10**12:
            raise argparse.ArgumentTypeError(words.POSITIVE.of(language))
        return text

    return read


def _pair(language: str) -> Callable[[str], tuple[str, str]]:
    def read(text: str) -> tuple[str, str]:
        name, sign, file = text.partition("=")
        if not (name and sign and file):
            raise argparse.ArgumentTypeError(words.PAIR.of(language))
        return name, file

    return read


def _column(language: str) -> Callable[[str], tuple[str, str]]:
    roles = ("case", "activity", "start", "end", "resource", "transition")

    def read(text: str) -> tuple[str, str]:
        role, sign, name = text.partition("=")
        if role not in roles or not sign:
            raise argparse.ArgumentTypeError(words.COLUMN_SHAPE.of(language).format(roles="|".join(roles)))
        return role, name

    return read
