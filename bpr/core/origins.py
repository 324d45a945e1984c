"""Where a to-be step comes from, in keys that hold across organisations."""

from __future__ import annotations

from bpr.core.values import ChangeKind, StepValues

_KEEPING = (None, ChangeKind.KEPT, ChangeKind.MOVED)


def step_key(values: StepValues) -> str:
    """What identifies an as-is step across organisations: its common step, else its own key."""
    return values.common_key or values.key


def origin_keys(values: StepValues) -> tuple[str, ...]:
    """The as-is steps that a to-be step comes from; none where it is added."""
    if values.change is ChangeKind.ADDED:
        return ()
    return values.origin_keys or (step_key(values),)


def is_kept(values: StepValues) -> bool:
    """True where the to-be leaves the step as it is, wherever it is done."""
    return values.change in _KEEPING
