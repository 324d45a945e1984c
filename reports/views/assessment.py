"""One assessment: the figures of a scope (the whole, a category, use case or organisation, or a line)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bpr.access.policy import Action, decide_in, restrict
from bpr.access.shell import actor_of
from bpr.core.figures import Quantity, Scope
from bpr.core.lines import BY_STEP
from bpr.core.readings import By
from reports import charts
from reports.models import WhatIfScenario
from reports.render.chart import Chart
from reports.render.chart_plotly import plotly_figure
from reports.selectors.sight import Sight, scope_name, sight_or_404
from reports.selectors.statistics import FEWEST, comparisons
from reports.views.basis import basis_context, investment_context
from reports.views.common import readable, sight_page
from reports.views.rows import scope_query, scope_url, summary_rows, table_rows, total_row
from usecases.models import UseCase

HEADLINES = (Quantity.STAFF_HOURS, Quantity.TOTAL_YEN, Quantity.FTE)
COLUMNS = {By.ORGANISATION: _("団体"), By.USE_CASE: _("ユースケース"), By.CATEGORY: _("カテゴリー")}
CAUSES = (*BY_STEP, Quantity.STEPS)  # what can be said of single steps and measures


@dataclass(frozen=True)
class Tab:
    """One part of the page: its name, for which scopes it is there, and what it shows."""

    label: Any
    shown: Callable[[Sight, Scope], bool]
    context: Callable[[HttpRequest, Sight, Scope, Quantity], dict[str, Any]]
    quantities: tuple[Quantity, ...] = ()


@login_required
@require_GET
@readable
def assessment(request: HttpRequest, project_id: int, assessment_id: int) -> HttpResponse:
    """What does the reform save, for whom, and why?"""
    sight = sight_or_404(request.user, project_id, assessment_id)
    if sight.is_empty:
        return render(request, "reports/not_included.html", sight_page(request, sight))
    scope = sight.scope(**{name: request.GET.get(name, "") for name in ("category", "use_case", "organisation")})
    tabs = {key: tab for key, tab in TABS.items() if tab.shown(sight, scope)}
    current = request.GET.get("tab", "") if request.GET.get("tab") in tabs else "overview"
    tab = tabs[current]
    quantity = _quantity(request, tab)
    context = sight_page(request, sight, trail=[(scope_name(sight.calculation, scope), "")])
    context |= {
        "scope": scope,
        "scope_name": scope_name(sight.calculation, scope),
        "scope_query": scope_query(sight, scope),
        "up": _up(sight, scope),
        "what_if_url": _what_if_url(request, sight, scope),
        "part": current,
        "parts": [(key, item.label, scope_url(sight, scope, tab=key)) for key, item in tabs.items()],
        "quantity": quantity,
        "quantities": tab.quantities,
        "template": f"reports/tabs/{'by' if current in tuple(By) else current}.html",
        **tab.context(request, sight, scope, quantity),
    }
    return render(request, "reports/assessment.html", context)


def _quantity(request: HttpRequest, tab: Tab) -> Quantity:
    asked = request.GET.get("quantity", "")
    return next((item for item in tab.quantities if item.value == asked), Quantity.STAFF_HOURS)


def _up(sight: Sight, scope: Scope) -> list[tuple[str, str]]:
    """Pages of the wider scopes that this one is part of."""
    if scope == sight.root:
        return []
    scopes = [sight.root]
    if scope.is_line and not sight.own:
        scopes += [Scope(use_case=scope.use_case), Scope(organisation=scope.organisation)]
    return [(scope_name(sight.calculation, item), scope_url(sight, item)) for item in scopes]


def _what_if_url(request: HttpRequest, sight: Sight, scope: Scope) -> str:
    """Where the values of the scope's use case can be moved, "" for who may not see that."""
    project = sight.assessment.project
    if not scope.use_case or not decide_in(request.user, Action.VIEW, WhatIfScenario, project=project):
        return ""
    found = restrict(request.user, Action.VIEW, UseCase.objects.filter(project=project, code=scope.use_case)).first()
    return reverse("reports:what-if", args=[project.pk, found.pk]) if found else ""


