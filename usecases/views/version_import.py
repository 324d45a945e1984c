"""Taking in a BPMN file of another tool."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import actor_of, project_or_404, project_shell
from bpr.core.bpmn.errors import BpmnError
from bpr.core.bpmn.intake import Intake
from bpr.sandbox.diagrams import take_in_safely
from usecases import services
from usecases.models import ProcessVersion
from usecases.version_import import VersionImportForm

_SHOWN = 30


@login_required
@require_http_methods(["GET", "POST"])
def version_import(request: HttpRequest, project_id: int) -> HttpResponse:
    """Choose the file and what it is a process of; where it holds several diagrams, which one."""
    found = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.ADD, ProcessVersion, project=found))
    sent = request.POST if request.method == "POST" else None
    form = VersionImportForm(sent, request.FILES or None, project=found, user=actor_of(request))
    if sent is not None and form.is_valid():
        version = _taken_in(request, form)
        if version:
            return redirect("usecases:version", project_id, version.pk)
    context = project_shell(
        request,
        found,
        current="processes",
        crumbs=[(_("業務プロセス"), "usecases:processes"), (_("BPMNを取り込む"), "")],
    )
    return render(request, "usecases/version_import.html", context | {"form": form}, status=422 if form.errors else 200)


def _taken_in(request: HttpRequest, form: VersionImportForm) -> ProcessVersion | None:
    """The new version; None where the form now says what is wrong or asks which diagram is meant."""
    intake = _intake(form)
    if intake is None or form.chosen is None:
        return None
    if intake.choices and not intake.bpmn:
        form.ask_for(intake.choices)
        return None
    fields = {name: form.cleaned_data[name] for name in ("use_case", "side", "organisation", "reason")}
    name = form.chosen.name
    version = services.version_take_in(actor=actor_of(request), intake=intake, filename=name, **fields)
    _tell(request, name, intake)
    return version


def _intake(form: VersionImportForm) -> Intake | None:
    if form.chosen is None:
        form.add_error("file", _("ファイルを選び直してください"))
        return None
    try:
        return take_in_safely(
            form.chosen.data, source_name=form.chosen.name, diagram_id=form.cleaned_data.get("diagram", "")
        )
    except BpmnError as error:
        form.refuse(str(error))
        return None


def _tell(request: HttpRequest, name: str, intake: Intake) -> None:
    messages.success(request, _("%(name)s を取り込みました。") % {"name": name})
    for repair in intake.repairs[:_SHOWN]:
        messages.info(request, repair.message_ja)
    more = len(intake.repairs) - _SHOWN
    if more > 0:
        messages.info(request, _("ほかに%(count)sか所を直しました。") % {"count": more})
