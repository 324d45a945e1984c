"""Hours, groups and arrival patterns of the sample project, entered by the services that people use."""

from __future__ import annotations

from decimal import Decimal

from bpr.access.models import Organisation, Project, User
from bpr.sample import load_staffing
from bpr.staffing.services.staffing import arrival_pattern_save, office_hours_save, staff_group_save
from bpr.workflow.vocabulary import EVIDENCE_KINDS
from usecases.models import UseCase


def sample_staffing(actor: User, project: Project) -> None:
    """Enter everything of the sample's ``staffing.json``."""
    content = load_staffing()
    organisations: dict[str, Organisation | None] = {row.code or "": row for row in project.organisations.all()}
    organisations[""] = None
    hours = {}
    for item in content["office_hours"]:
        owner = organisations[item["organisation"]]
        hours[item["organisation"], item["name"]] = office_hours_save(
            actor=actor, project=project, organisation=owner, name=item["name"], weekdays=item["weekdays"],
            days_off=item["days_off"], japanese_holidays=item["japanese_holidays"],
            evidence_kind=EVIDENCE_KINDS[item["evidence_kind"]], source=item["source"],
        )  # fmt: skip
    for group in content["staff_groups"]:
        staff_group_save(
            actor=actor, project=project, organisation=organisations[group["organisation"]], name=group["name"],
            performers=group["performers"], people=group["people"],
            office_hours=hours.get((group["organisation"], group["office_hours"])),
            available_percent=Decimal(group["available_percent"]),
            evidence_kind=EVIDENCE_KINDS[group["evidence_kind"]], source=group["source"],
        )  # fmt: skip
    for pattern in content["arrival_patterns"]:
        arrival_pattern_save(
            actor=actor, use_case=UseCase.objects.get(project=project, code=pattern["use_case"]),
            organisation=organisations[pattern["organisation"]], weekdays=pattern["weekdays"], hours=pattern["hours"],
            evidence_kind=EVIDENCE_KINDS[pattern["evidence_kind"]], source=pattern["source"],
        )  # fmt: skip
