"""Addresses of national, within a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from bpr.national import views

app_name = "national"

_estimate = "national/estimates/<int:estimate_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("national/", views.index, name="index"),
    path("national/run/", views.run, name="run"),
    path("national/drivers/", views.drivers, name="drivers"),
    path(_estimate, views.estimate, name="estimate"),
    path(_estimate + "prefectures/<str:key>/", views.prefecture, name="prefecture"),
    path(_estimate + "municipalities.csv", views.csv_file, name="csv"),
    path(_estimate + "municipalities.xlsx", views.xlsx_file, name="xlsx"),
]
