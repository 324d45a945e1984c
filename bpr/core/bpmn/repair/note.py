"""What is said of a repair."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was put right while reading. ``element_id`` is the id after the repair."""

    message_ja: str
    element_id: str
