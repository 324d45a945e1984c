"""Who signs in with an initial password chooses an own one before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import gettext as _

from bpr.access.models import User

STILL_OPEN = frozenset({"access:password", "access:sign-out", "access:language", "healthz"})


class InitialPasswordMiddleware:
    """Leads everybody who still has an initial password to the page where it is changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and request.user.must_change_password and not _still_open(request):
            return _refusal(request)
        return self.get_response(request)


def _still_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in STILL_OPEN
    except Resolver404:
        return False


def _refusal(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        detail = _("初期パスワードのままです。画面でサインインして、自分のパスワードに変えてください。")
        return JsonResponse({"detail": detail}, status=403, json_dumps_params={"ensure_ascii": False})
    return redirect("access:password")
