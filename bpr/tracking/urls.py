"""Addresses of promises and actuals, within a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from bpr.tracking import views

app_name = "tracking"

_pair = "tracking/<int:use_case_id>/<int:organisation_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("tracking/", views.index, name="index"),
    path("tracking/commit/", views.commit, name="commit"),
    path(_pair, views.pair, name="pair"),
    path(_pair + "commit/", views.commit_pair, name="commit-pair"),
    path(_pair + "actuals/new/", views.actual_new, name="actual-new"),
    path("tracking/actuals/<int:actual_id>/delete/", views.actual_delete, name="actual-delete"),
]
