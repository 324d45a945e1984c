"""Addresses of staffing, within a project."""

from django.urls.resolvers import URLPattern, URLResolver

app_name = "staffing"

urlpatterns: list[URLPattern | URLResolver] = []
