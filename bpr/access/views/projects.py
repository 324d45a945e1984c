"""Settings of a project, its organisations, its audit log."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access import selectors
from bpr.access.forms import AuditSearchForm, OrganisationSearchForm, ProjectForm
from bpr.access.models import AuditEntry, Participation, Project, User
from bpr.access.policy import Action, decide, get_or_404, require, restrict
from bpr.access.services import participation_add, participation_remove, project_update
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.access.views.audit_lines import audit_lines
from bpr.access.views.form_errors import refusals_in
from bpr.access.views.members import managed_project
from bpr.access.views.pages import paged

PICKED = 30  # organisations offered at a time


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, project_id: int) -> HttpResponse:
    """What is this project about?"""
    project = get_or_404(actor_of(request), Action.CHANGE, Project.objects.all(), pk=project_id)
    form = ProjectForm(request.POST or None, instance=project)
    if request.method == "POST" and form.is_valid():
        stored = Project.objects.get(pk=project.pk)  # the form has already written into its own copy
        with refusals_in(form):
            project_update(actor=actor_of(request), project=stored, **form.cleaned_data)
            messages.success(request, _("事業の設定を保存しました。"))
            return redirect("access:settings", project_id=project.pk)
    context = project_shell(request, project, current="", crumbs=[(_("事業の設定"), "")])
    context |= {"form": form, "may_manage": decide(actor_of(request), Action.MANAGE, project)}
    return render(request, "access/settings.html", context)


@login_required
@require_GET
def organisations(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which organisations take part? Leaders choose among all."""
    project = project_or_404(actor_of(request), project_id)
    person = actor_of(request)
    participations = restrict(person, Action.VIEW, Participation.objects.filter(project=project))
    may_manage = decide(person, Action.MANAGE, project)
    if not (may_manage or decide(person, Action.CHANGE, project)):
        require(may_manage)
    form = OrganisationSearchForm(request.GET or None, prefectures=selectors.prefecture_names())
    context = project_shell(request, project, current="", crumbs=[(_("協力団体"), "")]) | {
        "participations": participations.select_related("organisation").order_by("organisation__code"),
        "may_manage": may_manage,
        "form": form,
        "found": _found(person, project, form) if may_manage else [],
    }
    return render(request, "access/project_organisations.html", context)


def _found(person: User, project: Project, form: OrganisationSearchForm) -> list[object]:
    """Organisations that match the search and do not take part yet; nothing before a search."""
    if not form.is_bound or not form.is_valid() or not any(form.cleaned_data.values()):
        return []
    rows = selectors.catalogue(person).exclude(participations__project=project)
    data = form.cleaned_data
    found = selectors.organisation_search(rows, words=data["q"], prefecture=data["prefecture"], kind=data["kind"])
    return list(found[:PICKED])


@login_required
@require_POST
def organisation_pick(request: HttpRequest, project_id: int) -> HttpResponse:
    """Let an organisation take part."""
    project = managed_project(request, project_id)
    key = request.POST.get("organisation", "")
    chosen = get_object_or_404(selectors.catalogue(actor_of(request)), pk=key if key.isdecimal() else 0)
    participation_add(actor=actor_of(request), project=project, organisation=chosen)
    messages.success(request, _("%(name)sを協力団体に加えました。") % {"name": chosen})
    return redirect("access:project-organisations", project_id=project.pk)


@login_required
@require_POST
def organisation_withdraw(request: HttpRequest, project_id: int, participation_id: int) -> HttpResponse:
    """Let an organisation no longer take part."""
    queryset = Participation.objects.select_related("project", "organisation")
    found = get_or_404(actor_of(request), Action.CHANGE, queryset, project_id=project_id, pk=participation_id)
    try:
        participation_remove(actor=actor_of(request), participation=found)
        messages.success(request, _("%(name)sを協力団体から外しました。") % {"name": found.organisation})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("access:project-organisations", project_id=project_id)


@login_required
@require_GET
def audit(request: HttpRequest, project_id: int) -> HttpResponse:
    """Who changed what, when?"""
    project = managed_project(request, project_id)
    rows = selectors.audit_of_project(actor_of(request), project)
    context = project_shell(request, project, current="", crumbs=[(_("監査記録"), "")])
    return render(request, "access/audit.html", context | audit_context(request, rows))


def audit_context(request: HttpRequest, rows: QuerySet[AuditEntry]) -> dict[str, Any]:
    """Context of a page that shows ``rows`` of the audit log with its filter."""
    actors = User.objects.filter(pk__in=rows.order_by().values("actor"))
    form = AuditSearchForm(request.GET or None, actors=actors)
    if form.is_bound and form.is_valid():
        rows = selectors.audit_search(rows, **form.cleaned_data)
    pages = paged(request, rows)
    return {"form": form, "lines": audit_lines(pages["page"].object_list), **pages}
