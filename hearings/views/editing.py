"""The page on which a sheet is filled in, and what its script talks to."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bpr.access.json_reading import json_read
from bpr.access.policy import Action
from bpr.access.shell import actor_of
from bpr.workflow.columns import STEPS, Column
from bpr.workflow.problems import CellProblem, SheetMalformed, SheetRefused
from hearings.columns import FORMS, ISSUES, META, OVERVIEW, RESPONDENTS, SECTIONS, VOLUMES, rows_of
from hearings.diagram import draw
from hearings.differences import cell_differences
from hearings.models import Hearing
from hearings.selectors import editors_now, sheet_context, sheet_of
from hearings.services import OPEN_STATES, SheetConflict, editor_seen, sheet_save
from hearings.sheet import preview_rows, sheet_findings
from hearings.views.common import hearing_or_404, page

LOCKED = 423
UNPROCESSABLE = 422
CONFLICT = 409


@login_required
@require_GET
def edit(request: HttpRequest, project_id: int, hearing_id: int) -> HttpResponse:
    """Fill in the sheet; a hearing that was handed in is read instead."""
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CHANGE)
    if hearing.state not in OPEN_STATES:
        return redirect("hearings:hearing", project_id=project_id, hearing_id=hearing_id)
    return render(request, "hearings/edit.html", edit_context(request, hearing))


def edit_context(request: HttpRequest, hearing: Hearing) -> dict[str, Any]:
    """Everything that the editing page shows."""
    actor = actor_of(request)
    volumes = _fields(VOLUMES.key, hearing)
    findings = problems_json(sheet_findings(sheet_of(hearing), sheet_context(hearing)).problems)
    drawing = draw(
        preview_rows(sheet_of(hearing), sheet_context(hearing)),
        name=hearing.use_case.name,
        organisation=hearing.organisation.name,
    )
    return page(request, hearing, here=_("入力")) | {
        "meta_fields": _fields(META.key, hearing),
        "overview_fields": _fields(OVERVIEW.key, hearing),
        "volume_fields": [item for item in volumes if not item["column"].key.startswith("month")],
        "month_fields": [item for item in volumes if item["column"].key.startswith("month")],
        "drawing": drawing,
        "others": editors_now(hearing, but=actor),
        "page_data": _page_data(hearing, actor.pk, drawing.elements) | {"findings": findings},
        "findings": findings,
    }


def _fields(section_key: str, hearing: Hearing) -> list[dict[str, Any]]:
    section = next(section for section in SECTIONS if section.key == section_key)
    row = rows_of(section, sheet_of(hearing))[0]
    return [
        {
            "column": column,
            "value": row[column.key],
            "id": f"cell-{section.key}-{column.key}",
            "path": f"{section.key}.{column.key}",
        }
        for column in section.columns
    ]


def _page_data(hearing: Hearing, user_id: int, elements: dict[str, str]) -> dict[str, Any]:
    """What the script starts from."""
    keys = [hearing.use_case.project_id, hearing.pk]
    names = {"save": "sheet", "preview": "preview", "presence": "presence", "read": "hearing"}
    return {
        "storageKey": f"hearing-{hearing.pk}-{user_id}",
        "revision": hearing.revision,
        "sheet": sheet_of(hearing),
        "elements": elements,
        "commonSteps": [{"id": step["key"], "name": step["name"]} for step in hearing.use_case.common_steps],
        "urls": {name: reverse(f"hearings:{url}", args=keys) for name, url in names.items()},
        "tables": {
            section.key: [_column_json(column) for column in section.columns]
            for section in (RESPONDENTS, STEPS, FORMS, ISSUES)
        },
        "words": words(),
        "limits": {section.key: section.max_rows for section in (RESPONDENTS, STEPS, FORMS, ISSUES)},
    }


def words() -> dict[str, str]:
    """What the script says; {name} is filled in there."""
    return {
        "saved": _("保存しました {time}"),
        "retry": _("保存できていません。つながりしだい、もう一度保存します。入力した内容はこの画面に残っています。"),
        "refused": _("保存していません。個人番号など、保存できない文字を消してください。"),
        "locked": _("このヒアリングは提出されたか確認済のため、保存できません。"),
        "signedOut": _("サインインが切れました。別の画面でサインインし直すと、続きを保存します。"),
        "conflict": _("{name}さんが{time}に、先に保存しました"),
        "others": _("{names}さんも、この画面を開いています。同じところを同時に直さないよう、声をかけてください。"),
        "newer": _("{name}さんが{time}に保存しました。画面を読み込み直すと、新しい内容になります。"),
        "restored": _("前に保存できなかった入力を、画面に戻しました。"),
        "todo": _("提出までに直すところが{count}か所あります"),
        "ready": _("直すところはありません。提出できます。"),
        "blocked": _("まだ提出できません"),
        "refusedTitle": _("保存していません"),
        "sum": _("計 {sum}"),
        "sumDiffers": _("計 {sum}（年間件数 {annual} と違います）"),
        "sumPartly": _("計 {sum}（{count}か月分。12か月すべて入れるか、すべて空欄にしてください）"),
    }


def _column_json(column: Column) -> dict[str, Any]:
    example = _("例：%(example)s") % {"example": column.example} if column.example else ""
    return {
        "key": column.key,
        "label": str(column.label),
        "hint": "　".join(part for part in (str(column.hint), example) if part),
        "width": column.width,
        "choices": list(column.choices),
        "numeric": column.numeric,
    }


@login_required
@require_http_methods(["GET", "PUT"])
def sheet(request: HttpRequest, project_id: int, hearing_id: int) -> JsonResponse:
    """GET: the sheet as it stands. PUT: save it while typing."""
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CHANGE)
    if request.method == "GET":
        return _json(_standing(hearing))
    try:
        body = _body(request)
        saved = sheet_save(
            actor=actor_of(request),
            hearing=hearing,
            sheet=body.get("sheet"),
            revision=int(body["revision"]),
            keep_theirs=body.get("keep_theirs") is True,
        )
    except SheetConflict as conflict:
        kept = reverse("hearings:revision", args=[project_id, hearing_id, conflict.kept.pk])
        both = cell_differences(conflict.theirs.sheet, conflict.kept.sheet)
        differences = [{"place": item.place, "theirs": item.old, "mine": item.new} for item in both]
        return _json({**_standing(conflict.theirs), "kept_url": kept, "differences": differences}, CONFLICT)
    except SheetRefused as refused:
        return _json(
            {"message": _("保存できない文字があります"), "problems": problems_json(refused.problems)}, UNPROCESSABLE
        )
    except ValidationError as error:
        return _json({"message": " ".join(error.messages)}, LOCKED)
    except (SheetMalformed, KeyError, TypeError, ValueError) as error:
        return _json({"message": str(error) if isinstance(error, SheetMalformed) else _("送られた形が違います")}, 400)
    return _json(_saved(saved))


def _body(request: HttpRequest) -> dict[str, Any]:
    body = json_read(request.body)
    if not isinstance(body, dict):
        raise SheetMalformed(_("送られた形が違います"))
    return body


def _saved(hearing: Hearing) -> dict[str, Any]:
    problems = sheet_findings(sheet_of(hearing), sheet_context(hearing)).problems
    return {"revision": hearing.revision, "saved_at": clock(hearing), "problems": problems_json(problems)}


def _standing(hearing: Hearing) -> dict[str, Any]:
    return {
        "revision": hearing.revision,
        "saved_at": clock(hearing),
        "saved_by": str(hearing.saved_by or ""),
        "sheet": sheet_of(hearing),
    }


def clock(hearing: Hearing) -> str:
    """The time of the last save, with the day where it was another one."""
    if hearing.saved_at is None:
        return ""
    saved = timezone.localtime(hearing.saved_at)
    return f"{saved:%H:%M}" if saved.date() == timezone.localdate() else date_format(saved, "SHORT_DATETIME_FORMAT")


def problems_json(problems: list[CellProblem] | tuple[CellProblem, ...]) -> list[dict[str, Any]]:
    """Problems for the page, each with the anchor of its cell."""
    return [
        {
            "place": problem.place,
            "value": problem.shown_value,
            "message": problem.message,
            "section": problem.section_key,
            "row": problem.row,
            "field": problem.field,
            "anchor": "-".join(
                str(part) for part in ("cell", problem.section_key, problem.row, problem.field) if part is not None
            ),
        }
        for problem in problems
    ]


@login_required
@require_POST
def preview(request: HttpRequest, project_id: int, hearing_id: int) -> JsonResponse:
    """The diagram of the rows as they are being typed, saved or not."""
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CHANGE)
    try:
        rows = preview_rows(_body(request), sheet_context(hearing))
    except SheetRefused as refused:
        return _json({"message": str(refused), "problems": problems_json(refused.problems)}, UNPROCESSABLE)
    except (SheetMalformed, ValueError) as error:
        return _json({"message": str(error)}, 400)
    drawing = draw(rows, name=hearing.use_case.name, organisation=hearing.organisation.name)
    return _json({"svg": drawing.svg, "elements": drawing.elements})


@login_required
@require_POST
def presence(request: HttpRequest, project_id: int, hearing_id: int) -> JsonResponse:
    """A sign of life; the answer says who else is here and which revision is the newest."""
    hearing = hearing_or_404(request, project_id, hearing_id, Action.CHANGE)
    actor = actor_of(request)
    editor_seen(actor=actor, hearing=hearing)
    return _json(
        {
            "others": [str(user) for user in editors_now(hearing, but=actor)],
            "revision": hearing.revision,
            "saved_by": str(hearing.saved_by or ""),
            "saved_at": clock(hearing),
            "is_open": hearing.state in OPEN_STATES,
        }
    )


def _json(data: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
