"""Which steps of a to-be name a measure."""

from __future__ import annotations

from usecases.models import Measure, ProcessSide, ToBeDraft
from usecases.selectors.versions import version_latest, version_rows


def measure_uses(measure: Measure) -> list[str]:
    """Names of the steps of the newest to-be and of its draft that name the measure, and of those it removes."""
    to_be = version_latest(use_case=measure.use_case, side=ProcessSide.TO_BE)
    found = [row.task for row in version_rows(to_be) if row.values.measure == measure.code] if to_be else []
    found += [item.get("name", "") for item in (to_be.removed if to_be else ()) if item.get("measure") == measure.code]
    draft = ToBeDraft.objects.filter(use_case=measure.use_case).first()
    rows = [*draft.table.get("steps", ()), *draft.table.get("removed", ())] if draft else []
    return found + [row.get("task", "") for row in rows if row.get("measure") == measure.code]
