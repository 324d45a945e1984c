"""Event logs as files: written aside piece by piece, put in place together with the end of their job."""

from __future__ import annotations

import os
import secrets
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.policy import Action, decide, require
from bpr.congestion.job_kinds import WRITE_LOG
from bpr.congestion.models import EventLogFile, LogFormat, SimulationRun
from bpr.core.simulation import LogRows, LogSink, Scenario, replicate
from bpr.core.simulation.log_file import csv_log, parquet_log
from bpr.jobs.models import Job
from bpr.jobs.services import job_start

FOLDER = "congestion"
_STAGING = f"{FOLDER}/.staging"
MOST_ROWS = 10_000_000  # of one log: about 1 GB as CSV before it is packed
#: What a run that was killed left behind is removed after so long.
ORPHAN_SECONDS = 3600
SUFFIXES = {LogFormat.CSV: ".csv.zip", LogFormat.PARQUET: ".parquet"}


def log_request(*, actor: User, run: SimulationRun, side: str, form: str) -> Job:
    """Ask for the event log of one side of a finished run; asking again gives the same job.

    ValidationError where it would be larger than MOST_ROWS.
    """
    require(decide(actor, Action.CHANGE, run))
    if (rows := rows_expected(run.result[side])) > MOST_ROWS:
        raise ValidationError(
            _("記録がおよそ%(rows)s行になり、上限の%(most)s行を超えます。測る件数を減らして、計算し直してください。")
            % {"rows": f"{rows:,}", "most": f"{MOST_ROWS:,}"}
        )
    return job_start(
        kind=WRITE_LOG, project=run.project, owner=actor, params={"run": run.pk, "side": side, "format": form},
        key=f"{WRITE_LOG}:{run.pk}:{side}:{form}",
    )  # fmt: skip


def rows_expected(result: Mapping[str, Any]) -> int:
    """Rows of one side's log: pieces of work of all cases of the first replication, those of the warm-up too."""
    cases = {item["name"]: item["cases"]["mean"] or 0 for item in result["processes"]}
    measured: float = sum((step["visits"]["mean"] or 0) * cases[step["process"]] for step in result["steps"])
    return int(measured * (result["cases"] + result["warm_up"]) / result["cases"])


class StagedLog:
    """A log beside its final place; ``place`` moves it there."""

    def __init__(self, form: str) -> None:
        self.name = f"{FOLDER}/{timezone.localdate().year}/{secrets.token_hex(16)}{SUFFIXES[LogFormat(form)]}"
        self.path = _path(f"{_STAGING}/{Path(self.name).name}")
        self.rows = 0

    def place(self) -> None:
        final = _path(self.name)
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.path, final)


@contextmanager
def log_written(scenario: Scenario, form: str, told: Callable[[int, int], None]) -> Iterator[StagedLog]:
    """The log of the first replication, for the block to ``place``; an exception on the way removes it."""
    orphans_remove()
    staged = StagedLog(form)
    staged.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _sink(staged.path, form, scenario) as sink:

            def counted(rows: LogRows) -> None:
                staged.rows += len(rows.case)
                sink(rows)

            replicate(scenario, 0, progress=told, log=counted)
        yield staged
    finally:
        staged.path.unlink(missing_ok=True)


@contextmanager
def _sink(path: Path, form: str, scenario: Scenario) -> Iterator[LogSink]:
    if form == LogFormat.PARQUET:
        with path.open("wb") as file, parquet_log(file, scenario) as sink:
            yield sink
        return
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("event-log.csv", "w", force_zip64=True) as stream,
        csv_log(stream, scenario) as sink,
    ):
        yield sink


def log_store(*, run: SimulationRun, side: str, form: str, staged: StagedLog) -> EventLogFile:
    """Put a log in place, within the caller's hold of the job."""
    staged.place()
    return EventLogFile.objects.create(run=run, side=side, format=form, rows=staged.rows, file=staged.name)


def log_files_remove(run: SimulationRun) -> None:
    """Remove the files of a run's logs once the current transaction is through."""
    names = [name for name in run.logs.values_list("file", flat=True) if name]
    transaction.on_commit(partial(_remove, names))


def _remove(names: list[str]) -> None:
    for name in names:
        _path(name).unlink(missing_ok=True)


def orphans_remove() -> int:
    """Remove what killed runs left behind, staged or just put in place. Returns how many files."""
    oldest = time.time() - ORPHAN_SECONDS
    root = _path(FOLDER)
    known = {root.parent / name for name in EventLogFile.objects.values_list("file", flat=True)}
    files = [path for path in root.glob("*/*") if path not in known and path.stat().st_mtime < oldest]
    for path in files:
        path.unlink(missing_ok=True)
    return len(files)


def _path(name: str) -> Path:
    return Path(default_storage.path(name))
