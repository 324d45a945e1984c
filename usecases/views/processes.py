"""All processes of a project: overview, import, organisations side by side, any two compared."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.policy import Action, decide_in, get_or_404, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.core.bpmn.errors import BpmnError
from usecases import services
from usecases.forms import VersionImportForm
from usecases.models import ProcessVersion, UseCase
from usecases.selectors.comparison import compared
from usecases.selectors.overview import process_rows, side_by_side_of, versions_visible


@login_required
@require_GET
def processes(request: HttpRequest, project_id: int) -> HttpResponse:
    """Which processes are drawn, and what waits for review?"""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, ProcessVersion, project=found))
    context = project_shell(request, found, current="processes")
    context |= {
        "rows": process_rows(request.user, found),
        "may_change": decide_in(request.user, Action.ADD, ProcessVersion, project=found),
    }
    return render(request, "usecases/processes.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def version_import(request: HttpRequest, project_id: int) -> HttpResponse:
    """Take in a BPMN file of another tool."""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, ProcessVersion, project=found))
    form = VersionImportForm(request.POST if request.method == "POST" else None, request.FILES or None, project=found)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data.pop("file")
        try:
            version, repairs = services.version_import(
                actor=actor_of(request), data=upload.read(), filename=upload.name, **form.cleaned_data
            )
        except BpmnError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("%(name)s を取り込みました。") % {"name": upload.name})
            for repair in repairs[:20]:
                messages.info(request, repair.message_ja)
            return redirect("usecases:version", project_id, version.pk)
    context = project_shell(
        request, found, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes"), (_("取込"), "")]
    )
    return render(request, "usecases/version_import.html", context | {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
def side_by_side(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Where do the organisations differ?"""
    use_case = get_or_404(
        request.user, Action.VIEW, UseCase.objects.select_related("project"), project_id=project_id, pk=use_case_id
    )
    context = project_shell(
        request,
        use_case.project,
        current="processes",
        crumbs=[(_("業務プロセス"), "usecases:processes"), (_("団体を並べて比べる"), "")],
    )
    context |= {
        "use_case": use_case,
        "table": side_by_side_of(request.user, use_case),
        "may_change": decide_in(request.user, Action.ADD, ProcessVersion, project=use_case.project),
    }
    return render(request, "usecases/side_by_side.html", context)


@login_required
@require_POST
def common_adopt(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Make one as-is the common as-is."""
    use_case = get_or_404(
        request.user, Action.VIEW, UseCase.objects.select_related("project"), project_id=project_id, pk=use_case_id
    )
    require(decide_in(request.user, Action.ADD, ProcessVersion, project=use_case.project))
    source = _chosen(request, project_id, request.POST.get("source", ""))
    if source.process_model.use_case_id != use_case.pk:
        raise Http404
    version = services.common_adopt(
        actor=actor_of(request), use_case=use_case, source=source, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("「共通の現行」第%(number)s版を作りました。") % {"number": version.number})
    return redirect("usecases:version", project_id, version.pk)


def _chosen(request: HttpRequest, project_id: int, value: str) -> ProcessVersion:
    if not (value.isascii() and value.isdigit()):
        raise Http404
    queryset = ProcessVersion.objects.select_related("process_model__use_case__project", "process_model__organisation")
    return get_or_404(
        request.user, Action.VIEW, queryset, pk=int(value), process_model__use_case__project_id=project_id
    )


def _label(version: ProcessVersion) -> str:
    """「現行 周南市 第2版」: the use case is said by the page."""
    process = version.process_model
    owner = process.organisation.name if process.organisation else ""
    number = _("第%(number)s版") % {"number": version.number}
    return " ".join(part for part in (process.get_side_display(), owner, number) if part)


@login_required
@require_GET
def compare(request: HttpRequest, project_id: int) -> HttpResponse:
    """What differs between two versions?"""
    found = project_or_404(request.user, project_id)
    before = _chosen(request, project_id, request.GET.get("before", ""))
    after = _chosen(request, project_id, request.GET.get("after", ""))
    context = project_shell(
        request, found, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes"), (_("違いを見る"), "")]
    )
    choices = versions_visible(request.user, found).filter(process_model__use_case_id=before.process_model.use_case_id)
    context |= {
        "comparison": compared(before, after),
        "choices": [{"pk": version.pk, "label": _label(version)} for version in choices.defer("bpmn")],
        "before_label": _label(before),
        "after_label": _label(after),
    }
    return render(request, "usecases/compare.html", context)
