"""Too many failed sign-ins: from where they come, and the answer to them."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.throttling import BaseThrottle


def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """A page, or JSON for the API, that says how long to wait and whom to ask."""
    status = settings.AXES_HTTP_RESPONSE_CODE
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    if request.path.startswith("/api/"):
        detail = _("失敗が続いたため、サインインを%(minutes)d分間止めています。時間をおいてもう一度試してください。")
        return JsonResponse(
            {"detail": detail % {"minutes": minutes}}, status=status, json_dumps_params={"ensure_ascii": False}
        )
    return render(request, "access/lockout.html", {"minutes": minutes}, status=status)


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from (``AXES_CLIENT_IP_CALLABLE``): counted like the throttled requests of the API.

    None where nobody said (a local socket) or what was said is no address: PostgreSQL stores nothing else.
    """
    said = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads nothing but META
    try:
        return str(ip_address(said or ""))
    except ValueError:
        return None
