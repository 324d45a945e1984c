"""Addresses of congestion, within a project."""

from django.urls.resolvers import URLPattern, URLResolver

app_name = "congestion"

urlpatterns: list[URLPattern | URLResolver] = []
