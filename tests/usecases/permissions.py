"""Who may open which address of use cases and processes."""

from tests.access.permission_table import api, everybody, key, page

# Everybody in the project but the ministry reads; only the team writes.
_READ = {
    "leader": 200, "analyst": 200, "hearing_staff": 200, "other_staff": 200, "council": 200, "observer": 200,
}  # fmt: skip
_NO_TEAM = {"hearing_staff": 403, "other_staff": 403, "council": 403, "observer": 403}
_HIDDEN = {"ministry": 404}
_DENIED = {"ministry": 403}


def _team(status: int, ministry: int = 404) -> dict[str, int]:
    return {"leader": status, "analyst": status, **_NO_TEAM, "ministry": ministry}


def _unseen_by_staff(status: int) -> dict[str, int]:
    """Rows that the council may read but only the team may change, and that do not exist for hearing staff."""
    return {**_team(status), "hearing_staff": 404, "other_staff": 404}


def _version_readers(status: int = 200) -> dict[str, int]:
    """Of w.city's as-is: its own staff see it, those of w.town do not."""
    return {**dict.fromkeys(_READ, status), "other_staff": 404, **_HIDDEN}


_case = {"use_case_id": "use_case"}
_city = {"version_id": "version"}
_generic = {"version_id": "to_be_version"}
_measure = {"measure_id": "measure"}
_precondition = {"precondition_id": "precondition"}
_category = {"category_id": "category"}
_issue = {"issue_id": "project_issue"}
_verification = {"item_id": "verification"}
_pair = {"before": key("version"), "after": key("to_be_version")}
_new_case = {"category": key("category"), "code": "N1", "name": "新しい手続"}

_drawn = {"model_id": "process"}  # w.city's as-is: other_staff may not even see it
_drawn_kept = {**_drawn, "kept_id": "kept_draft"}


def _draws(status: int) -> dict[str, int]:
    return {**_team(status), "other_staff": 404}


