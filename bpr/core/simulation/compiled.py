"""The one place where Numba is named: typed decorators for functions that are compiled to machine code.

Machine code is kept on disk, so that only the first run on a machine compiles (some seconds): in ``NUMBA_CACHE_DIR``,
else in ``numba`` below the data folder (``DATA_DIR``, or ``var`` beside the package), else in the user's cache folder;
the package's own folder may be read-only. Where none can be written to, every process compiles for itself. The folder
bears a digest of the sources, because Numba looks at the file of a function only, not at what is drawn into it.

Compiled functions allocate nothing, so Numba need not count references: done atomically, for every array in every
event, that took three quarters of the time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])
_HERE = Path(__file__).parent
_CHECKOUT = _HERE.parents[2]


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """The first folder that can be written to, made where it is not there; None where there is none."""
    digest = _digest()
    for folder in _candidates(environ):
        if _is_writable(folder / digest):
            return folder / digest
    return None


def _digest() -> str:
    """Of the sources of the core in which something is compiled."""
    sources = (path.read_bytes() for path in sorted(_HERE.parent.rglob("*.py")))
    return sha256(b"\0".join(source for source in sources if b"@compiled" in source)).hexdigest()[:16]


def _candidates(environ: Mapping[str, str]) -> Iterable[Path]:
    if asked := environ.get("NUMBA_CACHE_DIR"):
        yield Path(asked)
    yield Path(environ.get("DATA_DIR") or _CHECKOUT / "var") / "numba"
    yield Path(environ.get("XDG_CACHE_HOME") or Path(environ.get("HOME", "/")) / ".cache") / "bpr" / "numba"


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


_FOLDER = cache_folder(os.environ)
if _FOLDER:
    numba.config.CACHE_DIR = str(_FOLDER)  # type: ignore[attr-defined]  # made when Numba reads its settings
_OPTIONS: dict[str, Any] = {"cache": _FOLDER is not None, "error_model": "numpy", "_nrt": False}


def compiled(function: F) -> F:
    """The function as machine code. It must not make arrays: the caller brings them."""
    return cast("F", numba.njit(**_OPTIONS)(function))


def inlined(function: F) -> F:
    """As :func:`compiled`, drawn into its callers: for the few lines that run for every event."""
    return cast("F", numba.njit(inline="always", **_OPTIONS)(function))


def compiled_unlocked(function: F) -> F:
    """As :func:`compiled`, letting other threads of Python run meanwhile: for long loops over chunks."""
    return cast("F", numba.njit(nogil=True, **_OPTIONS)(function))
