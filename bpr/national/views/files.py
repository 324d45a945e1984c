"""The table of all municipalities to take away."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from bpr.national.models import NationalEstimate
from bpr.national.render.table_file import csv_bytes, xlsx_bytes
from bpr.national.selectors.estimates import estimate_or_404
from bpr.national.selectors.file_rows import TABLE_NAME, headings, notes, table_rows
from bpr.national.selectors.reading import Reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def csv_file(request: HttpRequest, project_id: int, estimate_id: int) -> HttpResponse:
    """All municipalities as CSV."""
    found = estimate_or_404(request.user, project_id, estimate_id)
    return _answer(found, lambda reading: csv_bytes(headings(reading), table_rows(reading), notes(reading)), "csv")


@login_required
@require_GET
def xlsx_file(request: HttpRequest, project_id: int, estimate_id: int) -> HttpResponse:
    """All municipalities as an Excel workbook."""
    found = estimate_or_404(request.user, project_id, estimate_id)
    return _answer(found, _workbook, "xlsx")


def _workbook(reading: Reading) -> bytes:
    return xlsx_bytes(headings(reading), table_rows(reading), notes(reading), title=TABLE_NAME)


def _answer(estimate: NationalEstimate, make: Callable[[Reading], bytes], suffix: str) -> HttpResponse:
    kind = XLSX if suffix == "xlsx" else "text/csv; charset=utf-8"
    response = HttpResponse(make(Reading(estimate)), content_type=kind)
    name = f"national-{estimate.project_id}-{estimate.number}.{suffix}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
