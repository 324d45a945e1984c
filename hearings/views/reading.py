"""A hearing to read, print, confirm or return; and its earlier sheets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.policy import Action
from bpr.access.road import Stop
from bpr.access.shell import actor_of
from bpr.core.units import format_number
from bpr.workflow.cells import read_number
from bpr.workflow.columns import STEPS, Section, Sheet, is_blank
from bpr.workflow.problems import CellError
from hearings import services
from hearings.columns import FORMS, ISSUES, META, MONTH_LABELS, OVERVIEW, RESPONDENTS, VOLUMES, rows_of
from hearings.diagram import draw
from hearings.forms import DueForm, ReturnForm
from hearings.headline import headline
from hearings.models import Hearing
from hearings.selectors import sheet_context, sheet_of
from hearings.sheet import CASES, preview_rows, sheet_findings
from hearings.views.common import hearing_or_404, page


@login_required
@require_GET
def hearing(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    """What did this organisation say about this use case?"""
    found = hearing_or_404(request, project_id, hearing_id)
    return render(request, "hearings/hearing.html", read_context(request, found))


def read_context(request: HttpRequest, found: Hearing) -> dict[str, Any]:
    context = page(request, found)
    sheet = sheet_of(found)
    findings = sheet_findings(sheet, sheet_context(found))
    return (
        context
        | sheet_context_for_page(found, sheet, sees_contacts=context["sees_contacts"])
        | {
            "warnings": findings.warnings,
            "headline": headline(sheet, sheet_context(found)),
            "result": _result_of(context["road"]),
            "revisions": found.revisions.select_related("author").defer("sheet"),
            "return_form": ReturnForm(),
            "due_form": DueForm(initial={"due_on": found.due_on.strftime("%Y/%m/%d") if found.due_on else ""}),
        }
    )


def _result_of(road: list[Stop]) -> str:
    """Address of the results, where this person has a way there; "" elsewhere."""
    return next((stop.url for stop in road if stop.key == "assessments"), "")


def sheet_context_for_page(found: Hearing, sheet: Sheet, *, sees_contacts: bool) -> dict[str, Any]:
    """A sheet as tables and facts; names of respondents only where they may be seen."""
    rows = preview_rows(sheet, sheet_context(found))
    drawing = draw(rows, name=found.use_case.name, organisation=found.organisation.name)
    people = [column for column in RESPONDENTS.columns if sees_contacts or column.key != "name"]
    names = {step["key"]: step["name"] for step in found.use_case.common_steps}
    return {
        "drawing": drawing,
        "meta": _facts(META, sheet),
        "overview": _facts(OVERVIEW, sheet),
        "respondents": _table(RESPONDENTS, sheet, [column.key for column in people]),
        "steps": _steps(sheet, drawing.elements, names),
        "volumes": _facts(VOLUMES, sheet, skip=[f"month{index}" for index in range(12)]),
        "months": _months(sheet),
        "forms": _table(FORMS, sheet),
        "issues": _table(ISSUES, sheet),
    }


def _facts(section: Section, sheet: Sheet, skip: list[str] | None = None) -> list[dict[str, Any]]:
    row = rows_of(section, sheet)[0]
    columns = [column for column in section.columns if column.key not in (skip or ())]
    return [{"label": column.label, "value": row[column.key]} for column in columns]


def _table(section: Section, sheet: Sheet, keys: list[str] | None = None) -> dict[str, Any]:
    columns = [column for column in section.columns if keys is None or column.key in keys]
    rows = [row for row in sheet[section.key] if not is_blank(row)]
    return {"columns": columns, "rows": [[(column, row[column.key]) for column in columns] for row in rows]}


def _steps(sheet: Sheet, elements: dict[str, str], common_names: dict[str, str]) -> dict[str, Any]:
    """Only columns in which something stands: most hearings use a dozen of the twenty-two."""
    rows = [row for row in sheet[STEPS.key] if not is_blank(row)]
    columns = [column for column in STEPS.columns if any(row[column.key].strip() for row in rows)]
    shown = [{**row, "common_key": common_names.get(row["common_key"], row["common_key"])} for row in rows]
    return {
        "columns": columns,
        "rows": [
            {
                "key": row["key"],
                "element": elements.get(row["key"], ""),
                "cells": [(column, row[column.key]) for column in columns],
            }
            for row in shown
        ],
    }


def _months(sheet: Sheet) -> dict[str, Any] | None:
    counts = sheet[VOLUMES.key]["months"]
    if not any(text.strip() for text in counts):
        return None
    return {"labels": MONTH_LABELS, "counts": counts, "total": _total(counts)}


def _total(counts: list[str]) -> str:
    """The sum as people read it, "―" while a count cannot be read."""
    try:
        return format_number(sum((read_number(text, units=CASES) for text in counts if text.strip()), Decimal(0)))
    except CellError:
        return "―"


@login_required
@require_GET
def revision(request: HttpRequest, project_id: int, hearing_id: int, revision_id: int) -> HttpResponse:
    """The sheet as it was."""
    found = hearing_or_404(request, project_id, hearing_id)
    earlier = get_object_or_404(found.revisions.select_related("author"), pk=revision_id)
    context = page(request, found, here=earlier.get_event_display())
    context |= sheet_context_for_page(found, earlier.sheet, sees_contacts=context["sees_contacts"])
    return render(request, "hearings/revision.html", context | {"revision": earlier})


@login_required
@require_POST
def revision_restore(request: HttpRequest, project_id: int, hearing_id: int, revision_id: int) -> HttpResponse:
    """Take the earlier sheet as the present one."""
    found = hearing_or_404(request, project_id, hearing_id, Action.CHANGE)
    earlier = get_object_or_404(found.revisions, pk=revision_id)
    try:
        services.revision_restore(actor=actor_of(request), hearing=found, revision=earlier)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("hearings:hearing", project_id=project_id, hearing_id=hearing_id)
    messages.success(request, _("この版を今の下書きにしました。それまでの下書きは履歴に残っています"))
    return redirect("hearings:edit", project_id=project_id, hearing_id=hearing_id)
