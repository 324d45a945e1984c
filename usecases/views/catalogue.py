"""The project's first page, its use cases and its issues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bpr.access.models import Project
from bpr.access.panels import panels
from bpr.access.policy import Action, Decision, decide, decide_in, get_or_404, require, restrict
from bpr.access.road import entrance
from bpr.access.shell import actor_of, project_or_404, project_shell
from usecases import services
from usecases.forms import CategoryForm, ProjectIssueForm, UseCaseForm
from usecases.models import Category, GovernmentLevel, ProjectIssue, UseCase
from usecases.selectors.overview import process_rows, use_cases_of, versions_visible
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
    context |= {
        "use_cases": use_cases_of(request.user, found),
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
        "may_change": _may_change(request, found.project),
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


@login_required
@require_http_methods(["GET", "POST"])
def project_issues(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which issues stand open, and what is done about them? (課題と対応策)"""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, ProjectIssue, project=found))
    may_add = decide_in(request.user, Action.ADD, ProjectIssue, project=found)
    form = ProjectIssueForm(
        request.POST if request.method == "POST" else None, project=found, instance=ProjectIssue(project=found)
    )
    if request.method == "POST":
        require(may_add)
        if form.is_valid():
            services.project_issue_add(actor=actor_of(request), project=found, **form.cleaned_data)
            messages.success(request, _("課題を追加しました。"))
            return redirect("usecases:project_issues", project_id)
    issues = restrict(request.user, Action.VIEW, ProjectIssue.objects.filter(project=found)).select_related("use_case")
    context = project_shell(request, found, current="overview", crumbs=[(_("課題と対応策"), "")])
    return render(
        request, "usecases/project_issues.html", context | {"issues": issues, "form": form, "may_change": bool(may_add)}
    )


def _form_page(request: HttpRequest, project: Project, form: Any, heading: str) -> HttpResponse:
    context = project_shell(
        request, project, current="overview", crumbs=[(_("ユースケース"), "usecases:use_cases"), (heading, "")]
    )
    return render(request, "usecases/form.html", context | {"form": form, "heading": heading})
