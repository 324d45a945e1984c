"""Any two versions compared, their matches corrected by hand, and organisations side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.models import Project
from bpr.access.policy import Action, decide, decide_in, get_or_404, require
from bpr.access.project_figures import FigureScope, ProjectFigure, project_figure
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.core.flow import Amount
from usecases import services
from usecases.forms import CompareForm, StepMapForm
from usecases.models import ProcessVersion, UseCase
from usecases.selectors.comparison import Comparison, compared
from usecases.selectors.complexity import complexity_table
from usecases.selectors.matches import match_choice
from usecases.selectors.overview import versions_visible
from usecases.selectors.side_by_side import proposals_for, side_by_side_of

UNPROCESSABLE = 422
_VIEWS = ("both", "overlay")


def chosen_version(request: HttpRequest, project_id: int, value: str) -> ProcessVersion:
    """The version of the project that a page names by number; 404 where the person may not see it."""
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise Http404
    queryset = ProcessVersion.objects.select_related("process_model__use_case__project", "process_model__organisation")
    return get_or_404(
        request.user, Action.VIEW, queryset, pk=int(value), process_model__use_case__project_id=project_id
    )


def version_label(version: ProcessVersion) -> str:
    """「現行 周南市 第2版」: the use case is said by the page."""
    process = version.process_model
    owner = process.organisation.name if process.organisation else ""
    number = _("第%(number)s版") % {"number": version.number}
    return " ".join(part for part in (process.get_side_display(), owner, number) if part)


@login_required
@require_GET
def compare(request: HttpRequest, project_id: int) -> HttpResponse:
    """What differs between two versions?"""
    found = project_or_404(request.user, project_id)
    before, after = (chosen_version(request, project_id, request.GET.get(side, "")) for side in ("before", "after"))
    return _compare_page(request, found, before, after, StepMapForm())


def _compare_page(
    request: HttpRequest,
    project: Project,
    before: ProcessVersion,
    after: ProcessVersion,
    map_form: StepMapForm,
    status: int = 200,
) -> HttpResponse:
    figures = _figures(request, after)
    form = CompareForm({key: figure.value for key, figure in figures.items()} | request.GET.dict())
    given = form.cleaned_data if form.is_valid() else {}
    shows_elements = request.GET.get("marks") == "all"
    comparison = compared(before, after, yen_per_hour=given.get("wage"), shows_elements=shows_elements)
    view = request.GET.get("view", "")
    context = project_shell(
        request, project, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes"), (_("違いを見る"), "")]
    )
    context |= {
        "comparison": comparison,
        "choices": _choices(request, project, before),
        "before_label": version_label(before),
        "after_label": version_label(after),
        "form": form,
        "map_form": map_form,
        "figures": figures,
        "view": view if view in _VIEWS else "both",
        "views": _links(request, "view", {"both": _("2つの図を並べる"), "overlay": _("1つに重ねる")}),
        "marks": _links(request, "marks", {"steps": _("作業だけ"), "all": _("分岐・流れも")}),
        "cases": given.get("cases"),
        "yearly": _yearly(comparison, given.get("cases")),
        "complexity": complexity_table(before, after),
        "may_correct": decide(request.user, Action.CHANGE, after),
    }
    return render(request, "usecases/compare.html", context, status=status)


def _choices(request: HttpRequest, project: Project, before: ProcessVersion) -> list[dict[str, Any]]:
    choices = versions_visible(request.user, project).filter(
        process_model__use_case_id=before.process_model.use_case_id
    )
    return [{"pk": version.pk, "label": version_label(version)} for version in choices.defer("bpmn")]


def _figures(request: HttpRequest, after: ProcessVersion) -> dict[str, ProjectFigure]:
    """What the project holds of the figures to convert with, as the person may see it."""
    process = after.process_model
    scope = FigureScope(
        project=process.use_case.project,
        use_case_id=process.use_case_id,
        organisation_id=process.organisation_id,
    )
    found = {key: project_figure(key, actor_of(request), scope) for key in ("wage", "cases")}
    return {key: figure for key, figure in found.items() if figure is not None}


def _links(request: HttpRequest, name: str, labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links that choose one value of ``name`` (the first is usual), with the rest of the address as it is."""
    given = request.GET.get(name, "")
    chosen = given if given in labels else next(iter(labels))
    links = []
    for value, label in labels.items():
        query = request.GET.copy()
        query[name] = value
        links.append({"label": label, "query": query.urlencode(), "chosen": value == chosen, "value": value})
    return links


def _yearly(comparison: Comparison, cases: Decimal | None) -> dict[str, Decimal] | None:
    """The change of a whole year, from exact values of one case."""
    if cases is None or comparison.effects is None:
        return None
    total = comparison.effects.total
    minutes = total.change(Amount.STAFF_MINUTES)
    yearly = {"hours": Decimal(minutes.numerator) / Decimal(minutes.denominator) * cases / 60}
    if total.yen_change is not None:
        yearly["yen"] = Decimal(total.yen_change.numerator) / Decimal(total.yen_change.denominator) * cases
    return {name: round(value, 0) for name, value in yearly.items()}


