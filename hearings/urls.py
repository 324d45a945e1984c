"""Addresses of the hearings of a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from hearings import views

app_name = "hearings"

_one = "hearings/<int:hearing_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("hearings/", views.index, name="index"),
    path("hearings/open/", views.open_, name="open"),
    path(_one, views.hearing, name="hearing"),
    path(_one + "edit/", views.edit, name="edit"),
    path(_one + "sheet/", views.sheet, name="sheet"),
    path(_one + "preview/", views.preview, name="preview"),
    path(_one + "presence/", views.presence, name="presence"),
    path(_one + "template.xlsx", views.template, name="template"),
    path(_one + "import/", views.upload, name="import"),
    path(_one + "submit/", views.submit, name="submit"),
    path(_one + "confirm/", views.confirm, name="confirm"),
    path(_one + "return/", views.return_, name="return"),
    path(_one + "due/", views.reschedule, name="due"),
    path(_one + "revisions/<int:revision_id>/", views.revision, name="revision"),
    path(_one + "revisions/<int:revision_id>/restore/", views.revision_restore, name="revision_restore"),
]
