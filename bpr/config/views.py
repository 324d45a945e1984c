"""Health and error pages of the whole site."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

API_PREFIX = "/api/"


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; says nothing about what it holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without context processors: what failed may be the database that they read."""
    if request.path.startswith(API_PREFIX):
        return _api_error(500)
    context = {"request": request, "csrf_token": get_token(request)}
    return HttpResponse(get_template("errors/500.html").render(context), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error_page(request, 403, template="errors/csrf.html")


def _error_page(request: HttpRequest, status: int, *, template: str = "") -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return _api_error(status)
    return render(request, template or f"errors/{status}.html", status=status)


def _api_error(status: int) -> JsonResponse:
    return JsonResponse({"detail": str(API_ERRORS[status])}, status=status, json_dumps_params={"ensure_ascii": False})


API_ERRORS = {
    400: _("リクエストを読み取れませんでした。"),
    403: _("この操作をする権限がありません。"),
    404: _("見つかりません。"),
    500: _("サーバーで問題が起きました。"),
}
