"""Addresses of staffing, within a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from bpr.staffing import views

app_name = "staffing"

_hours = "staffing/hours/<int:hours_id>/"
_group = "staffing/groups/<int:staff_group_id>/"
_pattern = "staffing/patterns/<int:pattern_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("staffing/", views.index, name="index"),
    path("staffing/why/", views.why, name="why"),
    path("staffing/hours/new/", views.hours_new, name="hours-new"),
    path(_hours, views.hours, name="hours"),
    path(_hours + "delete/", views.hours_delete, name="hours-delete"),
    path("staffing/groups/new/", views.group_new, name="group-new"),
    path(_group, views.group, name="group"),
    path(_group + "delete/", views.group_delete, name="group-delete"),
    path("staffing/patterns/new/", views.pattern_new, name="pattern-new"),
    path(_pattern, views.pattern, name="pattern"),
    path(_pattern + "delete/", views.pattern_delete, name="pattern-delete"),
]
