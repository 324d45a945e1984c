"""Process logs (操作ログ): event logs as CSV or XES, measured against a process. Import everything from here.

``sniff`` → a person confirms the columns → ``read_csv`` / ``read_xes`` → ``propose_mapping`` → a person confirms the
steps → ``measure`` → ``measured_changes`` → a person chooses → ``measured_document``.
"""

from __future__ import annotations

from bpr.core.logs.adopt import (
    MeasuredChanges,
    MinutesChange,
    ShareChange,
    measured_changes,
    measured_document,
    measured_model,
)
from bpr.core.logs.errors import LogError, Problem
from bpr.core.logs.hours import OpeningHours
from bpr.core.logs.mapping import Proposal, propose_mapping
from bpr.core.logs.measure import measure
from bpr.core.logs.model import (
    MAX_CASES,
    MAX_EVENTS,
    ActivitySummary,
    EventLog,
    FileKind,
    LogColumns,
    ReadNote,
    Sniffed,
    TimeFormat,
)
from bpr.core.logs.read_csv import read_csv
from bpr.core.logs.read_xes import read_xes
from bpr.core.logs.result import (
    Measurement,
    Misfit,
    MisfitKind,
    MonthCount,
    Spread,
    StepMeasure,
    Unmapped,
    Variant,
    Volume,
    WayMeasure,
    confidence_of,
    from_json,
    to_json,
)
from bpr.core.logs.sniff import sniff

__all__ = [
    "MAX_CASES",
    "MAX_EVENTS",
    "ActivitySummary",
    "EventLog",
    "FileKind",
    "LogColumns",
    "LogError",
    "MeasuredChanges",
    "Measurement",
    "MinutesChange",
    "Misfit",
    "MisfitKind",
    "MonthCount",
    "OpeningHours",
    "Problem",
    "Proposal",
    "ReadNote",
    "ShareChange",
    "Sniffed",
    "Spread",
    "StepMeasure",
    "TimeFormat",
    "Unmapped",
    "Variant",
    "Volume",
    "WayMeasure",
    "confidence_of",
    "from_json",
    "measure",
    "measured_changes",
    "measured_document",
    "measured_model",
    "propose_mapping",
    "read_csv",
    "read_xes",
    "sniff",
    "to_json",
]
