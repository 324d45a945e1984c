"""The project's first page, its categories and its use cases."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.models import Project
from bpr.access.panels import panels
from bpr.access.policy import Action, Decision, decide, decide_in, get_or_404, require, restrict
from bpr.access.road import entrance
from bpr.access.shell import actor_of, project_or_404, project_shell
from usecases import services
from usecases.forms import CategoryForm, UseCaseForm
from usecases.models import Category, GovernmentLevel, ProjectIssue, UseCase, VerificationItem
from usecases.selectors.catalogue import work_on
from usecases.selectors.overview import process_rows, purpose_of, schedule_of, use_cases_of, versions_visible
from usecases.selectors.versions import versions_latest


def _may_change(request: HttpRequest, project: Project) -> bool:
    return bool(decide_in(request.user, Action.ADD, UseCase, project=project))


@login_required
@require_GET
def project(request: HttpRequest, project_id: int) -> HttpResponse:
    """Where does the project stand? (概況)"""
    found = project_or_404(request.user, project_id)
    if not decide_in(request.user, Action.VIEW, UseCase, project=found):
        return _elsewhere(request, found)
    context = project_shell(request, found, current="overview")
    context |= {
        "panels": panels(actor_of(request), found),
        "rows": process_rows(request.user, found),
        "schedule": schedule_of(found, today=timezone.localdate()),
        "purpose": purpose_of(found),
        "may_change": _may_change(request, found),
        "may_see_issues": decide_in(request.user, Action.VIEW, ProjectIssue, project=found),
        "may_manage": decide(request.user, Action.CHANGE, found),
    }
    return render(request, "usecases/project.html", context)


def _elsewhere(request: HttpRequest, found: Project) -> HttpResponse:
    """Who has no use for this page goes to the first that they have a use for (所管省庁: the issued reports)."""
    url = entrance(actor_of(request), found)
    require(Decision(bool(url), _("この事業には、まだ見られるものがありません。統括責任者に確かめてください。")))
    return redirect(url)


@login_required
@require_GET
def use_cases(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which procedures are under study?"""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, UseCase, project=found))
    context = project_shell(request, found, current="overview", crumbs=[(_("ユースケース"), "")])
    rows = list(use_cases_of(request.user, found))
    context |= {
        "use_cases": rows,
        "used": {row.category_id for row in rows},
        "categories": restrict(request.user, Action.VIEW, Category.objects.filter(project=found)),
        "may_change": _may_change(request, found),
    }
    return render(request, "usecases/use_cases.html", context)


def _use_case_or_404(request: HttpRequest, project_id: int, use_case_id: int) -> UseCase:
    queryset = UseCase.objects.select_related("project", "category")
    return get_or_404(request.user, Action.VIEW, queryset, project_id=project_id, pk=use_case_id)


@login_required
@require_GET
def use_case(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """What is this procedure, and where do its processes stand?"""
    found = _use_case_or_404(request, project_id, use_case_id)
    may_change = _may_change(request, found.project)
    versions = versions_latest(
        versions_visible(request.user, found.project).filter(process_model__use_case=found).defer("bpmn")
    )
    context = project_shell(
        request,
        found.project,
        current="overview",
        crumbs=[(_("ユースケース"), "usecases:use_cases"), (found.name, "")],
    )
    context |= {
        "use_case": found,
        "levels": [label for value, label in GovernmentLevel.choices if value in found.levels],
        "versions": sorted(versions.values(), key=lambda v: v.process_model.side),
        "measures": restrict(request.user, Action.VIEW, found.measures.all()),
        "preconditions": restrict(request.user, Action.VIEW, found.preconditions.all()),
        "verifications": restrict(request.user, Action.VIEW, found.verifications.all()),
        "may_verify": decide_in(request.user, Action.VIEW, VerificationItem, project=found.project),
        "may_change": may_change,
        "may_delete": may_change and not work_on(found),
    }
    return render(request, "usecases/use_case.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def use_case_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Add a use case."""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, UseCase, project=found))
    form = UseCaseForm(
        request.POST if request.method == "POST" else None, project=found, instance=UseCase(project=found)
    )
    if request.method == "POST" and form.is_valid():
        created = services.use_case_create(actor=actor_of(request), project=found, **form.cleaned_data)
        messages.success(request, _("ユースケース「%(name)s」を追加しました。") % {"name": created.name})
        return redirect("usecases:use_case", project_id, created.pk)
    return _form_page(request, found, form, _("ユースケースを追加する"))


@login_required
@require_http_methods(["GET", "POST"])
def use_case_edit(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Change a use case."""
    found = _use_case_or_404(request, project_id, use_case_id)
    require(decide_in(request.user, Action.CHANGE, UseCase, project=found.project))
    form = UseCaseForm(
        request.POST if request.method == "POST" else None,
        project=found.project,
        instance=UseCase.objects.select_related("project").get(pk=found.pk),
    )
    if request.method == "POST" and form.is_valid():
        services.use_case_update(actor=actor_of(request), use_case=found, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("usecases:use_case", project_id, found.pk)
    return _form_page(request, found.project, form, _("ユースケースを直す"))


@login_required
@require_http_methods(["GET", "POST"])
def category_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Add a category."""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, Category, project=found))
    form = CategoryForm(request.POST if request.method == "POST" else None, instance=Category(project=found))
    if request.method == "POST" and form.is_valid():
        created = services.category_create(actor=actor_of(request), project=found, **form.cleaned_data)
        messages.success(request, _("カテゴリー「%(name)s」を追加しました。") % {"name": created.name})
        return redirect("usecases:use_cases", project_id)
    return _form_page(request, found, form, _("カテゴリーを追加する"))


def _category_or_404(request: HttpRequest, project_id: int, category_id: int) -> Category:
    queryset = Category.objects.select_related("project")
    return get_or_404(request.user, Action.CHANGE, queryset, project_id=project_id, pk=category_id)


@login_required
@require_http_methods(["GET", "POST"])
def category_edit(request: HttpRequest, project_id: int, category_id: int) -> HttpResponse:
    """Change a category."""
    found = _category_or_404(request, project_id, category_id)
    # Another instance: a form writes into its own, and the service compares old with new.
    form = CategoryForm(request.POST if request.method == "POST" else None, instance=Category.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        services.category_update(actor=actor_of(request), category=found, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("usecases:use_cases", project_id)
    return _form_page(request, found.project, form, _("カテゴリーを直す"))


@login_required
@require_POST
def category_delete(request: HttpRequest, project_id: int, category_id: int) -> HttpResponse:
    """Remove a category that has no use case."""
    found = _category_or_404(request, project_id, category_id)
    try:
        services.category_delete(actor=actor_of(request), category=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("消しました。"))
    return redirect("usecases:use_cases", project_id)


@login_required
@require_POST
def use_case_delete(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Remove a use case on which nothing has been done yet."""
    queryset = UseCase.objects.select_related("project")
    found = get_or_404(request.user, Action.CHANGE, queryset, project_id=project_id, pk=use_case_id)
    try:
        services.use_case_delete(actor=actor_of(request), use_case=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("usecases:use_case", project_id, use_case_id)
    messages.success(request, _("消しました。"))
    return redirect("usecases:use_cases", project_id)


def _form_page(request: HttpRequest, project: Project, form: Any, heading: str) -> HttpResponse:
    context = project_shell(
        request, project, current="overview", crumbs=[(_("ユースケース"), "usecases:use_cases"), (heading, "")]
    )
    return render(request, "usecases/form.html", context | {"form": form, "heading": heading})
