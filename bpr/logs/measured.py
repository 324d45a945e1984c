"""What was measured, as it is kept with a log, and what becomes of it in the process."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from bpr.core.bpmn.document import BpmnDocument
from bpr.core.logs import Measurement, from_json, measured_document, to_json
from bpr.core.values import Evidence, EvidenceKind
from bpr.logs.models import Adoptable, ProcessLog
from bpr.logs.selectors.logs import reference_of, source_of
from usecases.models import ProcessVersion


def measurement_of(log: ProcessLog) -> Measurement:
    """The measurement of a log that was measured."""
    return from_json(log.measurement)


def without_cases(measurement: dict[str, Any]) -> dict[str, Any]:
    """A kept measurement without the numbers of cases that it gives as examples."""
    if not measurement:
        return {}
    found = from_json(measurement)
    return to_json(
        replace(
            found,
            misfits=tuple(replace(item, sample_cases=()) for item in found.misfits),
            unmapped=tuple(replace(item, sample_cases=()) for item in found.unmapped),
            variants=tuple(replace(item, sample_case="") for item in found.variants),
        )
    )


def measured_bpmn(log: ProcessLog, version: ProcessVersion, items: Collection[str]) -> bytes:
    """The diagram of ``version`` with what is adopted; every value points to its row of the measurement."""
    measurement = measurement_of(log)
    evidence = Evidence(
        kind=EvidenceKind.MEASURED, source=source_of(log), obtained_on=measurement.volume.last_day,
        reference=reference_of(log),
    )  # fmt: skip
    document = measured_document(
        BpmnDocument.parse(version.bpmn.encode("utf-8"), source_name="BPMN"),
        measurement,
        evidence=evidence,
        nodes=None if Adoptable.MINUTES in items else (),
        decisions=None if Adoptable.SHARES in items else (),
    )
    return document.serialise_utf8()
