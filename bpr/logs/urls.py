"""Addresses of logs, within a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from bpr.logs import views

app_name = "logs"

_log = "logs/<int:log_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("logs/", views.index, name="index"),
    path("logs/new/", views.upload, name="upload"),
    path(_log, views.log, name="log"),
    path(_log + "columns/", views.columns, name="columns"),
    path(_log + "mapping/", views.mapping, name="mapping"),
    path(_log + "mapping/draft/", views.mapping_draft, name="mapping-draft"),
    path(_log + "adopt/", views.adopt, name="adopt"),
    path(_log + "undo/", views.undo, name="undo"),
    path(_log + "file/delete/", views.file_delete, name="file-delete"),
    path(_log + "delete/", views.delete, name="delete"),
]
