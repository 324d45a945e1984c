"""A log against a model."""

from __future__ import annotations

from collections.abc import Mapping

from bpr.core.bpmn.model import ProcessModel
from bpr.core.logs.hours import OpeningHours
from bpr.core.logs.model import EventLog
from bpr.core.logs.result import Measurement


def measure(
    log: EventLog, model: ProcessModel, mapping: Mapping[str, str], *, hours: OpeningHours | None = None
) -> Measurement:
    """Measure ``log`` against ``model``. ``mapping``: activity name → node id of a step, "" for none."""
    raise NotImplementedError
