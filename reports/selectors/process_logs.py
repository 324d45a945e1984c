"""The process logs that figures of an assessment stand on."""

from __future__ import annotations

from collections.abc import Iterator

from bpr.core.assessment import Assessment as Calculation
from bpr.core.lines import Line
from bpr.logs.models import LogState, ProcessLog
from bpr.logs.selectors import log_id_of
from reports.models import Assessment


def logs_behind(row: Assessment, calculation: Calculation) -> tuple[ProcessLog, ...]:
    """Logs that evidence of the assessment points into, and those whose shares only were adopted before it, which
    leave no evidence of their own. By use case and organisation."""
    named = {number for line in calculation.lines for reference in references(line) if (number := log_id_of(reference))}
    cases = {(case["use_case"], case["organisation"]) for case in row.sources.get("cases", ())}
    rows = ProcessLog.objects.filter(use_case__project=row.project_id).exclude(measurement={})
    found = rows.select_related("use_case", "organisation").order_by("use_case__code", "organisation__code", "pk")
    return tuple(log for log in found if log.pk in named or _counted(log, row, cases))


def _counted(log: ProcessLog, row: Assessment, cases: set[tuple[int, int]]) -> bool:
    adopted = log.state == LogState.ADOPTED and log.adopted_at is not None and log.adopted_at <= row.created_at
    return adopted and (log.use_case_id, log.organisation_id) in cases


def references(line: Line) -> Iterator[str]:
    """Every reference of the evidence of a line: volume and steps of its as-is, from which its to-be takes over."""
    yield from (item.reference for item in line.volume.evidence)
    yield from (item.reference for step in line.as_is.steps for item in step.values.evidence)
