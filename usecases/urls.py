"""Addresses of the project's first page, its use cases and its processes."""

from django.urls import path

from usecases import views

app_name = "usecases"

_use_case = "projects/<int:project_id>/use-cases/"
_process = "projects/<int:project_id>/processes/"
_project = "projects/<int:project_id>/"
_to_be = _use_case + "<int:use_case_id>/to-be/"
_editor = _process + "<int:model_id>/edit/"
_version = _process + "versions/<int:version_id>/"

urlpatterns = [
    path("projects/<int:project_id>/", views.project, name="project"),
    path(_use_case, views.use_cases, name="use_cases"),
    path(_use_case + "new/", views.use_case_new, name="use_case_new"),
    path(_use_case + "categories/new/", views.category_new, name="category_new"),
    path(_use_case + "categories/<int:category_id>/edit/", views.category_edit, name="category_edit"),
    path(_use_case + "categories/<int:category_id>/delete/", views.category_delete, name="category_delete"),
    path(_use_case + "<int:use_case_id>/", views.use_case, name="use_case"),
    path(_use_case + "<int:use_case_id>/edit/", views.use_case_edit, name="use_case_edit"),
    path(_use_case + "<int:use_case_id>/delete/", views.use_case_delete, name="use_case_delete"),
    path(_use_case + "<int:use_case_id>/verifications/", views.verifications, name="verifications"),
    path(_use_case + "<int:use_case_id>/side-by-side/", views.side_by_side, name="side_by_side"),
    path(_use_case + "<int:use_case_id>/side-by-side/matches/", views.common_steps_accept, name="common_steps_accept"),
    path(_use_case + "<int:use_case_id>/common/", views.common_adopt, name="common_adopt"),
    path(_to_be, views.to_be, name="to_be"),
    path(_to_be + "clone/", views.to_be_clone, name="to_be_clone"),
    path(_to_be + "edit/", views.to_be_edit, name="to_be_edit"),
    path(_to_be + "edit/draft/", views.to_be_draft, name="to_be_draft"),
    path(_to_be + "edit/discard/", views.to_be_discard, name="to_be_discard"),
    path(_to_be + "edit/take-over/", views.to_be_take_over, name="to_be_take_over"),
    path(_to_be + "edit/preview/", views.to_be_preview, name="to_be_preview"),
    path(_to_be + "edit/change/", views.to_be_change, name="to_be_change"),
    path(_to_be + "edit/save/", views.to_be_save, name="to_be_save"),
    path(_to_be + "measures/", views.measures, name="measures"),
    path(_project + "measures/<int:measure_id>/", views.measure, name="measure"),
    path(_project + "measures/<int:measure_id>/delete/", views.measure_delete, name="measure_delete"),
    path(_project + "preconditions/<int:precondition_id>/", views.precondition, name="precondition"),
    path(
        _project + "preconditions/<int:precondition_id>/delete/", views.precondition_delete, name="precondition_delete"
    ),
    path(_use_case + "<int:use_case_id>/draw/common/", views.editor_begin, {"side": "common"}, name="draw_common"),
    path(_use_case + "<int:use_case_id>/draw/to-be/", views.editor_begin, {"side": "to_be"}, name="draw_to_be"),
    path(_editor, views.editor, name="editor"),
    path(_editor + "draft/", views.editor_draft, name="editor_draft"),
    path(_editor + "rows/", views.editor_rows, name="editor_rows"),
    path(_editor + "check/", views.editor_check, name="editor_check"),
    path(_editor + "layout/", views.editor_layout, name="editor_layout"),
    path(_editor + "save/", views.editor_save, name="editor_save"),
    path(_editor + "merge/", views.editor_merge, name="editor_merge"),
    path(_editor + "discard/", views.editor_discard, name="editor_discard"),
    path(_editor + "take-over/", views.editor_take_over, name="editor_take_over"),
    path(_editor + "presence/", views.editor_presence, name="editor_presence"),
    path(_editor + "kept/<int:kept_id>.bpmn", views.editor_kept, name="editor_kept"),
    path(_editor + "kept/<int:kept_id>/delete/", views.editor_kept_delete, name="editor_kept_delete"),
    path(_process, views.processes, name="processes"),
    path(_process + "import/", views.version_import, name="version_import"),
    path(_process + "compare/", views.compare, name="compare"),
    path(_process + "compare/match/", views.match, name="match"),
    path(_process + "compare/step-map/", views.step_map_adopt, name="step_map_adopt"),
    path(_process + "findings/", views.findings, name="findings"),
    path(_version, views.version, name="version"),
    path(_version + "process.bpmn", views.version_bpmn, name="version_bpmn"),
    path(_version + "process.svg", views.version_svg, name="version_svg"),
    path(_version + "play/", views.version_play, name="version_play"),
    path(_version + "print/", views.version_print, name="version_print"),
    path(_version + "submit/", views.version_submit, name="version_submit"),
    path(_version + "review/", views.version_review, name="version_review"),
    path(_version + "findings/acknowledge/", views.finding_acknowledge, name="finding_acknowledge"),
    path(_version + "findings/<int:acknowledgement_id>/withdraw/", views.finding_withdraw, name="finding_withdraw"),
    path(_version + "comments/", views.comment_add, name="comment_add"),
    path(_version + "comments/<int:comment_id>/resolve/", views.comment_resolve, name="comment_resolve"),
    path(_project + "verifications/<int:item_id>/", views.verification, name="verification"),
    path(_project + "verifications/<int:item_id>/delete/", views.verification_delete, name="verification_delete"),
    path(_project + "issues/", views.project_issues, name="project_issues"),
    path(_project + "issues/<int:issue_id>/", views.project_issue, name="project_issue"),
    path(_project + "issues/<int:issue_id>/delete/", views.project_issue_delete, name="project_issue_delete"),
]
