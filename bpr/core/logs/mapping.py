"""Which activity of a log is which step of a model."""

from __future__ import annotations

from dataclasses import dataclass

from bpr.core.bpmn.model import ProcessModel
from bpr.core.logs.model import EventLog


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """``node_id`` is "" where no step is like enough. ``likeness`` 0..1; ``reason`` in words."""

    activity: str
    node_id: str
    likeness: float
    reason: str


def propose_mapping(log: EventLog, model: ProcessModel) -> tuple[Proposal, ...]:
    """One proposal for each activity, in the order of :meth:`EventLog.activities`."""
    raise NotImplementedError
