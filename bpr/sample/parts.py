"""What apps add to the sample project beside the road from hearing to report. Apps register in ``AppConfig.ready``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bpr.access.models import Project, User

Part = Callable[["User", "Project"], None]

_parts: list[Part] = []
_readings: list[Part] = []


def register(part: Part) -> None:
    """Add ``part``: it is called with the sample's analyst when everything below the reports is loaded."""
    _parts.append(part)


def register_reading(part: Part) -> None:
    """Add ``part``: it is called when the sample has its assessment, and makes something of it."""
    _readings.append(part)


def readings() -> tuple[Part, ...]:
    """Every part that needs the assessment, in the order of registration."""
    return tuple(_readings)


def parts() -> tuple[Part, ...]:
    """Every part in the order of registration."""
    return tuple(_parts)
