"""The console command: arguments in, one JSON line a file out, exit code 1 if any failed.

``bpr bpmn <command>`` and ``bpr flow`` take files or folders; ``simulate`` and ``assess`` are modules of their own.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bpr.cli import calculate, words
from bpr.cli.answer import USAGE, print_line
from bpr.cli.exchange import Order, Outcome
from bpr.cli.files import Found, Output, find_files
from bpr.cli.words import Words
from bpr.cli.work import failed
from bpr.sandbox import MEMORY_BYTES, SECONDS, Sandbox, SandboxError

_DIAGRAMS = (".bpmn", ".xml")
_OPTIONS = ("diagram", "vertical", "check", "rebuild", "tiles", "language", "year", "yen_per_hour")


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all files are done; 1: at least one failed; 2: the command cannot be understood or found no file."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(_language_of(given))
    options = parser.parse_args(given)
    if command := calculate.COMMANDS.get(options.command):
        return command(options)
    calculate.check(parser, options)
    return _Batch(options).run()


def _language_of(arguments: Sequence[str]) -> str:
    """Help has to be in the language that is only then being parsed."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--language", choices=("ja", "en"), default="ja")
    return str(first.parse_known_args(list(arguments))[0].language)


def _parser(language: str) -> argparse.ArgumentParser:
    def say(text: Words) -> str:
        return text.of(language).replace("%", "%%")

    parser = argparse.ArgumentParser(prog="bpr", description=say(words.PROGRAM))
    groups = parser.add_subparsers(dest="command", required=True, metavar="|".join(("bpmn", *calculate.WORDS)))
    group = groups.add_parser("bpmn", help=say(words.BPMN), description=say(words.BPMN))
    commands = group.add_subparsers(dest="command", required=True, metavar="|".join(words.COMMANDS))
    for name, text in words.COMMANDS.items():
        command = commands.add_parser(name, help=say(text), description=say(text))
        if name == "diff":
            command.add_argument("before", type=Path, help=say(words.BEFORE))
            command.add_argument("after", type=Path, help=say(words.AFTER))
        else:
            files = words.TABLES if name == "rows" else words.FILES
            command.add_argument("files", nargs="+", type=Path, help=say(files))
        _add_options(command, name, language)
    calculate.add_commands(groups, language)
    return parser


def _add_options(command: argparse.ArgumentParser, name: str, language: str) -> None:
    def add(option: str, text: Words, **more: Any) -> None:
        command.add_argument(option, help=text.of(language), **more)

    add("--out", words.OUT, type=Path, metavar="DIR")
    add("--language", words.LANGUAGE, choices=("ja", "en"), default="ja")
    add("--memory", words.MEMORY, type=int, default=MEMORY_BYTES // 2**20, metavar="MB")
    add("--seconds", words.SECONDS, type=int, default=SECONDS)
    if name not in ("normalise", "diff"):
        add("--diagram", words.DIAGRAM, metavar="ID")
    if name in ("layout", "rows"):
        add("--vertical", words.VERTICAL, action="store_true")
    if name == "export":
        add("--check", words.CHECK, action="store_true")
        add("--rebuild", words.REBUILD, action="store_true")
    if name == "draw":
        add("--tiles", words.TILES, choices=("A3", "A4"))


class _Batch:
    """The files of one command, worked on one after the other by one child."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._output = Output(options.out) if options.out else None
        self._failed = 0

    def run(self) -> int:
        found = self._found()
        if not found:
            print(words.NOTHING_FOUND.of(self._options.language), file=sys.stderr)  # noqa: T201
            return USAGE
        memory, seconds = self._options.memory * 2**20, self._options.seconds
        with Sandbox("bpr.cli.work:serve", memory_bytes=memory, seconds=seconds) as sandbox:
            for one in found:
                self._print(one, self._done(one, sandbox))
        return 1 if self._failed else 0

    def _found(self) -> list[Found]:
        if self._options.command == "diff":
            return [Found(path=self._options.after, below=Path(self._options.after.name))]
        suffixes = (*_DIAGRAMS, ".csv") if self._options.command == "rows" else _DIAGRAMS
        return find_files(self._options.files, suffixes)

    def _done(self, one: Found, sandbox: Sandbox) -> dict[str, Any]:
        try:
            order = self._order(one)
        except OSError as error:
            return failed(self._why(words.UNREADABLE, error))
        try:
            outcome = Outcome.decode(sandbox.call(order.encode()))
        except SandboxError as error:
            return failed(error.words(self._options.language))
        try:
            return outcome.report | self._written(one, outcome)
        except OSError as error:
            return outcome.report | failed(self._why(words.UNWRITABLE, error))

    def _order(self, one: Found) -> Order:
        options = {name: getattr(self._options, name) for name in _OPTIONS if getattr(self._options, name, None)}
        is_comparison = self._options.command == "diff"
        return Order(
            command=self._options.command,
            name=one.path.name,
            data=self._options.before.read_bytes() if is_comparison else one.path.read_bytes(),
            other=one.path.read_bytes() if is_comparison else b"",
            options=options,
        )

    def _why(self, text: Words, error: OSError) -> str:
        return text.of(self._options.language).format(reason=os.strerror(error.errno or 0))

    def _written(self, one: Found, outcome: Outcome) -> dict[str, Any]:
        if self._output is None:
            return {}
        paths = [self._output.write(one.below, suffix, data) for suffix, data in outcome.files.items()]
        return {"written": [str(path) for path in paths]}

    def _print(self, one: Found, report: dict[str, Any]) -> None:
        self._failed += not report["ok"]
        print_line({"path": str(one.path)} | report)
