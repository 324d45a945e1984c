"""Pages of system administrators: projects, people, the catalogue of organisations, the log of all that."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access import selectors
from bpr.access.forms import LeaderForm, NewProjectForm, NewUserForm, OrganisationForm, OrganisationSearchForm
from bpr.access.models import Membership, Organisation, Project, Role, User
from bpr.access.organisation_table import TableError, municipalities, prefectures
from bpr.access.policy import administers
from bpr.access.services import (
    initial_password,
    member_add,
    organisation_create,
    organisation_import,
    organisation_update,
    password_set,
    project_create,
    user_activate,
    user_create,
)
from bpr.access.shell import actor_of
from bpr.access.views.form_errors import refusals_in
from bpr.access.views.pages import paged
from bpr.access.views.projects import audit_context


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For everybody who is not a system administrator, these pages do not exist (404)."""

    @login_required
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not administers(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@administrators_only
@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    """Which projects are there, and who leads them? Nothing of what is inside."""
    leaders = Membership.objects.filter(role=Role.LEADER).select_related("user")
    found = Project.objects.prefetch_related(Prefetch("memberships", leaders, to_attr="leaders"))
    return render(request, "access/administration/projects.html", {"projects": found, "tab": "projects"})


@administrators_only
@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    """Set up a project and name its leader, who fills in the rest."""
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            created = project_create(actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("事業「%(name)s」を作りました。") % {"name": created})
            return redirect("access:projects")
    context = {"form": form, "heading": _("どの事業を始めますか"), "back": "access:projects"}
    return render(request, "access/administration/form.html", context)


@administrators_only
@require_http_methods(["GET", "POST"])
def project_leader(request: HttpRequest, project_id: int) -> HttpResponse:
    """Give a project a further leader, e.g. when its only one has left."""
    project = get_object_or_404(Project, pk=project_id)
    form = LeaderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["username"]
        with refusals_in(form):
            member_add(actor=actor_of(request), project=project, user=person, role=Role.LEADER)
            messages.success(request, _("%(name)sさんを統括責任者に加えました。") % {"name": person})
            return redirect("access:projects")
    heading = _("「%(name)s」の統括責任者に誰を加えますか") % {"name": project}
    return render(
        request, "access/administration/form.html", {"form": form, "heading": heading, "back": "access:projects"}
    )


@administrators_only
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Who can sign in?"""
    rows = selectors.people_search(User.objects.all(), words=request.GET.get("q", ""))
    return render(request, "access/administration/people.html", {"tab": "people", **paged(request, rows)})


@administrators_only
@never_cache
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Register a person; the initial password is shown in the answer, once and nowhere else."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            password = initial_password()
            person = user_create(actor=actor_of(request), password=password, **form.cleaned_data)
            return render(request, "access/initial_password.html", {"person": person, "password": password})
    context = {"form": form, "heading": _("誰を利用者に加えますか"), "back": "access:people"}
    return render(request, "access/administration/form.html", context)


@administrators_only
@never_cache
@require_POST
def person_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """A new initial password for a person who forgot theirs."""
    person = get_object_or_404(User, pk=user_id)
    password = initial_password()
    password_set(actor=actor_of(request), user=person, password=password, must_change=True)
    return render(request, "access/initial_password.html", {"person": person, "password": password})


@administrators_only
@require_POST
def person_activate(request: HttpRequest, user_id: int) -> HttpResponse:
    """Let a person sign in, or no longer."""
    person = get_object_or_404(User, pk=user_id)
    active = request.POST.get("active") == "1"
    try:
        user_activate(actor=actor_of(request), user=person, active=active)
        text = _("%(name)sさんが使えるようにしました。") if active else _("%(name)sさんの利用を止めました。")
        messages.success(request, text % {"name": person})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("access:people")


@administrators_only
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    """Which organisations are in the catalogue?"""
    form = OrganisationSearchForm(request.GET or None, prefectures=selectors.prefecture_names())
    rows = selectors.catalogue(request.user)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        rows = selectors.organisation_search(rows, words=data["q"], prefecture=data["prefecture"], kind=data["kind"])
    context = {"form": form, "is_empty": not Organisation.objects.exists(), "tab": "organisations"}
    context |= paged(request, rows)
    return render(request, "access/administration/organisations.html", context)


@administrators_only
@require_POST
def organisations_load(request: HttpRequest) -> HttpResponse:
    """Load all municipalities and prefectures from the table that comes with the workbench."""
    try:
        rows = prefectures() + municipalities()
    except TableError as error:
        messages.error(request, str(error))
        return redirect("access:organisations")
    result = organisation_import(actor=actor_of(request), rows=rows, name="prefectures.csv, municipalities.csv")
    text = _("読み込みました。追加 %(created)d件、変更 %(changed)d件、そのまま %(unchanged)d件")
    messages.success(
        request, text % {"created": result.created, "changed": result.changed, "unchanged": result.unchanged}
    )
    return redirect("access:organisations")


@administrators_only
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add a ministry, a contractor, or a local government that the table lacks."""
    form = OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            created = organisation_create(actor=actor_of(request), **form.cleaned_data)
            messages.success(request, _("%(name)sを登録しました。") % {"name": created})
            return redirect("access:organisations")
    context = {"form": form, "heading": _("どの団体を登録しますか"), "back": "access:organisations"}
    return render(request, "access/administration/form.html", context)


@administrators_only
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """What is known of an organisation?"""
    found = get_object_or_404(Organisation, pk=organisation_id)
    form = OrganisationForm(request.POST or None, instance=get_object_or_404(Organisation, pk=organisation_id))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            organisation_update(actor=actor_of(request), organisation=found, **form.cleaned_data)
            messages.success(request, _("%(name)sの内容を保存しました。") % {"name": found})
            return redirect("access:organisations")
    context = {"form": form, "heading": found.name, "back": "access:organisations", "statistics": found.statistics}
    return render(request, "access/administration/form.html", context)


@administrators_only
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """Who changed accounts and the catalogue?"""
    context = audit_context(request, selectors.audit_of_system(request.user))
    return render(request, "access/audit.html", context | {"tab": "audit"})
