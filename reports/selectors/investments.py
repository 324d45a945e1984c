"""Investments of a project, and among whom they are shared, for an assessment."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from bpr.access.models import Organisation, OrganisationKind, Project
from bpr.core.inputs import CostSharing, SharingMember
from bpr.core.inputs import Investment as CoreInvestment
from bpr.core.values import Evidence, EvidenceKind
from reports.assumptions import Line
from reports.models import Investment
from reports.selectors.sight import organisation_key


def bearers(project: Project) -> QuerySet[Organisation]:
    """Who may bear costs: the municipalities of the project."""
    return project.organisations.filter(kind=OrganisationKind.MUNICIPALITY)


def core_investments(project: Project) -> tuple[CoreInvestment, ...]:
    """What the calculation takes."""
    return tuple(_core(row) for row in _rows(project))


def _rows(project: Project) -> QuerySet[Investment]:
    return Investment.objects.filter(project=project).select_related("use_case", "organisation")


def _core(row: Investment) -> CoreInvestment:
    kind, reference = EvidenceKind(row.evidence_kind), f"investment:{row.pk}"
    return CoreInvestment(
        name=row.title,
        year=row.year,
        initial_yen=row.initial_yen,
        running_yen=row.running_yen,
        use_case=row.use_case.code if row.use_case else "",
        use_case_name=row.use_case.name if row.use_case else "",
        organisation=organisation_key(row.organisation.code, row.organisation.pk) if row.organisation else "",
        organisation_name=row.organisation.name if row.organisation else "",
        evidence=(Evidence(kind=kind, source=row.source, reference=reference),),
    )


def core_sharing(project: Project, current: Iterable[Line]) -> CostSharing:
    """Among whom costs are shared, and which part of them by 均等割."""
    percent = next(line.value for line in current if line.kind.key == "equal_percent")
    return CostSharing(
        equal_part=Decimal(percent) / 100,
        members=tuple(
            SharingMember(key=organisation_key(item.code, item.pk), name=item.name, population=item.population or 0)
            for item in bearers(project)
        ),
    )


def frozen_investments(project: Project) -> list[dict[str, Any]]:
    """The lines of the investment as an assessment run now would keep them.

    Who bears a line and for which use case is left out where nobody said it, as before this could be said.
    """
    return [_frozen(row) for row in _rows(project)]


def _frozen(row: Investment) -> dict[str, Any]:
    said = {"use_case": row.use_case_id, "organisation": row.organisation_id}
    return {
        "title": row.title,
        "year": row.year,
        "initial_yen": f"{row.initial_yen:f}",
        "running_yen": f"{row.running_yen:f}",
        "evidence_kind": row.evidence_kind,
        "source": row.source,
        **{name: key for name, key in said.items() if key},
    }
