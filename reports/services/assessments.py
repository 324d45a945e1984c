"""Running and freezing an assessment."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.core.assessment import ENGINE_VERSION, assess
from bpr.core.bpmn.errors import BpmnError
from bpr.core.flow import FlowError
from bpr.core.snapshot import digest, to_json
from reports.models import Assessment
from reports.selectors.assembly import Assembly, assemble


class AssessmentFailed(Exception):
    """What cannot be calculated, in Japanese: which organisation, use case and element, and how to mend it."""


def assessment_run(*, actor: User, project: Project, title: str = "") -> Assessment:
    """Calculate everything that the project holds now, and freeze it.

    AssessmentFailed says what cannot be calculated; nothing is stored then.
    """
    require(decide_in(actor, Action.ADD, Assessment, project=project))
    assembly, snapshot = _calculated(project)
    sources = assembly.sources | {"left_out": list(assembly.left_out)}
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)  # one number after the other
        last = Assessment.objects.filter(project=project).aggregate(Max("number"))["number__max"] or 0
        assessment = Assessment.objects.create(
            project=project,
            number=last + 1,
            title=title,
            snapshot=snapshot,
            sources=sources,
            sha256=digest(snapshot),
            engine_version=ENGINE_VERSION,
            author=actor,
        )
        audit_record(
            actor=actor,
            action="create",
            obj=assessment,
            project=project,
            changes={"sha256": [None, assessment.sha256]},
        )
    return assessment


def _calculated(project: Project) -> tuple[Assembly, dict[str, Any]]:
    try:
        with translation.override("ja"):  # what is frozen goes into the report, whoever asks for it
            assembly = assemble(project)
        return assembly, to_json(assess(assembly.input))
    except (FlowError, BpmnError, ValueError) as error:
        raise AssessmentFailed(str(error)) from error
