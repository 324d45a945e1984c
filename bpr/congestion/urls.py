"""Addresses of congestion, within a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from bpr.congestion import views

app_name = "congestion"

_run = "congestion/runs/<int:simulation_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("congestion/", views.index, name="index"),
    path("congestion/new/", views.new, name="new"),
    path("congestion/compare/", views.compare, name="compare"),
    path(_run, views.run, name="run"),
    path(_run + "again/", views.again, name="again"),
    path(_run + "delete/", views.delete, name="delete"),
    path(_run + "scenario.zip", views.scenario, name="scenario"),
    path(_run + "logs/", views.log_new, name="log-new"),
    path("congestion/logs/<int:event_log_id>/", views.log_file, name="log-file"),
]