# matches corrected by hand


def _compare_url(before: ProcessVersion, after: ProcessVersion) -> str:
    project_id = after.process_model.use_case.project_id
    query = urlencode({"before": before.pk, "after": after.pk})
    return f"{reverse('usecases:compare', args=[project_id])}?{query}"


@login_required
@require_http_methods(["GET", "POST"])
def match(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which steps of the other version is this step?"""
    found = project_or_404(request.user, project_id)
    given = request.POST if request.method == "POST" else request.GET
    before, after = (chosen_version(request, project_id, given.get(side, "")) for side in ("before", "after"))
    require(decide(request.user, Action.CHANGE, after))
    key, is_after = given.get("step", ""), given.get("side") != "before"
    choice = match_choice(before, after, key=key, is_after=is_after)
    if choice is None:
        raise Http404
    if request.method == "POST":
        return _corrected(request, before, after, key=key, is_after=is_after)
    context = project_shell(
        request, found, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes"), (_("対応を直す"), "")]
    )
    context |= {
        "choice": choice,
        "before": before,
        "after": after,
        "use_case": after.process_model.use_case,
        "own_label": version_label(after if is_after else before),
        "other_label": version_label(before if is_after else after),
        "back": _compare_url(before, after),
    }
    return render(request, "usecases/match.html", context)


def _corrected(
    request: HttpRequest, before: ProcessVersion, after: ProcessVersion, *, key: str, is_after: bool
) -> HttpResponse:
    actor = actor_of(request)
    try:
        if "forget" in request.POST:
            services.match_forget(actor=actor, before=before, after=after, key=key, is_after=is_after)
            messages.success(request, _("手で決めた対応をやめ、提案に戻しました。"))
        else:
            partners = request.POST.getlist("partner")
            services.match_correct(
                actor=actor, before=before, after=after, key=key, is_after=is_after, partners=partners
            )
            messages.success(request, _("作業の対応を直しました。"))
    except services.MatchRefused as refused:
        messages.error(request, str(refused))
    return redirect(_compare_url(before, after))


@login_required
@require_POST
def step_map_adopt(request: HttpRequest, project_id: int) -> HttpResponse:
    """Write the matches into the to-be as its step map: a new version."""
    found = project_or_404(request.user, project_id)
    before, after = (chosen_version(request, project_id, request.POST.get(side, "")) for side in ("before", "after"))
    require(decide(request.user, Action.CHANGE, after))
    form = StepMapForm(request.POST)
    if not form.is_valid():
        return _compare_page(request, found, before, after, form, UNPROCESSABLE)
    try:
        version = services.step_map_adopt(
            actor=actor_of(request), before=before, after=after, reason=form.cleaned_data["reason"]
        )
    except services.MatchRefused as refused:
        messages.error(request, str(refused))
        return redirect(_compare_url(before, after))
    if version.pk == after.pk:
        messages.info(request, _("改革案の作業対応は、もうこのとおりです。新しい版は作りませんでした。"))
    else:
        messages.success(
            request, _("対応を改革案に書き込み、第%(number)s版を作りました。") % {"number": version.number}
        )
    return redirect("usecases:to_be", project_id, after.process_model.use_case_id)


# organisations side by side


def _use_case(request: HttpRequest, project_id: int, use_case_id: int) -> UseCase:
    queryset = UseCase.objects.select_related("project")
    return get_or_404(request.user, Action.VIEW, queryset, project_id=project_id, pk=use_case_id)


@login_required
@require_GET
def side_by_side(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Where do the organisations differ?"""
    use_case = _use_case(request, project_id, use_case_id)
    context = project_shell(
        request,
        use_case.project,
        current="processes",
        crumbs=[(_("業務プロセス"), "usecases:processes"), (_("団体を並べて比べる"), "")],
    )
    table = side_by_side_of(request.user, use_case)
    may_change = decide_in(request.user, Action.ADD, ProcessVersion, project=use_case.project)
    context |= {
        "use_case": use_case,
        "table": table,
        "may_change": may_change,
        "proposals": proposals_for(table) if may_change else (),
    }
    return render(request, "usecases/side_by_side.html", context)


@login_required
@require_POST
def common_steps_accept(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Take over proposed common steps of one organisation's as-is."""
    use_case = _use_case(request, project_id, use_case_id)
    require(decide_in(request.user, Action.ADD, ProcessVersion, project=use_case.project))
    version = chosen_version(request, project_id, request.POST.get("version", ""))
    common = side_by_side_of(request.user, use_case).common
    if version.process_model.use_case_id != use_case.pk or common is None:
        raise Http404
    partners = _pairs(request.POST.getlist("match"))
    try:
        services.matches_accept(actor=actor_of(request), before=common, after=version, partners=partners)
    except services.MatchRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(count)s件の作業を共通作業に対応づけました。") % {"count": len(partners)})
    return redirect("usecases:side_by_side", project_id, use_case_id)


def _pairs(values: Iterable[str]) -> dict[str, list[str]]:
    """「key after=key before」 as the page sends it."""
    pairs = (value.partition("=") for value in values)
    return {after: [before] for after, sign, before in pairs if sign and after and before}
