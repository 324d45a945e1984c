"""Addresses of tracking, within a project."""

from django.urls.resolvers import URLPattern, URLResolver

app_name = "tracking"

urlpatterns: list[URLPattern | URLResolver] = []
