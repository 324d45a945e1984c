"""The editor of a process diagram: the page, and what its script talks to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.json_reading import json_read
from bpr.access.policy import Action, get_or_404
from bpr.access.shell import actor_of, project_shell
from bpr.core.bpmn.layout import Orientation, layout
from bpr.core.steps import StepTableError, apply_rows
from bpr.workflow.problems import SheetInvalid, SheetMalformed
from usecases import services
from usecases.diagram_reading import Diagram, DiagramProblem, DiagramRefused, diagram_read
from usecases.diagram_rows import diagram_rows_read, problems_json, table_problems_json
from usecases.models import ProcessDraft, ProcessModel, ProcessSide, UseCase
from usecases.owners import owner_name
from usecases.selectors.drafts import DraftState, draft_editors_now, draft_state
from usecases.selectors.editor import columns_json, diagram_json, vocabulary_json

BAD_REQUEST, CONFLICT, UNPROCESSABLE = 400, 409, 422
_ORIENTATIONS: dict[object, Orientation] = {"horizontal": "horizontal", "vertical": "vertical"}
_URLS = {
    "draft": "editor_draft",
    "rows": "editor_rows",
    "check": "editor_check",
    "layout": "editor_layout",
    "save": "editor_save",
    "discard": "editor_discard",
    "presence": "editor_presence",
}


def process_or_404(request: HttpRequest, project_id: int, model_id: int) -> ProcessModel:
    """The process of the address, for those who may change it."""
    queryset = ProcessModel.objects.select_related("use_case__project", "use_case__category", "organisation")
    return get_or_404(request.user, Action.CHANGE, queryset, use_case__project_id=project_id, pk=model_id)


# the page


@login_required
@require_POST
def editor_begin(request: HttpRequest, project_id: int, use_case_id: int, side: str) -> HttpResponse:
    """Draw the common as-is or the to-be of a use case, from nothing where there is none."""
    use_case = get_or_404(request.user, Action.CHANGE, UseCase.objects.all(), project_id=project_id, pk=use_case_id)
    process = services.draft_begin(actor=actor_of(request), use_case=use_case, side=side)
    return redirect("usecases:editor", project_id, process.pk)


@login_required
@require_GET
def editor(request: HttpRequest, project_id: int, model_id: int) -> HttpResponse:
    """Draw the process."""
    process = process_or_404(request, project_id, model_id)
    state = draft_state(process)
    context = page(request, process, _("図を編集")) | {
        "state": state,
        "others": draft_editors_now(process, but=actor_of(request)),
        "kept": process.kept_drafts.select_related("drawn_by").defer("bpmn"),
        "asks_about_table": bool(state.table_draft and not state.draft),
        "page_data": _page_data(request, state),
    }
    return render(request, "usecases/editor.html", context)


def page(request: HttpRequest, process: ProcessModel, here: str) -> dict[str, Any]:
    """Context that the pages around the editor share."""
    project = process.use_case.project
    context = project_shell(request, project, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes")])
    use_case_url = reverse("usecases:use_case", args=[project.pk, process.use_case_id])
    context["breadcrumb"] += [{"label": process.use_case.name, "url": use_case_url}, {"label": here, "url": ""}]
    return context | {"process": process, "use_case": process.use_case}


def _page_data(request: HttpRequest, state: DraftState) -> dict[str, Any]:
    """What the script starts from."""
    process = state.process_model
    return {
        "project": process.use_case.project_id,
        "title": str(process),
        "side": process.side,
        "revision": state.revision,
        "baseNumber": state.base_number,
        "latestNumber": state.latest_number,
        "xml": state.xml,
        "columns": columns_json(process),
        "vocabulary": vocabulary_json(request.user, process),
        "urls": _urls(state),
        "language": get_language() or "ja",
        "storageKey": f"draft-{process.pk}-{request.user.pk}",
        **_reading(request, state),
    }


def _reading(request: HttpRequest, state: DraftState) -> dict[str, Any]:
    """What is read off the stored diagram; nothing where it cannot be read any more: the page then says so."""
    try:
        model = diagram_read(state.xml).model
    except DiagramRefused as refused:
        return {"rows": [], "findings": [], "values": {}, "evidence": {}, "shares": {}, "broken": str(refused)}
    return diagram_json(actor_of(request), state.process_model, model)


def _urls(state: DraftState) -> dict[str, str]:
    """Addresses for the script; that of the draft names the version that the page began with."""
    process = state.process_model
    keys = [process.use_case.project_id, process.pk]
    urls = {name: reverse(f"usecases:{url}", args=keys) for name, url in _URLS.items()}
    urls["draft"] += f"?base={state.base_number}"
    version = reverse("usecases:version", args=[keys[0], state.latest.pk]) if state.latest else ""
    return urls | {"version": version, "back": back_url(state)}


def back_url(state: DraftState) -> str:
    """Where one goes from the editor."""
    process = state.process_model
    project_id = process.use_case.project_id
    if process.side == ProcessSide.TO_BE:
        return reverse("usecases:to_be", args=[project_id, process.use_case_id])
    if state.latest:
        return reverse("usecases:version", args=[project_id, state.latest.pk])
    return reverse("usecases:processes", args=[project_id])


# what the script talks to


@login_required
@require_http_methods(["PUT"])
def editor_draft(request: HttpRequest, project_id: int, model_id: int) -> JsonResponse:
    """Keep the diagram while it is drawn."""
    process = process_or_404(request, project_id, model_id)
    try:
        body = _body(request)
        draft = services.draft_save(
            actor=actor_of(request),
            process_model=process,
            xml=body.get("xml"),
            revision=whole(body.get("revision")),
            base_number=whole(request.GET.get("base", "")),
            keep_mine=body.get("keep_mine") is True,
        )
    except services.DiagramConflict as conflict:
        return _json(_conflict_json(process, conflict), CONFLICT)
    except services.DraftElsewhere as elsewhere:
        return _refused(DiagramRefused(DiagramProblem(message=_elsewhere(elsewhere))))
    except (DiagramRefused, SheetMalformed) as error:
        return _refused(error)
    saved = {"revision": draft.revision, "saved_at": _clock(draft)}
    return _json(saved | diagram_json(actor_of(request), process, diagram_read(draft.bpmn).model))


def _conflict_json(process: ProcessModel, conflict: services.DiagramConflict) -> dict[str, Any]:
    theirs, merged = conflict.theirs, conflict.merged
    keys = [process.use_case.project_id, process.pk, conflict.kept.pk]
    return {
        "revision": theirs.revision,
        "xml": theirs.bpmn,
        "merged_xml": merged.document.decode("utf-8"),
        "conflicts": [
            {
                "element_id": found.element_id,
                "name": found.name,
                "what": found.what,
                "mine": found.mine,
                "theirs": found.theirs,
            }
            for found in merged.conflicts
        ],
        "saved_by": str(theirs.saved_by),
        "saved_at": _clock(theirs),
        "kept_url": reverse("usecases:editor_kept", args=keys),
    }


def _elsewhere(error: services.DraftElsewhere) -> str:
    return _("%(who)sさんが、この改革案を表で直しています。画面を読み込み直し、表の下書きを引き継いでください。") % {
        "who": error.who
    }


def _clock(draft: ProcessDraft) -> str:
    saved = timezone.localtime(draft.saved_at)
    return f"{saved:%H:%M}" if saved.date() == timezone.localdate() else date_format(saved, "SHORT_DATETIME_FORMAT")


@login_required
@require_POST
def editor_rows(request: HttpRequest, project_id: int, model_id: int) -> JsonResponse:
    """The diagram with the rows of the table in it; nothing is stored."""
    process = process_or_404(request, project_id, model_id)
    try:
        body = _body(request)
        diagram = diagram_read(body.get("xml"))
        rows = diagram_rows_read(process_model=process, model=diagram.model, raw=body.get("rows"))
        document = apply_rows(diagram.document, rows, organisation=owner_name(process))
        changed = diagram_read(document.serialise().decode("utf-8"))
    except (DiagramRefused, SheetMalformed) as error:
        return _refused(error)
    except SheetInvalid as error:
        return _json({"problems": problems_json(error.problems)}, UNPROCESSABLE)
    except StepTableError as error:
        return _json({"problems": table_problems_json(error)}, UNPROCESSABLE)
    return _json({"xml": changed.xml} | diagram_json(actor_of(request), process, changed.model))


@login_required
@require_POST
def editor_check(request: HttpRequest, project_id: int, model_id: int) -> JsonResponse:
    """Rows and findings of the diagram as it is being drawn; nothing is stored."""
    process = process_or_404(request, project_id, model_id)
    try:
        diagram = diagram_read(_body(request).get("xml"))
    except (DiagramRefused, SheetMalformed) as error:
        return _refused(error)
    return _json(diagram_json(actor_of(request), process, diagram.model))


@login_required
@require_POST
def editor_layout(request: HttpRequest, project_id: int, model_id: int) -> JsonResponse:
    """The diagram laid out anew as a whole; nothing is stored."""
    process_or_404(request, project_id, model_id)
    try:
        body = _body(request)
        diagram = diagram_read(body.get("xml"))
        orientation = body.get("orientation", "horizontal")
        if not isinstance(orientation, str) or orientation not in _ORIENTATIONS:
            raise SheetMalformed(_("送られた形が違います"))
    except (DiagramRefused, SheetMalformed) as error:
        return _refused(error)
    return _json({"xml": _tidied(diagram, _ORIENTATIONS[orientation])})


def _tidied(diagram: Diagram, orientation: Orientation) -> str:
    diagram.document.apply_model(layout(diagram.model, orientation))
    return diagram.document.serialise().decode("utf-8")


@login_required
@require_POST
def editor_presence(request: HttpRequest, project_id: int, model_id: int) -> JsonResponse:
    """A sign of life; the answer says who else is here and which revision is the newest."""
    process = process_or_404(request, project_id, model_id)
    actor = actor_of(request)
    services.draft_editor_seen(actor=actor, process_model=process)
    others = [str(user) for user in draft_editors_now(process, but=actor)]
    return _json({"others": others, "revision": process.draft_revision})


# reading and answering


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json_read(request.body)
    except ValueError as error:
        raise SheetMalformed(str(error)) from error
    if not isinstance(body, dict):
        raise SheetMalformed(_("送られた形が違います"))
    return body


def whole(value: object) -> int:
    """A whole number as JSON or text; SheetMalformed where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SheetMalformed(_("送られた形が違います"))
    return value


def _refused(error: DiagramRefused | SheetMalformed) -> JsonResponse:
    if isinstance(error, SheetMalformed):
        return _json({"message": str(error), "problems": [{"message": str(error), "element": ""}]}, BAD_REQUEST)
    problems = [{"message": problem.message, "element": problem.element} for problem in error.problems]
    return _json({"message": str(error), "problems": problems}, UNPROCESSABLE)


def _json(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
