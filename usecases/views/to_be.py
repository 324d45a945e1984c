"""The to-be of a use case: both sides on one page, and the table on which it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.json_reading import json_read
from bpr.access.policy import Action, decide_in, get_or_404, require, restrict
from bpr.access.shell import actor_of, project_shell
from bpr.core.steps import StepTableError
from bpr.workflow.columns import Column
from bpr.workflow.problems import CellProblem, SheetInvalid, SheetMalformed
from usecases import services
from usecases.models import Measure, Precondition, ProcessSide, ProcessVersion, UseCase
from usecases.selectors.common import common_steps_of
from usecases.selectors.comparison import compared
from usecases.selectors.complexity import complexity_table
from usecases.selectors.drafts import diagram_draft_of
from usecases.selectors.overview import versions_visible
from usecases.selectors.to_be import ToBeState, destinations, draw, known_values, to_be_state
from usecases.selectors.versions import version_latest, version_rows
from usecases.to_be_changes import CHANGES_BY_NAME, ChangeRefused
from usecases.to_be_rows import ToBeReading, to_be_read
from usecases.to_be_table import TO_BE, ToBeTable, shaped

UNPROCESSABLE, CONFLICT = 422, 409
_CHANGE_ARGUMENTS = frozenset({"key", "keys", "measure", "reason", "common_key", "system", "after"})
_KNOWS_COMMON = ("remove", "restore")
#: What the script of the editor says; {…} are its gaps.
WORDS = {
    "gridLabel": gettext_lazy("改革案の作業の表"),
    "chosen": gettext_lazy("選んだ行：{row}行目 {task}（元の作業：{origins}）"),
    "chooseFirst": gettext_lazy("先に、表で行を選んでください。"),
    "chooseTwo": gettext_lazy("統合する行を、2行以上続けて選んでください。"),
    "removeTitle": gettext_lazy("この作業を廃止する"),
    "removeOk": gettext_lazy("廃止する"),
    "automateTitle": gettext_lazy("この作業をシステムに任せる"),
    "automateOk": gettext_lazy("自動化する"),
    "mergeTitle": gettext_lazy("選んだ作業を1つに統合する"),
    "mergeOk": gettext_lazy("統合する"),
    "removed": gettext_lazy("廃止"),
    "open": gettext_lazy("まだ決まっていません"),
    "goesTo": gettext_lazy("作業 {numbers} へ"),
    "restore": gettext_lazy("作業に戻す"),
    "keep": gettext_lazy("そのまま続ける"),
    "measureOf": gettext_lazy("「{name}」を廃止する改革方策"),
    "reasonOf": gettext_lazy("「{name}」を廃止する理由"),
}


def use_case_or_404(request: HttpRequest, project_id: int, use_case_id: int, *, to_change: bool = False) -> UseCase:
    """The use case of the address; with ``to_change`` only for those who may make versions."""
    queryset = UseCase.objects.select_related("project", "category")
    use_case = get_or_404(request.user, Action.VIEW, queryset, project_id=project_id, pk=use_case_id)
    if to_change:
        require(decide_in(request.user, Action.ADD, ProcessVersion, project=use_case.project))
    return use_case


@login_required
@require_GET
def to_be(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """What changes, and why?"""
    use_case = use_case_or_404(request, project_id, use_case_id)
    common = version_latest(use_case=use_case, side=ProcessSide.COMMON)
    latest = version_latest(use_case=use_case, side=ProcessSide.TO_BE)
    context = page(request, use_case, _("改革案"))
    context |= {
        "common": common,
        "to_be": latest,
        "comparison": compared(common, latest) if common and latest else None,
        "complexity": complexity_table(common, latest) if common and latest else None,
        "step_map": _step_map(use_case, latest) if latest else (),
        "measures": restrict(request.user, Action.VIEW, Measure.objects.filter(use_case=use_case)),
        "preconditions": restrict(request.user, Action.VIEW, Precondition.objects.filter(use_case=use_case)),
        "has_as_is": versions_visible(request.user, use_case.project)
        .filter(process_model__use_case=use_case, process_model__side=ProcessSide.AS_IS)
        .exists(),
    }
    return render(request, "usecases/to_be.html", context)


def page(request: HttpRequest, use_case: UseCase, here: str) -> dict[str, Any]:
    """Context that the pages around a to-be share."""
    project = use_case.project
    context = project_shell(request, project, current="processes", crumbs=[(_("業務プロセス"), "usecases:processes")])
    keys = [project.pk, use_case.pk]
    context["breadcrumb"] += [
        {"label": use_case.name, "url": reverse("usecases:use_case", args=keys)},
        {"label": here, "url": ""},
    ]
    may_change = bool(decide_in(request.user, Action.ADD, ProcessVersion, project=project))
    return context | {"use_case": use_case, "may_change": may_change}


def _step_map(use_case: UseCase, latest: ProcessVersion) -> tuple[Any, ...]:
    removed = {item["common_key"] for item in latest.removed}
    return destinations(common_steps_of(use_case), version_rows(latest), removed)


@login_required
@require_POST
def to_be_clone(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Start the to-be from the common as-is."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    if version_latest(use_case=use_case, side=ProcessSide.TO_BE):
        messages.info(request, _("改革案はもうあります。"))
        return redirect("usecases:to_be_edit", project_id, use_case_id)
    try:
        services.to_be_clone(actor=actor_of(request), use_case=use_case)
    except services.NothingToClone as error:
        messages.error(request, str(error))
        return redirect("usecases:to_be", project_id, use_case_id)
    messages.success(request, _("共通の現行を写しました。変える作業を直していってください。"))
    return redirect("usecases:to_be_edit", project_id, use_case_id)


@login_required
@require_GET
def to_be_edit(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Change the to-be as rows."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    state = to_be_state(use_case)
    if state.latest is None and state.draft is None:
        return redirect("usecases:to_be", project_id, use_case_id)
    is_outdated = bool(state.latest and state.latest.number != state.base_number)
    context = page(request, use_case, _("改革案を直す")) | {
        "state": state,
        "is_outdated": is_outdated,
        "drawn": diagram_draft_of(use_case),
        "measures": use_case.measures.all(),
        "page_data": _page_data(use_case, state),
    }
    return render(request, "usecases/to_be_edit.html", context)


@login_required
@require_POST
def to_be_take_over(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Go on in the table with the draft that stands in the diagram."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    drawn = diagram_draft_of(use_case)
    try:
        if drawn:
            services.table_from_draft(actor=actor_of(request), process_model=drawn.process_model)
            messages.success(request, _("図の下書きを引き継ぎました。図は、図の編集の画面に取り置いてあります。"))
    except services.NothingDrawn:
        messages.info(request, _("引き継ぐ図の下書きがありません。"))
    return redirect("usecases:to_be_edit", project_id, use_case_id)


def _page_data(use_case: UseCase, state: ToBeState) -> dict[str, Any]:
    """What the script starts from."""
    keys = [use_case.project_id, use_case.pk]
    names = {"draft": "to_be_draft", "preview": "to_be_preview", "change": "to_be_change", "save": "to_be_save"}
    return {
        "table": state.table.json(),
        "revision": state.revision,
        "baseNumber": state.base_number,
        "columns": [_column(column, use_case) for column in TO_BE.columns],
        "urls": {name: reverse(f"usecases:{url}", args=keys) for name, url in names.items()},
        "words": {key: str(words) for key, words in WORDS.items()},
    }


def _column(column: Column, use_case: UseCase) -> dict[str, Any]:
    choices = [{"value": word, "label": word} for word in column.choices]
    if column.key == "measure":
        choices = [{"value": each.code, "label": str(each)} for each in use_case.measures.all()]
    hint = str(column.hint) + (_("例：%(example)s") % {"example": column.example} if column.example else "")
    kind = "choice" if choices else "number" if column.numeric else "text"
    return {"key": column.key, "title": str(column.label), "type": kind, "hint": hint, "choices": choices} | {
        "width": column.width * 13
    }


@login_required
@require_http_methods(["PUT"])
def to_be_draft(request: HttpRequest, project_id: int, use_case_id: int) -> JsonResponse:
    """Keep the table while it is being typed."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    try:
        body = _body(request)
        draft = services.to_be_draft_save(
            actor=actor_of(request),
            use_case=use_case,
            table=shaped(body.get("table")),
            base_number=_whole(body, "base_number"),
            revision=_whole(body, "revision"),
        )
    except services.DraftConflict as conflict:
        return _json({"message": _draft_conflict(conflict)}, CONFLICT)
    except services.DraftElsewhere as elsewhere:
        message = _("%(who)sさんが、この改革案を図で直しています。画面を読み込み直し、図の下書きを引き継いでください。")
        return _json({"message": message % {"who": elsewhere.who}}, CONFLICT)
    except (SheetInvalid, SheetMalformed) as error:
        return _refused(error)
    return _json({"revision": draft.revision, "saved_at": f"{timezone.localtime(draft.saved_at):%H:%M}"})


