"""なぜこうなるか: from the people of a group down to use cases, steps and what the hearing said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in
from bpr.core import staffing as core
from bpr.core.figures import Side
from bpr.core.flow import Amount, StepFlow
from bpr.core.units import format_number
from bpr.core.values import Evidence
from bpr.staffing.selectors.reading import Reading, StaffingImpossible, reading_of
from bpr.staffing.views.common import Asked, asked_of, staffing_shell
from bpr.staffing.views.tables import cell_of
from hearings.selectors import evidence_urls, hearing_id_of
from reports.models import Assessment
from reports.selectors.evidence import Proof


@dataclass(frozen=True, kw_only=True)
class StepRow:
    """One step of a group: executions × minutes = minutes per case."""

    name: str
    performer: str
    visits: str
    minutes: str
    product: str
    proofs: list[Proof]


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One use case in the month that is looked at: cases × minutes ÷ 60 = hours; hours ÷ one person's time = people."""

    name: str
    table: str  # id of the table with its steps
    cases: str
    minutes: str
    hours: str
    people: str
    steps: list[StepRow]


@login_required
@require_GET
def why(request: HttpRequest, project_id: int) -> HttpResponse:
    """Why does this group need so many people?"""
    asked = asked_of(request, project_id)
    if asked.organisation is None:
        raise Http404
    context = staffing_shell(request, asked.project, (_("職員と暦"), "staffing:index"), (_("なぜこうなるか"), ""))
    context |= {"asked": asked, "back_url": asked.url()}
    try:
        reading = reading_of(asked.project, asked.organisation, asked.use_case)
    except StaffingImpossible as error:
        return render(request, "staffing/why.html", context | {"impossible": str(error)}, status=409)
    chosen = next((item for item in reading.groups if item.group.key == asked.group), None)
    if chosen is None:
        raise Http404
    return render(request, "staffing/why.html", context | _context(request, asked, reading, chosen))


def _context(request: HttpRequest, asked: Asked, reading: Reading, chosen: core.GroupNeeds) -> dict[str, Any]:
    side = chosen.side(asked.side) or chosen.as_is
    month = chosen.busy
    other = Side.AS_IS if asked.side is Side.TO_BE else Side.TO_BE
    return {
        "chosen": chosen,
        "month": chosen.months[month],
        "cell": cell_of(side.exact[month], chosen.group),
        "hours": format_number(side.hours[month], 2),
        "person_hours": format_number(side.person_hours[month], 2),
        "open_hours": format_number(Fraction(chosen.months[month].minutes, 60), 2),
        "attendance": format_number(chosen.attendance * 100, 1),
        "available": format_number(chosen.group.available * 100),
        "annual_hours": reading.needs.annual_hours,
        "parts": _parts(request, asked.project, side, month),
        "is_to_be": asked.side is Side.TO_BE,
        "other_url": asked.url("why", side=other.value) if chosen.to_be else "",
        "fiscal_year": core.fiscal_year_label(reading.needs.fiscal_year),
    }


def _parts(request: HttpRequest, project: Project, side: core.GroupSide, month: int) -> list[PartRow]:
    references = [item.reference for part in side.parts for step in part.steps for item in step.values.evidence]
    urls = evidence_urls(request.user, project.pk, references)
    sees_all = bool(decide_in(request.user, Action.VIEW, Assessment, project=project))
    return [
        PartRow(
            name=part.use_case_name,
            table=f"why-steps-{number}",
            cases=format_number(part.cases[month], 1),
            minutes=format_number(part.minutes_per_case, 2),
            hours=format_number(part.hours[month], 2),
            people=format_number(side.of_part(part)[month], 2),
            steps=[_step(step, urls, sees_all=sees_all) for step in part.steps],
        )
        for number, part in enumerate(side.parts)
    ]


def _step(step: StepFlow, urls: Mapping[str, str], *, sees_all: bool) -> StepRow:
    minutes = step.values.handling_minutes
    return StepRow(
        name=step.name,
        performer=step.values.performer,
        visits=format_number(step.visits, 3),
        minutes=format_number(minutes.likely) if minutes else _("分からない（0分として計算）"),
        product=format_number(step.per_case(Amount.STAFF_MINUTES), 2),
        proofs=[_proof(item, urls, sees_all=sees_all) for item in step.values.evidence],
    )


def _proof(item: Evidence, urls: Mapping[str, str], *, sees_all: bool) -> Proof:
    """What stands behind a value; of other organisations' hearings the staff of one learn no more than that."""
    url = urls.get(item.reference, "")
    hidden = bool(hearing_id_of(item.reference)) and not url and not sees_all
    return Proof(
        kind=item.kind,
        source=_("他団体のヒアリング") if hidden else item.source,
        post="" if hidden else item.respondent_post,
        obtained_on="" if hidden else item.obtained_on,
        confidence=item.confidence,
        url=url,
    )
