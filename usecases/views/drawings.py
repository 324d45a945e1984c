"""A version's drawing as a file and on paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bpr.access.shell import project_shell
from bpr.core.bpmn.rules import check_model
from usecases.models import ProcessVersion
from usecases.selectors import version_model
from usecases.selectors.drawings import (
    Layer,
    Marks,
    drawing_pages,
    drawing_svg,
    marks_of,
    sheet_orientation,
    view_choices,
    view_of,
)
from usecases.selectors.overview import threads_of, versions_visible
from usecases.views.version_base import version_file, version_or_404


def _marks(request: HttpRequest, version: ProcessVersion, layer: Layer) -> Marks:
    return marks_of(
        version,
        layer,
        visible=versions_visible(request.user, version.process_model.use_case.project),
        threads=threads_of(version) if layer is Layer.COMMENTS else [],
        findings=check_model(version_model(version)) if layer is Layer.FINDINGS else [],
    )


@login_required
@require_GET
def version_svg(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """The version as SVG: as it is stored, or as the query asks (``layer``, ``orientation``)."""
    found = version_or_404(request, project_id, version_id)
    view = view_of(request.GET if request.GET else {"layer": Layer.NONE})
    return version_file(drawing_svg(found, view, _marks(request, found, view.layer)), "image/svg+xml", found, "svg")


@login_required
@require_GET
def version_print(request: HttpRequest, project_id: int, version_id: int) -> HttpResponse:
    """The diagram on sheets of paper, ready to be printed."""
    found = version_or_404(request, project_id, version_id)
    view = view_of(request.GET)
    marks = _marks(request, found, view.layer)
    project = found.process_model.use_case.project
    crumbs = [(_("業務プロセス"), "usecases:processes"), (str(found), ""), (_("印刷用"), "")]
    context = project_shell(request, project, current="processes", crumbs=crumbs)
    context |= {
        "version": found,
        "view": view,
        "sheet_orientation": sheet_orientation(found, view),
        "pages": drawing_pages(found, view, marks),
        "has_marks": bool(marks),
        **view_choices(view),
    }
    return render(request, "usecases/version_print.html", context)