def _draft_conflict(conflict: services.DraftConflict) -> str:
    if conflict.theirs is None:
        return _("ほかの人がこの下書きを版として保存したか、取りやめました。")
    words = {"who": conflict.theirs.saved_by, "at": f"{timezone.localtime(conflict.theirs.saved_at):%H:%M}"}
    return _("%(who)sさんが %(at)s にこの改革案を保存しました。") % words


@login_required
@require_POST
def to_be_discard(request: HttpRequest, project_id: int, use_case_id: int) -> HttpResponse:
    """Drop the draft."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    services.to_be_draft_discard(actor=actor_of(request), use_case=use_case)
    messages.success(request, _("下書きを取りやめ、最新の版に戻しました。"))
    return redirect("usecases:to_be_edit", project_id, use_case_id)


@login_required
@require_POST
def to_be_preview(request: HttpRequest, project_id: int, use_case_id: int) -> JsonResponse:
    """The diagram of the table as it is typed, what is wrong with it, and where each common step went."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    try:
        table = shaped(_body(request).get("table"))
    except (SheetInvalid, SheetMalformed) as error:
        return _refused(error)
    reading = to_be_read(use_case=use_case, table=table, known=known_values(use_case))
    drawing = draw(reading.rows, use_case=use_case, organisation=_("改革後の団体"))
    return _json({"svg": drawing.svg, "elements": drawing.elements, **_findings(reading), **_places(use_case, reading)})