def _chart(chart: Chart) -> dict[str, Any]:
    return {"chart": chart, "id": f"chart-{chart.key.replace('/', '-')}", "figure": plotly_figure(chart)}


def _overview(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
    line = sight.calculation.line(scope) if scope.is_line else None
    return {
        "cards": summary_rows(sight, scope, HEADLINES),
        "rows": summary_rows(sight, scope),
        "lines": [] if line else sight.calculation.lines_in(scope),
        "line": line,
        "comparisons": comparisons(sight.calculation, sight.own) if sight.own and scope == sight.root else [],
        "fewest": FEWEST,
    }


def _by(by: By) -> Callable[[HttpRequest, Sight, Scope, Quantity], dict[str, Any]]:
    def context(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
        return {
            "rows": table_rows(sight, quantity, by, scope),
            "total": total_row(sight, quantity, scope),
            "heading": TABS[by.value].label,
            "column": COLUMNS[by],
            "charts": [_chart(charts.chart_by(sight.calculation, by, quantity, scope))],
        }

    return context


def _causes(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
    calculation = sight.calculation
    drawn = [charts.chart_waterfall(calculation, quantity, scope), charts.chart_by_performer(calculation, scope)]
    waterfall, performer = (_chart(chart) for chart in drawn)
    return {
        "measures": calculation.by_measure(quantity, scope),
        "total": total_row(sight, quantity, scope),
        "performers": calculation.by_performer(scope),
        "staff_hours": total_row(sight, Quantity.STAFF_HOURS, scope),
        "labour_yen": total_row(sight, Quantity.LABOUR_YEN, scope),
        "waterfall": waterfall,
        "performer_chart": performer,
    }


def _months(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
    months = sight.calculation.by_month(scope)
    return {
        "months": months,
        "cases": sum(month.cases for month in months),
        "staff_hours": total_row(sight, Quantity.STAFF_HOURS, scope),
        "charts": [_chart(charts.chart_by_month(sight.calculation, scope))],
        "profiled": sum(line.volume.has_profile for line in sight.calculation.lines_in(scope)),
        "lines": sight.calculation.lines_in(scope),
    }


def _steps(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
    names = {line.scope: line.name for line in sight.calculation.lines_in(scope)}
    return {
        "steps": [(names[row.line], row) for row in sight.calculation.by_step(quantity, scope)],
        "total": total_row(sight, quantity, scope),
    }


def _investment(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
    return investment_context(actor_of(request), sight)


def _basis(request: HttpRequest, sight: Sight, scope: Scope, quantity: Quantity) -> dict[str, Any]:
    return basis_context(actor_of(request), sight, scope)


def _is_whole(sight: Sight, scope: Scope) -> bool:
    return scope == Scope()


def _always(sight: Sight, scope: Scope) -> bool:
    return True


TABS: dict[str, Tab] = {
    "overview": Tab(_("全体"), _always, _overview),
    "organisation": Tab(_("団体別"), lambda sight, scope: not scope.organisation, _by(By.ORGANISATION),
                        tuple(Quantity)),
    "use_case": Tab(_("ユースケース別"), lambda sight, scope: not scope.use_case,
                    _by(By.USE_CASE), tuple(Quantity)),
    "category": Tab(_("カテゴリー別"), lambda sight, scope: not scope.use_case and not scope.category, _by(By.CATEGORY),
                    tuple(Quantity)),
    "causes": Tab(_("改革方策と作業者"), _always, _causes, CAUSES),
    "months": Tab(_("月別"), _always, _months),
    "steps": Tab(_("作業別"), lambda sight, scope: bool(scope.use_case or scope.organisation), _steps, CAUSES),
    "investment": Tab(_("投資と回収"), _is_whole, _investment),
    "basis": Tab(_("前提と根拠"), _always, _basis),
}  # fmt: skip
