"""The files of reports: written aside first, put in place in one step, and nothing left behind by a run that died."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage

from reports.models import Report

FOLDER = "reports"
_STAGING = f"{FOLDER}/.staging"
#: A file that no report names is left alone for so long: another run may be about to store it.
ORPHAN_SECONDS = 3600


class StagedFiles:
    """Files beside their final place. ``place`` moves them there, within the transaction that stores the report."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        token = secrets.token_hex(8)
        self._moves: list[tuple[Path, Path]] = []
        self.names: dict[str, str] = {}
        for name, data in files.items():
            stem, suffix = os.path.splitext(name)
            self.names[name] = f"{FOLDER}/{stem}-{token}{suffix}"
            staged = _path(f"{_STAGING}/{token}{suffix}")
            staged.parent.mkdir(parents=True, exist_ok=True)
            staged.write_bytes(data)
            self._moves.append((staged, _path(self.names[name])))

    def place(self) -> None:
        for staged, final in self._moves:
            final.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, final)

    def discard(self) -> None:
        for paths in self._moves:
            for path in paths:
                path.unlink(missing_ok=True)


@contextmanager
def staged_files(files: Mapping[str, bytes]) -> Iterator[StagedFiles]:
    """Files for the block to ``place``; an exception on the way out removes them again."""
    staged = StagedFiles(files)
    try:
        yield staged
    except BaseException:
        staged.discard()
        raise


def orphans_remove() -> int:
    """Remove files of runs that were killed between writing and storing. Returns how many."""
    folder = _path(FOLDER)
    if not folder.is_dir():
        return 0
    known = {name for names in Report.objects.values_list("file", "bundle") for name in names if name}
    oldest = time.time() - ORPHAN_SECONDS
    found = [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < oldest]
    orphans = [path for path in found if path.relative_to(_path("")).as_posix() not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def file_remove(name: str) -> None:
    """Remove one stored file by its name."""
    if name:
        _path(name).unlink(missing_ok=True)


def _path(name: str) -> Path:
    return Path(default_storage.path(name))
