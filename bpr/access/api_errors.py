"""How the API answers errors."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import exception_handler


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """As the framework does, but what is not there is said in one sentence for all: Django's own text names the
    model, in English."""
    return exception_handler(NotFound() if isinstance(error, Http404) else error, context)