def _findings(reading: ToBeReading) -> dict[str, Any]:
    found = reading.findings
    return {"problems": problems_json(found.problems), "warnings": problems_json(found.warnings)}


def _places(use_case: UseCase, reading: ToBeReading) -> dict[str, Any]:
    removed = {item["common_key"]: item for item in reading.removed}
    found = destinations(common_steps_of(use_case), reading.rows, set(removed))
    return {
        "common": [
            {
                "key": each.step.key,
                "number": each.step.number,
                "name": each.step.name,
                "state": each.state,
                "numbers": each.numbers,
                "measure": removed.get(each.step.key, {}).get("measure", ""),
                "reason": removed.get(each.step.key, {}).get("reason", ""),
            }
            for each in found
        ]
    }


def problems_json(problems: Iterable[CellProblem]) -> list[dict[str, Any]]:
    """Problems for the page; ``row`` counts from 0 as the grid does, -1 for none."""
    return [
        {
            "row": problem.row - 1 if problem.row and problem.section_key == TO_BE.key else -1,
            "key": problem.field,
            "place": problem.place,
            "message": problem.message,
        }
        for problem in problems
    ]


@login_required
@require_POST
def to_be_change(request: HttpRequest, project_id: int, use_case_id: int) -> JsonResponse:
    """One of the ready-made changes on the table as it is typed; nothing is stored."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    try:
        body = _body(request)
        table = _change(use_case, shaped(body.get("table")), body)
    except ChangeRefused as refused:
        return _json({"message": str(refused)}, UNPROCESSABLE)
    except (SheetInvalid, SheetMalformed) as error:
        return _refused(error)
    return _json({"table": table.json()})


def _change(use_case: UseCase, table: ToBeTable, body: Mapping[str, Any]) -> ToBeTable:
    name = body.get("name")
    arguments = {key: value for key, value in body.items() if key in _CHANGE_ARGUMENTS}
    texts = [item for value in arguments.values() for item in (value if isinstance(value, list) else [value])]
    if not isinstance(name, str) or name not in CHANGES_BY_NAME or not all(isinstance(text, str) for text in texts):
        raise SheetMalformed(_("送られた形が違います"))
    if name in _KNOWS_COMMON:
        arguments["common"] = common_steps_of(use_case)
    try:
        return CHANGES_BY_NAME[name](table, **arguments)
    except TypeError as error:
        raise SheetMalformed(_("送られた形が違います")) from error


@login_required
@require_POST
def to_be_save(request: HttpRequest, project_id: int, use_case_id: int) -> JsonResponse:
    """Make a new version of the table, or answer everything that must be mended."""
    use_case = use_case_or_404(request, project_id, use_case_id, to_change=True)
    try:
        body = _body(request)
        version = _saved(request, use_case, body)
    except services.VersionConflict as conflict:
        newer = conflict.newer
        words = {"number": newer.number, "who": newer.author}
        message = _("%(who)sさんが第%(number)s版を保存しました。") % words
        url = reverse("usecases:version", args=[project_id, newer.pk])
        return _json({"message": message, "url": url}, CONFLICT)
    except StepTableError as error:
        return _json({"message": str(error), "problems": []}, UNPROCESSABLE)
    except (SheetInvalid, SheetMalformed) as error:
        return _refused(error)
    messages.success(request, _("改革案 第%(number)s版を保存しました。") % {"number": version.number})
    return _json({"url": reverse("usecases:to_be", args=[project_id, use_case_id])})


def _saved(request: HttpRequest, use_case: UseCase, body: Mapping[str, Any]) -> ProcessVersion:
    reading = to_be_read(use_case=use_case, table=shaped(body.get("table")), known=known_values(use_case))
    if reading.findings.problems:
        raise SheetInvalid(reading.findings.problems)
    reason = body.get("reason")
    return services.to_be_save(
        actor=actor_of(request),
        use_case=use_case,
        rows=reading.rows,
        removed=reading.removed,
        base_number=_whole(body, "base_number"),
        reason=reason.strip()[:500] if isinstance(reason, str) else "",
    )


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json_read(request.body)
    except ValueError as error:
        raise SheetMalformed(_("送られた形が違います")) from error
    if not isinstance(body, dict):
        raise SheetMalformed(_("送られた形が違います"))
    return body


def _whole(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise SheetMalformed(_("送られた形が違います"))
    return value


def _refused(error: SheetInvalid | SheetMalformed) -> JsonResponse:
    if isinstance(error, SheetMalformed):
        return _json({"message": str(error)}, 400)
    message = _("直すところがあります。入力した内容は残っています。")
    return _json({"message": message, "problems": problems_json(error.problems)}, UNPROCESSABLE)


def _json(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
