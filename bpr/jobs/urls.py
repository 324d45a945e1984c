"""Addresses of jobs."""

from django.urls import path

from bpr.jobs import views

app_name = "jobs"

urlpatterns = [
    path("<int:job_id>/", views.detail, name="detail"),
    path("<int:job_id>/outcome/", views.outcome, name="outcome"),
    path("<int:job_id>/cancel/", views.cancel, name="cancel"),
]
