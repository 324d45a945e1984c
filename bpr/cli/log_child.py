"""What the child of ``bpr log`` does: reads the log, proposes the mapping where none is given, measures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jpholiday

from bpr.cli.work import failed
from bpr.core.bpmn.model import ProcessModel
from bpr.core.codec import Decoder
from bpr.core.days_off import japanese_days_off
from bpr.core.flow import FlowError
from bpr.core.logs import (
    EventLog,
    FileKind,
    LogColumns,
    LogError,
    Measurement,
    OpeningHours,
    measure,
    propose_mapping,
    read_csv,
    read_xes,
    sniff,
    to_json,
)
from bpr.core.staffing import DEFAULT_HOURS

Asked = Mapping[str, Any]


def serve(request: bytes) -> bytes:
    """The function that the sandbox runs."""
    try:
        answer = _answer(json.loads(request))
    except LogError as error:
        problems = [asdict(problem) | {"text": str(problem)} for problem in error.problems]
        answer = failed(str(error)) | {"problems": problems, "more_problems": error.more}
    except FlowError as error:
        answer = failed(str(error), element=error.element_id)
    except ValueError as error:  # hours that are none, days that are no dates
        answer = failed(str(error))
    return json.dumps(answer).encode()


def _answer(asked: Asked) -> dict[str, Any]:
    log = _log(asked)
    model: ProcessModel = Decoder(asked["evidence"]).decode(ProcessModel, asked["model"])
    proposals = propose_mapping(log, model)
    mapping = asked["mapping"]
    if mapping is None:
        mapping = {item.activity: item.node_id for item in proposals}
    measured = measure(log, model, mapping, hours=_hours(asked["hours"], log))
    return {
        "ok": True, "version": 1, "measurement": to_json(measured), "steps": _steps(measured),
        "ways": [{"flow": way.flow_id, "share": str(way.share) if way.share is not None else None}
                 for way in measured.ways],
        "fit": measured.fit, "proposals": [asdict(item) for item in proposals],
    }  # fmt: skip


def _steps(measured: Measurement) -> list[dict[str, Any]]:
    """Three points as they would be written to the steps that have minutes."""
    return [
        {
            "element": step.node_id,
            "minutes": {name: str(value) for name, value in asdict(step.minutes.three_point).items()},
            "confidence": step.confidence.value,
        }
        for step in measured.steps
        if step.minutes
    ]


def _log(asked: Asked) -> EventLog:
    path, name = Path(asked["path"]), asked["name"]
    found = sniff(path, source_name=name)
    if found.kind is FileKind.XES:
        return read_xes(path, source_name=name)
    columns = LogColumns.from_json(found.columns.to_json() | asked["columns"])
    return read_csv(path, columns, source_name=name)


def _hours(asked: Any, log: EventLog) -> OpeningHours | None:
    """With the holidays of the days of the log."""
    if asked is None:
        return None
    first, last = log.period
    first, days = first - timedelta(days=1), (last - first).days + 3
    if asked == "office":
        off = DEFAULT_HOURS.closed_days(first, days, jpholiday.is_holiday)
        return OpeningHours(name=DEFAULT_HOURS.name, weekdays=DEFAULT_HOURS.weekdays, days_off=off)
    off = frozenset(map(date.fromisoformat, asked["days_off"]))
    if asked["japanese_holidays"]:
        off |= japanese_days_off(first, days, jpholiday.is_holiday)
    weekdays = tuple(tuple((begin, end) for begin, end in spans) for spans in asked["weekdays"])
    return OpeningHours(name=asked["name"], weekdays=weekdays, days_off=off)
