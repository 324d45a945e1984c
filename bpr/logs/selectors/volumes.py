"""件数 that stand on a log: what calculations take in place of the hearing's."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from bpr.access.models import Project
from bpr.core.values import Evidence, EvidenceKind
from bpr.core.workload import Volume, volume
from bpr.logs.models import MeasuredVolume


class Pair(NamedTuple):
    """Whose volume it is."""

    use_case_id: int
    organisation_id: int


def volumes_adopted(project: Project) -> dict[Pair, MeasuredVolume]:
    """The adopted volumes of a project, unrestricted: for services that run on behalf of the project."""
    rows = MeasuredVolume.objects.filter(use_case__project=project, withdrawn_at__isnull=True)
    return {Pair(row.use_case_id, row.organisation_id): row for row in rows}


def volume_of(row: MeasuredVolume) -> Volume:
    """The volume with its evidence."""
    evidence = Evidence(kind=EvidenceKind(row.evidence_kind), source=row.source, reference=f"log:{row.log_id}/volume")
    return volume(
        cases_per_year=row.cases_per_year,
        months=tuple(Decimal(count) for count in row.months),
        year=row.year,
        evidence=(evidence,),
    )