EDITOR = [
    page("usecases:draw_common", _case, method="POST", **_team(302)),
    page("usecases:draw_to_be", _case, method="POST", **_team(302)),
    page("usecases:to_be_take_over", _case, method="POST", **_team(302)),
    page("usecases:editor", _drawn, **_draws(200)),
    page("usecases:editor_draft", _drawn, method="PUT", **_draws(400)),
    *(page(f"usecases:editor_{name}", _drawn, method="POST", **_draws(400)) for name in ("rows", "check", "layout")),
    page("usecases:editor_presence", _drawn, method="POST", **_draws(200)),
    *(
        page(f"usecases:editor_{name}", _drawn, method="POST", **_draws(302))
        for name in ("save", "merge", "discard", "take_over")
    ),
    page("usecases:editor_kept", _drawn_kept, **_draws(200)),
    page("usecases:editor_kept_delete", _drawn_kept, method="POST", **_draws(302)),
]
PAGES = [
    page("usecases:project", **_READ, ministry=302),  # sent on to the issued reports
    page("usecases:use_cases", **_READ, **_DENIED),
    page("usecases:use_case_new", **_team(200, 403)),
    page("usecases:use_case_new", method="POST", data=_new_case, **_team(302, 403)),
    page("usecases:category_new", **_team(200, 403)),
    page(
        "usecases:category_new",
        method="POST",
        data={"code": "B", "name": "照会型", "order": 1},
        **_team(302, 403),
    ),
    page("usecases:category_edit", _category, **_team(200)),
    page(
        "usecases:category_edit",
        _category,
        method="POST",
        data={"code": "B", "name": "照会型", "order": 1},
        **_team(302),
    ),
    page("usecases:category_delete", _category, method="POST", **_team(302)),
    page("usecases:use_case", _case, **_READ, **_HIDDEN),
    page("usecases:use_case_delete", _case, method="POST", **_team(302)),
    page("usecases:use_case_edit", _case, **_team(200)),
    page("usecases:use_case_edit", _case, method="POST", data=_new_case, **_team(302)),
    page("usecases:side_by_side", _case, **_READ, **_HIDDEN),
    page("usecases:common_adopt", _case, method="POST", data={"source": key("version")}, **_team(302)),
    page("usecases:processes", **_READ, **_DENIED),
    page("usecases:findings", **_READ, **_DENIED),
    page("usecases:version_import", **_team(200, 403)),
    page("usecases:version_import", method="POST", **_team(422, 403)),
    page(
        "usecases:compare",
        data={"before": key("version"), "after": key("to_be_version")},
        **_version_readers(),
    ),
    page(
        "usecases:match", data={**_pair, "step": "Task_1"}, **{**_team(200), "hearing_staff": 403, "other_staff": 404}
    ),
    page(
        "usecases:match",
        method="POST",
        data={**_pair, "step": "Task_1"},
        **{**_team(302), "hearing_staff": 403, "other_staff": 404},
    ),
    page(
        "usecases:step_map_adopt",
        method="POST",
        data={**_pair, "reason": "対応を見直した"},
        **{**_team(302), "hearing_staff": 403, "other_staff": 404},
    ),
    page(
        "usecases:common_steps_accept",
        _case,
        method="POST",
        data={"version": key("version")},
        **{**_team(404), "hearing_staff": 403, "other_staff": 403},
    ),
    page(
        "usecases:project_issues",
        **{**_READ, "hearing_staff": 403, "other_staff": 403},
        **_DENIED,
    ),
    page("usecases:project_issues", method="POST", data={"text": "課題"}, **_team(302, 403)),
    page("usecases:project_issue", _issue, **_unseen_by_staff(200)),
    page("usecases:project_issue", _issue, method="POST", data={"text": "直した課題"}, **_unseen_by_staff(302)),
    page("usecases:project_issue_delete", _issue, method="POST", **_unseen_by_staff(302)),
    page("usecases:verifications", _case, **{**_READ, "hearing_staff": 403, "other_staff": 403}, **_HIDDEN),
    page("usecases:verifications", _case, method="POST", data={"item": "時間"}, **_team(302)),
    page("usecases:verification", _verification, **_unseen_by_staff(200)),
    page("usecases:verification", _verification, method="POST", data={"item": "時間"}, **_unseen_by_staff(302)),
    page("usecases:verification_delete", _verification, method="POST", **_unseen_by_staff(302)),
]
VERSIONS = [
    page("usecases:version", _city, **_version_readers()),
    page("usecases:version", _generic, **_READ, **_HIDDEN),
    page("usecases:version_bpmn", _city, **_version_readers()),
    page("usecases:version_svg", _city, **_version_readers()),
    page("usecases:version_play", _city, **_version_readers()),
    page("usecases:version_print", _city, **_version_readers()),
    page("usecases:version_submit", _city, method="POST", **{**_team(302), "other_staff": 404}),
    page(
        "usecases:version_review",
        _city,
        method="POST",
        data={"decision": "approve"},
        leader=302,
        analyst=403,
        council=302,
        observer=403,
        hearing_staff=403,
        other_staff=404,
        ministry=404,
    ),
    page(
        "usecases:finding_acknowledge",
        _city,
        method="POST",
        data={"rule": "missing_minutes", "element_id": "Task_1", "reason": "次の版で入れる"},
        **{**_team(302), "other_staff": 404},
    ),
    page(
        "usecases:finding_withdraw",
        {**_city, "acknowledgement_id": "acknowledgement"},
        method="POST",
        **{**_team(302), "other_staff": 404},
    ),
    page("usecases:comment_add", _city, method="POST", data={"text": "確認"}, **_version_readers(302)),
    page(
        "usecases:comment_add",
        _generic,
        method="POST",
        data={"text": "確認"},
        **{**dict.fromkeys(_READ, 302), "hearing_staff": 403, "other_staff": 403},
        **_HIDDEN,
    ),
    page(
        "usecases:comment_resolve",
        {**_generic, "comment_id": "comment"},
        method="POST",
        **_team(302),
    ),
]
TO_BE = [
    page("usecases:to_be", _case, **_READ, **_HIDDEN),
    page("usecases:to_be_clone", _case, method="POST", **_team(302)),
    page("usecases:to_be_edit", _case, **_team(200)),
    page("usecases:to_be_draft", _case, method="PUT", **_team(400)),
    page("usecases:to_be_discard", _case, method="POST", **_team(302)),
    page("usecases:to_be_preview", _case, method="POST", **_team(400)),
    page("usecases:to_be_change", _case, method="POST", **_team(400)),
    page("usecases:to_be_save", _case, method="POST", **_team(400)),
    page("usecases:measures", _case, **_team(200)),
    page(
        "usecases:measures",
        _case,
        method="POST",
        data={"measure-code": "M9", "measure-kind": "automate", "measure-title": "自動化", "measure-order": 1},
        **_team(302),
    ),
    page("usecases:measure", _measure, **_team(200)),
    page(
        "usecases:measure",
        _measure,
        method="POST",
        data={"kind": "automate", "title": "自動化", "order": 1},
        **_team(302),
    ),
    page("usecases:measure_delete", _measure, method="POST", **_team(302)),
    page("usecases:precondition", _precondition, **_team(200)),
    page("usecases:precondition", _precondition, method="POST", data={"kind": "legal", "text": "改正"}, **_team(302)),
    page("usecases:precondition_delete", _precondition, method="POST", **_team(302)),
]
_lists = ("category", "use-case", "measure", "precondition", "process-model", "process-version")
_details = {
    "category": "category",
    "use-case": "use_case",
    "measure": "measure",
    "precondition": "precondition",
    "process-model": "to_be",
    "process-version": "to_be_version",
}
_version = {"pk": "version"}
API = [
    *(api(f"{name}-list", **everybody(200)) for name in _lists),
    *(api(f"{name}-detail", {"pk": thing}, **_READ, **_HIDDEN) for name, thing in _details.items()),
    api("process-version-bpmn", _version, **_version_readers()),
    api("process-version-svg", _version, **_version_readers()),
    api("process-version-findings", _version, **_version_readers()),
    api("process-version-comments", _version, method="POST", data={"text": "確認"}, **_version_readers(201)),
    api("process-version-submit", _version, method="POST", **{**_team(200), "other_staff": 404}),
    api(
        "process-version-review",
        _version,
        method="POST",
        data={"approved": True},
        leader=409,
        analyst=403,
        council=409,
        observer=403,
        hearing_staff=403,
        other_staff=404,
        ministry=404,
    ),
]
ROWS = [*PAGES, *VERSIONS, *TO_BE, *EDITOR, *API]
