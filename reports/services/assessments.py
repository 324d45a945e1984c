"""Running and freezing an assessment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_noop as _

from bpr.access.models import Project, User
from bpr.access.policy import Action, decide_in, require
from bpr.access.services import audit_record
from bpr.core.assessment import ENGINE_VERSION, assess
from bpr.core.bpmn.errors import BpmnError
from bpr.core.flow import FlowError
from bpr.core.input_check import NOTHING_TO_ASSESS
from bpr.core.inputs import unit_rate
from bpr.core.snapshot import digest, to_json
from bpr.jobs.models import Job
from bpr.jobs.services import job_start
from hearings.models import Hearing, HearingState
from reports import assumptions
from reports.job_kinds import ASSESSMENT_RUN
from reports.models import Assessment, Assumption
from reports.selectors.assembly import assemble

Say = Callable[[int, str], None]


class AssessmentFailed(Exception):
    """What cannot be calculated, in Japanese: which organisation, use case and element, and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Calculated:
    """An assessment that is not stored yet."""

    snapshot: dict[str, Any]
    sources: dict[str, Any]


def assessment_request(*, actor: User, project: Project, title: str = "") -> Job:
    """Ask for an assessment, calculated in the background; while it is calculated, asking again gives the same job.

    AssessmentFailed where it can be seen at once that nothing can be calculated.
    """
    require(decide_in(actor, Action.ADD, Assessment, project=project))
    _refuse_at_once(project)
    number = _last_number(project) + 1
    return job_start(
        kind=ASSESSMENT_RUN, project=project, owner=actor, params={"title": title, "subject": title},
        key=f"{ASSESSMENT_RUN}:{project.pk}:{number}",
    )  # fmt: skip


def _refuse_at_once(project: Project) -> None:
    if not Hearing.objects.filter(use_case__project=project, state=HearingState.CONFIRMED).exists():
        raise AssessmentFailed(NOTHING_TO_ASSESS)
    current = assumptions.lines(Assumption.objects.filter(project=project))
    try:
        unit_rate(assumptions.core_assumptions(current), None, assumptions.rounding_policy(current))
    except ValueError as error:
        raise AssessmentFailed(str(error)) from error


def assessment_run(*, actor: User, project: Project, title: str = "") -> Assessment:
    """Calculate everything that the project holds now, and freeze it, without a worker.

    AssessmentFailed says what cannot be calculated; nothing is stored then.
    """
    require(decide_in(actor, Action.ADD, Assessment, project=project))
    return assessment_store(actor=actor, project=project, title=title, calculated=assessment_calculate(project))


def assessment_calculate(project: Project, say: Say = lambda percent, text: None) -> Calculated:
    """Read and calculate; stores nothing. ``say`` is told how far it is and may raise to stop."""
    try:
        say(5, _("ヒアリングと業務プロセスを読んでいます"))
        with translation.override("ja"):  # what is frozen goes into the report, whoever asks for it
            assembly = assemble(project)
        say(35, _("効果と幅を計算しています"))
        snapshot = to_json(assess(assembly.input))
    except (FlowError, BpmnError, ValueError) as error:
        raise AssessmentFailed(str(error)) from error
    return Calculated(snapshot=snapshot, sources=assembly.sources | {"left_out": list(assembly.left_out)})


@transaction.atomic
def assessment_store(*, actor: User, project: Project, title: str, calculated: Calculated) -> Assessment:
    """Freeze what was calculated, as the project's next assessment."""
    require(decide_in(actor, Action.ADD, Assessment, project=project))
    Project.objects.select_for_update().get(pk=project.pk)  # one number after the other
    assessment = Assessment.objects.create(
        project=project,
        number=_last_number(project) + 1,
        title=title,
        snapshot=calculated.snapshot,
        sources=calculated.sources,
        sha256=digest(calculated.snapshot),
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


def _last_number(project: Project) -> int:
    return Assessment.objects.filter(project=project).aggregate(Max("number"))["number__max"] or 0
