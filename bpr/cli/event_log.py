"""The event log of a simulation as CSV or Parquet; it has its name only once it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bpr.cli import words
from bpr.cli.answer import Refused, unfinished
from bpr.cli.work import failed
from bpr.core.simulation import LogSink, Scenario
from bpr.core.simulation.log_file import csv_log, parquet_log

_KINDS = {".csv": csv_log, ".parquet": parquet_log}


@contextmanager
def open_log(path: Path, scenario: Scenario, language: str) -> Iterator[LogSink]:
    """A sink for the log of a run. What is left incomplete is taken away again. Raises OSError, :class:`Refused`."""
    write = _KINDS.get(path.suffix.lower())
    if write is None:
        raise Refused(failed(words.LOG_KIND.of(language)))
    part = unfinished(path)
    try:
        with part.open("wb") as stream, write(stream, scenario) as sink:
            yield sink
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
