"""The files of logs: in a private folder of the application, under names that say nothing."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = "logs"
#: A file that no log names is left alone for so long: an upload may be under way.
ORPHAN_SECONDS = 3600


class FileTooLarge(ValueError):
    """More bytes than a log may have; ``limit`` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(str(limit))
        self.limit = limit


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """A file as it was written. ``size`` in bytes."""

    name: str
    size: int
    sha256: str


@contextmanager
def stored_file(chunks: Iterable[bytes], *, suffix: str) -> Iterator[StoredFile]:
    """Write ``chunks`` to a new file, never holding more than one of them; an exception on the way out removes it.

    FileTooLarge as soon as more came than LOG_UPLOAD_MAX_BYTES.
    """
    name = f"{secrets.token_hex(16)}{suffix}"
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield _written(chunks, name)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _written(chunks: Iterable[bytes], name: str) -> StoredFile:
    limit, size, digest = settings.LOG_UPLOAD_MAX_BYTES, 0, hashlib.sha256()
    with open(os.open(path_of(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise FileTooLarge(limit)
            digest.update(chunk)
            file.write(chunk)
    return StoredFile(name=name, size=size, sha256=digest.hexdigest())


def path_of(name: str) -> Path:
    """Where the file of that name lies."""
    return Path(settings.DATA_DIR) / FOLDER / name


def file_remove(name: str) -> None:
    """Remove one file by its name; nothing where there is none."""
    if name:
        path_of(name).unlink(missing_ok=True)


def orphans_remove(known: Iterable[str]) -> int:
    """Remove files that no log names, as a killed upload leaves them. Returns how many."""
    folder, names = path_of(""), set(known)
    if not folder.is_dir():
        return 0
    oldest = time.time() - ORPHAN_SECONDS
    orphans = [path for path in folder.iterdir() if path.name not in names and path.stat().st_mtime < oldest]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
