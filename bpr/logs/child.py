"""What the sandbox runs: the path of a log file in, figures as JSON out.

It has no database, no settings and no secrets, can write no file, and answers with numbers and names of activities:
names of staff never leave it, numbers of cases only as the few examples of a measurement.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.model import ProcessModel
from bpr.core.bpmn.parse import read_model
from bpr.core.logs import (
    EventLog,
    FileKind,
    LogColumns,
    LogError,
    Problem,
    Sniffed,
    measure,
    propose_mapping,
    read_csv,
    read_xes,
    sniff,
    to_json,
)
from bpr.logs.hours import hours_for
from bpr.logs.mynumbers import refuse_mynumbers

Asked = Mapping[str, Any]
_XML_REMEDY = "XESのログなら、名前の終わりを .xes にして取り込んでください"


def serve(request: bytes) -> bytes:
    """The answer, or what is wrong with the file place by place."""
    asked = json.loads(request)
    found: dict[str, Any]
    try:
        found = {"answer": _ACTIONS[asked["do"]](asked)}
    except LogError as error:
        more = [f"ほかに{error.more:,}か所あります。"] if error.more else []
        found = {"problems": [str(problem) for problem in error.problems] + more}
    return json.dumps(found).encode()


def _sniffed(asked: Asked) -> Sniffed:
    return sniff(Path(asked["path"]), source_name=asked["name"])


def _head(asked: Asked) -> dict[str, Any]:
    found = _sniffed(asked)
    if found.kind is FileKind.XES and asked["kind"] == "csv":
        problem = Problem(message="CSVではなくXMLのファイルです", remedy=_XML_REMEDY, file=asked["name"])
        raise LogError([problem])
    return {
        "encoding": found.encoding,
        "delimiter": found.delimiter,
        "header": list(found.header),
        "rows": [list(row) for row in found.rows],
        "columns": found.columns.to_json(),
        "notes": list(found.notes),
    }


def _log(asked: Asked) -> EventLog:
    path = Path(asked["path"])
    if asked["kind"] == "xes":
        return read_xes(path, source_name=asked["name"])
    return read_csv(path, LogColumns.from_json(asked["columns"]), source_name=asked["name"])


def _summary(asked: Asked) -> dict[str, Any]:
    """All that is known of the file before it is measured, with a proposal for each activity."""
    log = _log(asked)
    times = {asked["columns"].get(name) for name in ("start", "end")} - {"", None}
    refuse_mynumbers(Path(asked["path"]), _sniffed(asked), source_name=asked["name"], times=times)
    first, last = log.period
    return {
        "events": len(log),
        "rows": log.rows,
        "cases": log.case_count,
        "staff": len(log.resource_names),
        "first": first.isoformat(),
        "last": last.isoformat(),
        "notes": [str(note) for note in log.notes],
        "activities": [asdict(item) for item in log.activities()],
        "proposals": {
            item.activity: {"node": item.node_id, "likeness": item.likeness, "reason": item.reason}
            for item in propose_mapping(log, _model(asked))
        },
    }


def _measurement(asked: Asked) -> dict[str, Any]:
    log = _log(asked)
    hours = hours_for(asked["hours"], log) if asked["hours"] else None
    return to_json(measure(log, _model(asked), asked["mapping"], hours=hours))


def _model(asked: Asked) -> ProcessModel:
    return read_model(BpmnDocument.parse(asked["bpmn"].encode("utf-8"), source_name="BPMN"))


_ACTIONS: Mapping[str, Callable[[Asked], dict[str, Any]]] = {"sniff": _head, "read": _summary, "measure": _measurement}
