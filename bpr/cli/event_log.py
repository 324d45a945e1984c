"""The event log of a simulation as CSV or Parquet, written piece by piece; it has its name only once it is whole."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpr.cli import words
from bpr.cli.answer import Refused, unfinished
from bpr.cli.table import harmless
from bpr.cli.work import failed
from bpr.core.simulation import LogRows, LogSink, Scenario
from bpr.core.simulation.program import compile_scenario, node_of

COLUMNS = ("case", "process", "element", "name", "pool", "ready", "start", "end")
_ROWS = 1 << 15
_MILLISECONDS = 60_000
_Names = list[tuple[str, str, str, str]]


@contextmanager
def open_log(path: Path, scenario: Scenario, language: str) -> Iterator[LogSink]:
    """A sink for the log of a run. What is left incomplete is taken away again. Raises OSError, :class:`Refused`."""
    kinds = {".csv": _csv_sink, ".parquet": _parquet_sink}
    if path.suffix.lower() not in kinds:
        raise Refused(failed(words.LOG_KIND.of(language)))
    part = unfinished(path)
    try:
        with kinds[path.suffix.lower()](part, scenario, language) as sink:
            yield sink
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _csv_sink(path: Path, scenario: Scenario, language: str) -> Iterator[LogSink]:
    """UTF-8 with BOM, which Excel opens; what Excel would run as a formula gets an apostrophe."""
    names = [tuple(map(harmless, row)) for row in _names(scenario)]
    moment = _clock(scenario)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(COLUMNS)

        def write(rows: LogRows) -> None:
            for piece in _pieces(rows):
                texts = [np.datetime_as_string(moment(times)) for times in (piece.ready, piece.start, piece.end)]
                of_node = map(names.__getitem__, piece.node.tolist())
                columns = zip(piece.case.tolist(), of_node, *(text.tolist() for text in texts), strict=True)
                writer.writerows((case, *name, ready, start, end) for case, name, ready, start, end in columns)

        yield write


@contextmanager
def _parquet_sink(path: Path, scenario: Scenario, language: str) -> Iterator[LogSink]:
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise Refused(failed(words.NO_PARQUET.of(language))) from error
    moment, names = _clock(scenario), list(zip(*_names(scenario), strict=True))
    time, text = arrow.timestamp("ms"), arrow.dictionary(arrow.int32(), arrow.string())
    schema = arrow.schema(list(zip(COLUMNS, (arrow.int64(), *repeat(text, 4), *repeat(time, 3)), strict=True)))
    with parquet.ParquetWriter(path, schema) as writer:

        def column(node: NDArray[np.int64], values: tuple[str, ...]) -> Any:
            return arrow.array([values[index] for index in node.tolist()], arrow.string()).dictionary_encode()

        def write(rows: LogRows) -> None:
            for piece in _pieces(rows):
                times = [arrow.array(moment(item)) for item in (piece.ready, piece.start, piece.end)]
                texts = [column(piece.node, values) for values in names]
                arrays = [arrow.array(piece.case), *texts, *times]
                writer.write_table(arrow.table(arrays, schema=schema))

        yield write


def _names(scenario: Scenario) -> _Names:
    """Process, element, its name and pool of every node of the program."""
    compiled = compile_scenario(scenario)
    found = []
    for index, (at, element) in enumerate(compiled.nodes):
        item, node = scenario.classes[at], node_of(compiled, scenario, index)
        step = item.steps.get(element)
        found.append((item.name, element, node.name if node else "", step.pool if step else ""))
    return found


def _clock(scenario: Scenario) -> Callable[[NDArray[np.float64]], NDArray[np.datetime64]]:
    """From minutes of the run to moments, by the millisecond."""
    begin = np.datetime64(scenario.first_day, "ms")
    return lambda minutes: begin + np.rint(minutes * _MILLISECONDS).astype("timedelta64[ms]")


def _pieces(rows: LogRows) -> Iterator[LogRows]:
    for at in range(0, len(rows.case), _ROWS):
        part = slice(at, at + _ROWS)
        yield LogRows(rows.case[part], rows.node[part], rows.ready[part], rows.start[part], rows.end[part])
