"""The event log of a simulation in columns, written piece by piece to an open stream: CSV or Parquet.

One row for each piece of work: the case, the process, the step and its pool, when it was ready, began and ended.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bpr.core.simulation.program import compile_scenario, node_of
from bpr.core.simulation.run import LogRows, LogSink
from bpr.core.simulation.scenario import Scenario

COLUMNS = ("case", "process", "element", "name", "pool", "ready", "start", "end")
ROWS = 1 << 15  # written at once
_MILLISECONDS = 60_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_Names = list[tuple[str, str, str, str]]


@contextmanager
def csv_log(stream: IO[bytes], scenario: Scenario) -> Iterator[LogSink]:
    """UTF-8 with BOM, which Excel opens; what it would run as a formula gets an apostrophe. ``stream`` stays open."""
    names = [tuple(map(_harmless, row)) for row in _names(scenario)]
    moment = _clock(scenario)
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)

    def write(rows: LogRows) -> None:
        for piece in _pieces(rows):
            texts = [np.datetime_as_string(moment(times)) for times in (piece.ready, piece.start, piece.end)]
            of_node = map(names.__getitem__, piece.node.tolist())
            columns = zip(piece.case.tolist(), of_node, *(found.tolist() for found in texts), strict=True)
            writer.writerows((case, *name, ready, start, end) for case, name, ready, start, end in columns)

    try:
        yield write
        text.flush()
    finally:
        text.detach()


@contextmanager
def parquet_log(stream: IO[bytes], scenario: Scenario) -> Iterator[LogSink]:
    """Columns compressed with zstd, names as dictionaries, times by the millisecond. ``stream`` stays open."""
    # here, because only a log needs their quarter of a second
    import pyarrow as arrow  # type: ignore[import-untyped]
    from pyarrow import parquet

    moment = _clock(scenario)
    dictionaries = [arrow.array(values, arrow.string()) for values in zip(*_names(scenario), strict=True)]
    time, text = arrow.timestamp("ms"), arrow.dictionary(arrow.int32(), arrow.string())
    schema = arrow.schema(list(zip(COLUMNS, (arrow.int64(), *repeat(text, 4), *repeat(time, 3)), strict=True)))
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:

        def write(rows: LogRows) -> None:
            for piece in _pieces(rows):
                node = arrow.array(piece.node.astype(np.int32))
                texts: list[Any] = [arrow.DictionaryArray.from_arrays(node, values) for values in dictionaries]
                times = [arrow.array(moment(item)) for item in (piece.ready, piece.start, piece.end)]
                writer.write_table(arrow.table([arrow.array(piece.case), *texts, *times], schema=schema))

        yield write


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


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
    for at in range(0, len(rows.case), ROWS):
        part = slice(at, at + ROWS)
        yield LogRows(rows.case[part], rows.node[part], rows.ready[part], rows.start[part], rows.end[part])
