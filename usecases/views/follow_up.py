"""What a project must settle: its issues (課題と対応策), and what is verified of a use case (検証項目)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bpr.access.policy import Action, decide_in, get_or_404, require, restrict
from bpr.access.shell import actor_of, project_or_404, project_shell
from usecases import services
from usecases.forms import ProjectIssueForm, VerificationForm
from usecases.models import ProjectIssue, UseCase, VerificationItem
from usecases.views.to_be import use_case_or_404

UNPROCESSABLE = 422


@login_required
@require_http_methods(["GET", "POST"])
def project_issues(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which issues stand open, and what is done about them? (課題と対応策)"""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, ProjectIssue, project=found))
    may_add = decide_in(request.user, Action.ADD, ProjectIssue, project=found)
    form = ProjectIssueForm(_sent(request), project=found, instance=ProjectIssue(project=found))
    if request.method == "POST":
        require(may_add)
        if form.is_valid():
            services.project_issue_add(actor=actor_of(request), project=found, **form.cleaned_data)
            messages.success(request, _("課題を追加しました。"))
            return redirect("usecases:project_issues", project_id)
    issues = restrict(request.user, Action.VIEW, ProjectIssue.objects.filter(project=found)).select_related("use_case")
    context = project_shell(request, found, current="overview", crumbs=[(_("課題と対応策"), "")])
    context |= {"issues": issues, "form": form, "may_change": bool(may_add)}
    return render(request, "usecases/project_issues.html", context, status=_status(form))


def _issue(request: HttpRequest, project_id: int, issue_id: int) -> ProjectIssue:
    rows = ProjectIssue.objects.select_related("project", "use_case")
    return get_or_404(request.user, Action.CHANGE, rows, pk=issue_id, project_id=project_id)


@login_required
@require_http_methods(["GET", "POST"])
def project_issue(request: HttpRequest, project_id: int, issue_id: int) -> HttpResponse:
    """Change an issue."""
    found = _issue(request, project_id, issue_id)
    form = ProjectIssueForm(_sent(request), project=found.project, instance=ProjectIssue.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        services.project_issue_change(actor=actor_of(request), issue=found, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("usecases:project_issues", project_id)
    heading = _("課題を直す")
    context = project_shell(
        request,
        found.project,
        current="overview",
        crumbs=[(_("課題と対応策"), "usecases:project_issues"), (heading, "")],
    )
    context |= {"form": form, "heading": heading, "back": "usecases:project_issues"}
    return render(request, "usecases/form.html", context, status=_status(form))


@login_required
@require_POST
def project_issue_delete(request: HttpRequest, project_id: int, issue_id: int) -> HttpResponse:
    """Remove an issue."""
    services.project_issue_delete(actor=actor_of(request), issue=_issue(request, project_id, issue_id))
    messages.success(request, _("消しました。"))
    return redirect("usecases:project_issues", project_id)


@login_required
@require_http_methods(["GET", "POST"])
def verifications(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Did the to-be bring what was predicted?"""
    use_case = use_case_or_404(request, project_id, use_case_id)
    require(decide_in(request.user, Action.VIEW, VerificationItem, project=use_case.project))
    may_add = decide_in(request.user, Action.ADD, VerificationItem, project=use_case.project)
    form = VerificationForm(_sent(request), instance=VerificationItem(use_case=use_case))
    if request.method == "POST":
        require(may_add)
        if form.is_valid():
            services.verification_add(actor=actor_of(request), use_case=use_case, **form.cleaned_data)
            messages.success(request, _("追加しました。"))
            return redirect("usecases:verifications", project_id, use_case_id)
    context = _use_case_page(request, use_case, _("検証"))
    context |= {
        "verifications": restrict(request.user, Action.VIEW, use_case.verifications.all()),
        "form": form,
        "may_change": bool(may_add),
    }
    return render(request, "usecases/verifications.html", context, status=_status(form))


def _verification(request: HttpRequest, project_id: int, item_id: int) -> VerificationItem:
    rows = VerificationItem.objects.select_related("use_case__project", "use_case__category")
    return get_or_404(request.user, Action.CHANGE, rows, pk=item_id, use_case__project=project_id)


@login_required
@require_http_methods(["GET", "POST"])
def verification(request: HttpRequest, project_id: int, item_id: int) -> HttpResponse:
    """Change a verification item, or enter what was measured."""
    found = _verification(request, project_id, item_id)
    form = VerificationForm(_sent(request), instance=VerificationItem.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        services.verification_save(actor=actor_of(request), verification=found, **form.cleaned_data)
        messages.success(request, _("保存しました。"))
        return redirect("usecases:verifications", project_id, found.use_case_id)
    heading = _("検証項目を直す")
    context = _use_case_page(request, found.use_case, heading)
    context |= {"form": form, "heading": heading, "back": "usecases:verifications"}
    return render(request, "usecases/use_case_form.html", context, status=_status(form))


@login_required
@require_POST
def verification_delete(request: HttpRequest, project_id: int, item_id: int) -> HttpResponse:
    """Remove a verification item."""
    found = _verification(request, project_id, item_id)
    services.verification_delete(actor=actor_of(request), verification=found)
    messages.success(request, _("消しました。"))
    return redirect("usecases:verifications", project_id, found.use_case_id)


def _use_case_page(request: HttpRequest, use_case: UseCase, last: str) -> dict[str, Any]:
    crumbs = [(_("ユースケース"), "usecases:use_cases"), (use_case.name, ""), (last, "")]
    return project_shell(request, use_case.project, current="overview", crumbs=crumbs) | {"use_case": use_case}


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return UNPROCESSABLE if form.errors else 200
