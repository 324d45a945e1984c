"""Sign-in, own password, language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bpr.access.forms import OwnPasswordForm, SignInForm
from bpr.access.models import User
from bpr.access.services import language_set, password_set
from bpr.access.shell import actor_of
from bpr.access.views.form_errors import refusals_in


class SignIn(LoginView):
    """Sign-in; failures are counted and lead to a lockout (django-axes)."""

    authentication_form = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "post"]

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        person = form.get_user()
        if isinstance(person, User) and person.language:
            _remember(response, person.language)
        return response


@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose an own password."""
    person = actor_of(request)
    form = OwnPasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            password_set(actor=person, user=person, password=form.cleaned_data["new_password1"])
            update_session_auth_hash(request, person)
            messages.success(request, _("パスワードを変えました。次のサインインから新しいパスワードを使ってください。"))
            return redirect("access:home")
    context: dict[str, Any] = {"form": form, "is_initial": person.must_change_password}
    return render(request, "access/password.html", context)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages: for this browser, and for the person wherever the person signs in."""
    response = HttpResponseRedirect(_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _remember(response, chosen)
        if isinstance(request.user, User):
            language_set(user=request.user, language=chosen)
    return response


def _next(request: HttpRequest) -> str:
    """The page to go back to; never another site."""
    target = request.POST.get("next", "")
    here = {request.get_host()}
    return target if url_has_allowed_host_and_scheme(target, here, require_https=request.is_secure()) else "/"


def _remember(response: HttpResponse, chosen: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 60 * 60,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
