"""Long lists in pages."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 50


def paged(request: HttpRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    """Context of ``components/pagination.html``: the page that is asked for, and the rest of the query."""
    query = request.GET.copy()
    query.pop("page", None)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {"page": page, "query": f"{query.urlencode()}&" if query else ""}
