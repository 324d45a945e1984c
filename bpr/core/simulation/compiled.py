"""The one place where Numba is named: a typed decorator for functions that are compiled to machine code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function as machine code; kept on disk, so that only the first run on a machine compiles."""
    return cast("F", numba.njit(cache=True, error_model="numpy")(function))


def inlined(function: F) -> F:
    """As :func:`compiled`, drawn into its callers: for the few lines that run for every event."""
    return cast("F", numba.njit(cache=True, error_model="numpy", inline="always")(function))
