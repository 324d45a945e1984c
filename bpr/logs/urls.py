"""Addresses of logs, within a project."""

from django.urls.resolvers import URLPattern, URLResolver

app_name = "logs"

urlpatterns: list[URLPattern | URLResolver] = []
