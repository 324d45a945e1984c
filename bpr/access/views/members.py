"""Members of a project."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access import selectors
from bpr.access.forms import ExistingMemberForm, MemberForm, NewMemberForm, initial_of
from bpr.access.models import Membership, Project, User
from bpr.access.policy import Action, decide, get_or_404, require
from bpr.access.services import (
    initial_password,
    member_add,
    member_change,
    member_remove,
    password_set,
    user_create,
)
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.access.views.form_errors import refusals_in


def managed_project(request: HttpRequest, project_id: int) -> Project:
    """The project where the person may manage members; 404 where foreign, 403 where not the leader."""
    return get_or_404(actor_of(request), Action.MANAGE, Project.objects.all(), pk=project_id)


def _shell(request: HttpRequest, project: Project, title: str) -> dict[str, Any]:
    crumbs = [(_("参加者"), "access:members"), (title, "")] if title else [(_("参加者"), "")]
    return project_shell(request, project, current="", crumbs=crumbs)


def _membership(request: HttpRequest, project_id: int, membership_id: int) -> Membership:
    queryset = Membership.objects.select_related("project", "user", "organisation")
    return get_or_404(actor_of(request), Action.CHANGE, queryset, project_id=project_id, pk=membership_id)


@login_required
@require_GET
def members(request: HttpRequest, project_id: int) -> HttpResponse:
    """Who takes part, as what?"""
    project = project_or_404(actor_of(request), project_id)
    may_manage = decide(actor_of(request), Action.MANAGE, project)
    found = selectors.members(actor_of(request), project)
    if not found:
        require(may_manage)
    context = _shell(request, project, "") | {"members": found, "may_manage": may_manage}
    return render(request, "access/members.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def member_existing(request: HttpRequest, project_id: int) -> HttpResponse:
    """Add a person who has a user name."""
    project = managed_project(request, project_id)
    form = ExistingMemberForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            added = member_add(actor=actor_of(request), project=project, user=form.person, **_role(form))
            messages.success(request, _("%(name)sさんを加えました。") % {"name": added.user})
            return redirect("access:members", project_id=project.pk)
    context = _shell(request, project, _("登録のある人を加える")) | {"form": form}
    return render(request, "access/member_form.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def member_new(request: HttpRequest, project_id: int) -> HttpResponse:
    """Register a person and add them; the initial password is shown in the answer, once and nowhere else."""
    project = managed_project(request, project_id)
    form = NewMemberForm(request.POST or None, project=project)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            password = initial_password()
            person = _register(actor_of(request), project, form, password)
            return _show_password(request, project, person, password)
    context = _shell(request, project, _("新しい人を加える")) | {"form": form, "is_new": True}
    return render(request, "access/member_form.html", context)


@transaction.atomic
def _register(actor: User, project: Project, form: NewMemberForm, password: str) -> User:
    person = user_create(
        actor=actor,
        username=form.cleaned_data["username"],
        display_name=form.cleaned_data["display_name"],
        password=password,
    )
    member_add(actor=actor, project=project, user=person, **_role(form))
    return person


def _role(form: MemberForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("role", "organisation", "post")}


def _show_password(request: HttpRequest, project: Project, person: User, password: str) -> HttpResponse:
    context = _shell(request, project, _("初期パスワード")) | {"person": person, "password": password}
    return render(request, "access/initial_password.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, project_id: int, membership_id: int) -> HttpResponse:
    """Change role, organisation and post of a member."""
    found = _membership(request, project_id, membership_id)
    form = MemberForm(request.POST or None, project=found.project, initial=initial_of(found))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            member_change(actor=actor_of(request), membership=found, **_role(form))
            messages.success(request, _("%(name)sさんの参加の内容を変えました。") % {"name": found.user})
            return redirect("access:members", project_id=project_id)
    context = _shell(request, found.project, str(found.user)) | {
        "form": form,
        "member": found,
        "may_reset": selectors.may_reset_password(actor_of(request), found.user),
    }
    return render(request, "access/member_form.html", context)


@login_required
@require_POST
def member_delete(request: HttpRequest, project_id: int, membership_id: int) -> HttpResponse:
    """Take a member out of the project."""
    found = _membership(request, project_id, membership_id)
    try:
        member_remove(actor=actor_of(request), membership=found)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("access:member", project_id=project_id, membership_id=membership_id)
    messages.success(request, _("%(name)sさんを参加者から外しました。") % {"name": found.user})
    if found.user == request.user:
        return redirect("access:home")
    return redirect("access:members", project_id=project_id)


@login_required
@never_cache
@require_POST
def member_password(request: HttpRequest, project_id: int, membership_id: int) -> HttpResponse:
    """A new initial password for a member who forgot theirs."""
    found = _membership(request, project_id, membership_id)
    if not selectors.may_reset_password(actor_of(request), found.user):
        messages.error(
            request,
            _("%(name)sさんはほかの事業にも参加しています。パスワードは、システム管理者に作り直してもらってください。")
            % {"name": found.user},
        )
        return redirect("access:member", project_id=project_id, membership_id=membership_id)
    password = initial_password()
    password_set(actor=actor_of(request), user=found.user, password=password, must_change=True)
    return _show_password(request, found.project, found.user, password)
