"""もし変わったら: one use case, asked again and again while levers are moved; and what of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from reports.forms import ScenarioForm
from reports.models import WhatIfScenario
from reports.selectors.what_if import Ground, WhatIfImpossible, askable, ground_of, levers_of
from reports.selectors.what_if_reading import Reading, read
from reports.services.what_if import ScenarioRefused, scenario_become_to_be, scenario_delete, scenario_save
from reports.views.what_if_parts import answer_context, lever_groups
from usecases.models import UseCase


def _use_case(request: HttpRequest, project_id: int, use_case_id: int, action: Action) -> UseCase:
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, action, WhatIfScenario, project=project))
    rows = UseCase.objects.select_related("project")
    return get_or_404(request.user, Action.VIEW, rows, pk=use_case_id, project_id=project_id)


def _may_change(request: HttpRequest, project: Project) -> bool:
    return bool(decide_in(request.user, Action.CHANGE, WhatIfScenario, project=project))


@login_required
@require_GET
def what_if_index(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which use case is asked?"""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, WhatIfScenario, project=project))
    crumbs = [(_("効果"), "reports:assessments"), (_("もし変わったら"), "")]
    context = project_shell(request, project, current="assessments", tab="what-if", crumbs=crumbs)
    return render(request, "reports/what_if_index.html", context | {"rows": askable(request.user, project)})


@login_required
@require_GET
def what_if(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """What would be saved if volumes, minutes, shares or wages were others?"""
    use_case = _use_case(request, project_id, use_case_id, Action.VIEW)
    return _page(request, use_case, given=_given(request, use_case))


def _given(request: HttpRequest, use_case: UseCase) -> dict[str, str]:
    """The values of the address: those of a scenario, or those that were typed by who may change them."""
    number = request.GET.get("scenario", "")
    if number:
        pk = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        rows = WhatIfScenario.objects.filter(use_case=use_case)
        return dict(get_or_404(request.user, Action.VIEW, rows, pk=pk).changes)
    return request.GET.dict() if _may_change(request, use_case.project) else {}


def _page(
    request: HttpRequest, use_case: UseCase, *, given: Mapping[str, str], form: ScenarioForm | None = None
) -> HttpResponse:
    project = use_case.project
    crumbs = [(_("効果"), "reports:assessments"), (_("もし変わったら"), "reports:what-if-index"), (use_case.name, "")]
    context = project_shell(request, project, current="assessments", tab="what-if", crumbs=crumbs)
    context |= {"use_case": use_case, "may_change": _may_change(request, project)}
    try:
        ground = ground_of(use_case)
    except WhatIfImpossible as error:
        return render(request, "reports/what_if.html", context | {"impossible": str(error)}, status=409)
    if ground.is_empty:
        return render(request, "reports/what_if.html", context | {"is_empty": True})
    reading = read(levers_of(ground, project), given)
    context |= answer_context(request, use_case, ground, reading) | {
        "groups": lever_groups(reading),
        "form": form or ScenarioForm(initial={"query": urlencode(reading.changes)}),
        "opened": request.GET.get("scenario", ""),
    }
    status = 422 if (form and form.errors) or reading.errors else 200
    return render(request, "reports/what_if.html", context, status=status)


@login_required
@require_GET
def what_if_answer(request: HttpRequest, project_id: int, use_case_id: int) -> JsonResponse:
    """The answer to the fields of the address, as the parts of the page that change."""
    use_case = _use_case(request, project_id, use_case_id, Action.CHANGE)
    try:
        ground = ground_of(use_case)
    except WhatIfImpossible as error:
        return JsonResponse({"detail": str(error)}, status=409)
    reading = read(levers_of(ground, use_case.project), request.GET.dict())
    context = answer_context(request, use_case, ground, reading) | {"project": use_case.project, "may_change": True}
    return JsonResponse(
        {
            "answer": render_to_string("reports/_what_if_answer.html", context, request),
            "scenarios": render_to_string("reports/_what_if_scenarios.html", context, request),
            "figure": context["figure"],
            "description": context["chart"].description,
            "errors": reading.errors,
            "changed": list(reading.values),
            "values": {lever.name: str(reading.values.get(lever.name, lever.base)) for lever in reading.levers},
            "query": urlencode(reading.changes),
        }
    )


@login_required
@require_POST
def what_if_save(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Keep what is changed under a name."""
    use_case = _use_case(request, project_id, use_case_id, Action.ADD)
    form = ScenarioForm(request.POST)
    given = QueryDict(request.POST.get("query", "")).dict()
    if form.is_valid():
        try:
            ground = ground_of(use_case)
            scenario = _saved(request, use_case, ground, given, form)
        except (ScenarioRefused, WhatIfImpossible) as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("「%(name)s」を保存しました。") % {"name": scenario.name})
            return redirect(_address(use_case, scenario))
    return _page(request, use_case, given=given, form=form)


def _saved(
    request: HttpRequest, use_case: UseCase, ground: Ground, given: Mapping[str, str], form: ScenarioForm
) -> WhatIfScenario:
    reading: Reading = read(levers_of(ground, use_case.project), given)
    return scenario_save(
        actor=actor_of(request), use_case=use_case, name=form.cleaned_data["name"], ground=ground, reading=reading
    )


def _address(use_case: UseCase, scenario: WhatIfScenario | None = None) -> str:
    url = reverse("reports:what-if", args=[use_case.project_id, use_case.pk])
    return f"{url}?scenario={scenario.pk}" if scenario else url


def _scenario(request: HttpRequest, project_id: int, scenario_id: int) -> WhatIfScenario:
    rows = WhatIfScenario.objects.select_related("use_case__project", "author")
    return get_or_404(request.user, Action.CHANGE, rows, pk=scenario_id, use_case__project_id=project_id)


@login_required
@require_POST
def what_if_delete(request: HttpRequest, project_id: int, scenario_id: int) -> HttpResponse:
    """Delete a scenario."""
    scenario = _scenario(request, project_id, scenario_id)
    name, use_case = scenario.name, scenario.use_case
    scenario_delete(actor=actor_of(request), scenario=scenario)
    messages.success(request, _("「%(name)s」を削除しました。") % {"name": name})
    return redirect(f"{_address(use_case)}#scenarios-title")


@login_required
@require_POST
def what_if_to_be(request: HttpRequest, project_id: int, scenario_id: int) -> HttpResponse:
    """Write a scenario into the to-be, as a new version."""
    scenario = _scenario(request, project_id, scenario_id)
    try:
        version = scenario_become_to_be(actor=actor_of(request), scenario=scenario)
    except (ScenarioRefused, WhatIfImpossible) as error:
        messages.error(request, str(error))
        return redirect(_address(scenario.use_case, scenario))
    messages.success(
        request,
        _("「%(name)s」を改革案の第%(number)s版にしました。結果に入れるには、もう一度算定してください。")
        % {"name": scenario.name, "number": version.number},
    )
    return redirect("usecases:version", project_id, version.pk)
