"""Addresses of national, within a project."""

from django.urls.resolvers import URLPattern, URLResolver

app_name = "national"

urlpatterns: list[URLPattern | URLResolver] = []
