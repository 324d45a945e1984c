"""Addresses of the project's first page, its use cases and its processes."""

from django.urls import path

from usecases import views

app_name = "usecases"

_use_case = "projects/<int:project_id>/use-cases/"
_process = "projects/<int:project_id>/processes/"
_version = _process + "versions/<int:version_id>/"

urlpatterns = [
    path("projects/<int:project_id>/", views.project, name="project"),
    path(_use_case, views.use_cases, name="use_cases"),
    path(_use_case + "new/", views.use_case_new, name="use_case_new"),
    path(_use_case + "categories/new/", views.category_new, name="category_new"),
    path(_use_case + "<int:use_case_id>/", views.use_case, name="use_case"),
    path(_use_case + "<int:use_case_id>/edit/", views.use_case_edit, name="use_case_edit"),
    path(_use_case + "<int:use_case_id>/side-by-side/", views.side_by_side, name="side_by_side"),
    path(_use_case + "<int:use_case_id>/common/", views.common_adopt, name="common_adopt"),
    path(_process, views.processes, name="processes"),
    path(_process + "import/", views.version_import, name="version_import"),
    path(_process + "compare/", views.compare, name="compare"),
    path(_version, views.version, name="version"),
    path(_version + "process.bpmn", views.version_bpmn, name="version_bpmn"),
    path(_version + "process.svg", views.version_svg, name="version_svg"),
    path(_version + "submit/", views.version_submit, name="version_submit"),
    path(_version + "review/", views.version_review, name="version_review"),
    path(_version + "comments/", views.comment_add, name="comment_add"),
    path(_version + "comments/<int:comment_id>/resolve/", views.comment_resolve, name="comment_resolve"),
    path("projects/<int:project_id>/issues/", views.project_issues, name="project_issues"),
]
