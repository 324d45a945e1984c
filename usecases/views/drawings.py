"""A version's drawing as a file and on paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.shell import project_shell
from usecases.models import ProcessVersion
from usecases.selectors.drawings import (
    DrawingView,
    Drawn,
    Layer,
    drawing_pages,
    drawing_svg,
    drawn_view,
    sheet_orientation,
    view_choices,
    view_of,
)
from usecases.selectors.findings import open_findings, version_finding_lines
from usecases.selectors.overview import threads_of, versions_visible
from usecases.views.version_base import version_file, version_or_404


def _drawn(request: HttpRequest, version: ProcessVersion, view: DrawingView) -> Drawn:
    return drawn_view(
        version,
        view,
        visible=versions_visible(request.user, version.process_model.use_case.project),
        threads=threads_of(version),
        findings=open_findings(version_finding_lines(version)),
    )


@login_required
@require_GET
def version_svg(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """The version as SVG: as it is stored, or as the query asks (``layer``, ``orientation``)."""
    found = version_or_404(request, project_id, version_id)
    drawn = _drawn(request, found, view_of(request.GET if request.GET else {"layer": Layer.NONE}))
    return version_file(drawing_svg(found, drawn.view, drawn.marks), "image/svg+xml", found, "svg")


@login_required
@require_GET
def version_print(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """The diagram on sheets of paper, ready to be printed."""
    found = version_or_404(request, project_id, version_id)
    drawn = _drawn(request, found, view_of(request.GET))
    view = drawn.view
    project = found.process_model.use_case.project
    context = project_shell(request, project, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes")])
    context["breadcrumb"] += [
        {"label": str(found), "url": reverse("usecases:version", args=[project.pk, found.pk]) + view.query()},
        {"label": _("印刷用"), "url": ""},
    ]
    context |= {
        "version": found,
        "view": view,
        "sheet_orientation": sheet_orientation(found, view),
        "pages": drawing_pages(found, view, drawn.marks),
        "has_marks": bool(drawn.marks),
        **view_choices(view, drawn.offered),
    }
    return render(request, "usecases/version_print.html", context)
