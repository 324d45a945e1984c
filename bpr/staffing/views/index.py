"""職員と暦: how many people are needed in the busiest month, and are they there?"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.models import Organisation
from bpr.access.policy import Action, restrict
from bpr.core import staffing as core
from bpr.core.figures import Side, weakest_evidence, weakest_kind
from bpr.core.values import EvidenceKind
from bpr.core.workload import MONTHS
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from bpr.staffing.notation import shown_people
from bpr.staffing.selectors.reading import Reading, StaffingImpossible, reading_of
from bpr.staffing.selectors.staffing import rows_for
from bpr.staffing.views.common import Asked, asked_of, may_enter, staffing_shell
from bpr.staffing.views.tables import cell_of, group_rows, month_chart, peak_rows, spare_text, volume_rows
from reports.render.chart_plotly import plotly_figure


@login_required
@require_GET
def index(request: HttpRequest, project_id: int) -> HttpResponse:
    """How many people does the busiest month need?"""
    asked = asked_of(request, project_id)
    context = staffing_shell(request, asked.project, (_("職員と暦"), "")) | {"asked": asked}
    if asked.organisation is None:
        return render(request, "staffing/index.html", context)
    context |= _entered(request, asked, asked.organisation)
    try:
        reading = reading_of(asked.project, asked.organisation, asked.use_case)
        context |= _context(asked, reading)
    except StaffingImpossible as error:
        return render(request, "staffing/index.html", context | {"impossible": str(error)}, status=409)
    return render(request, "staffing/index.html", context)


def _context(asked: Asked, reading: Reading) -> dict[str, Any]:
    chosen = reading.group(asked.group)
    context: dict[str, Any] = {
        "reading": reading,
        "chosen": chosen,
        "months": MONTHS,
        "fiscal_year": core.fiscal_year_label(reading.needs.fiscal_year),
        "volumes": list(volume_rows(reading.works)),
        "defaults": _defaults(reading),
        "default_groups": [item.group for item in reading.groups if item.group.is_default],
        "open_days": sum(month.days for month in chosen.months) if chosen else 0,
    }
    return context | (_answer(asked, reading, chosen) if chosen else {})


def _weakest(chosen: core.GroupNeeds) -> EvidenceKind | None:
    """The weakest evidence among the minutes that make the answer, and the people of the group."""
    sides = [side for side in (chosen.as_is, chosen.to_be) if side]
    proofs = [step.values.evidence for side in sides for part in side.parts for step in part.steps]
    people = None if chosen.group.is_default else chosen.group.evidence_kind
    return weakest_kind([weakest_evidence(proofs), people])


def _answer(asked: Asked, reading: Reading, chosen: core.GroupNeeds) -> dict[str, Any]:
    busy = chosen.busy
    group = chosen.group
    chart = month_chart(chosen)
    return {
        "busy_month": chosen.months[busy].month,
        "weakest": _weakest(chosen),
        "as_is": cell_of(chosen.as_is.exact[busy], group),
        "to_be": cell_of(chosen.to_be.exact[busy], group) if chosen.to_be else None,
        "as_is_spare": spare_text(chosen.spare(Side.AS_IS)[busy]),
        "to_be_spare": spare_text(chosen.spare(Side.TO_BE)[busy]) if chosen.to_be else "",
        "rows": group_rows(reading, asked.side, asked.url(group="")),
        "total": reading.needs.people(asked.side),
        "total_present": _present(reading),
        "sides": _sides(asked, reading),
        "chart": chart,
        "figure": plotly_figure(chart),
        "peaks": _peaks(asked, reading, chosen),
        "why_url": asked.url("why", group=group.key),
    }


def _present(reading: Reading) -> Decimal | None:
    """People of all groups with work; None where those of one are not known."""
    groups = [item.group for item in reading.groups]
    return sum((item.present for item in groups), Decimal(0)) if all(item.people_known for item in groups) else None


def _sides(asked: Asked, reading: Reading) -> list[tuple[str, str, bool]]:
    """Label, address and whether it is looked at; none where there is no to-be."""
    if not reading.needs.has_to_be:
        return []
    labels = {Side.AS_IS: _("現行"), Side.TO_BE: _("改革案")}
    return [
        (label, asked.url(side="" if side is Side.AS_IS else side.value), side is asked.side)
        for side, label in labels.items()
    ]


def _peaks(asked: Asked, reading: Reading, chosen: core.GroupNeeds) -> dict[str, Any]:
    found = reading.peaks(chosen, asked.side)
    cell = found.busiest
    return {
        "found": found,
        "rows": peak_rows(found, chosen.group),
        "label": core.cell_label(cell) if cell else "",
        "busiest": cell_of(found.exact[cell], chosen.group) if cell else None,
    }


def _defaults(reading: Reading) -> list[str]:
    """What nobody entered yet, in words: each is a guess that stands in the figures."""
    staffing = reading.staffing
    lines = [staffing.hours.source] if staffing.hours.is_default else []
    lines += [
        _("%(name)s %(people)s：%(source)s")
        % {"name": item.group.name, "people": shown_people(item.group.people), "source": item.group.source}
        for item in reading.groups
        if item.group.is_default
    ]
    even = [work.use_case_name for work in reading.works if staffing.pattern(work.use_case_key).is_default]
    if even:
        lines.append(_("受付の山（%(names)s）：開いている時間に、ならして届く") % {"names": "、".join(even)})
    return lines


def _entered(request: HttpRequest, asked: Asked, organisation: Organisation) -> dict[str, Any]:
    """What was entered for the organisation, with the links to change it."""
    project = asked.project
    user = request.user
    hours = restrict(user, Action.VIEW, OfficeHours.objects.filter(project=project))
    groups = restrict(user, Action.VIEW, StaffGroup.objects.filter(project=project).select_related("office_hours"))
    patterns = restrict(
        user, Action.VIEW, ArrivalPattern.objects.filter(use_case__project=project).select_related("use_case")
    )
    rows: dict[str, list[Any]] = {
        "hours": [*rows_for(hours, organisation)],
        "groups": [*rows_for(groups, organisation)],
        "patterns": [*rows_for(patterns, organisation)],
    }
    own, for_all = may_enter(request, project, organisation), may_enter(request, project, None)
    return {
        "entered": {
            name: [{"row": row, "may_change": own if row.organisation_id else for_all} for row in found]
            for name, found in rows.items()
        },
        "may_enter": own,
        "new_urls": {
            name: f"{reverse(f'staffing:{name}-new', args=[project.pk])}?organisation={organisation.pk}"
            for name in ("hours", "group", "pattern")
        },
    }
