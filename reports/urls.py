"""Addresses of the assessments, assumptions and reports of a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from reports import views

app_name = "reports"

_assessment = "assessments/<int:assessment_id>/"
_report = "reports/<int:report_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/run/", views.run, name="run"),
    path(_assessment, views.assessment, name="assessment"),
    path(_assessment + "figures/<str:key>/", views.figure, name="figure"),
    path("assumptions/", views.assumptions, name="assumptions"),
    path("assumptions/investments/new/", views.investment_new, name="investment-new"),
    path("assumptions/investments/<int:investment_id>/delete/", views.investment_delete, name="investment-delete"),
    path("assumptions/<slug:key>/", views.assumption, name="assumption"),
    path("reports/", views.index, name="index"),
    path("reports/build/", views.build, name="build"),
    path(_report + "issue/", views.issue, name="issue"),
    path(_report + "pdf", views.pdf, name="pdf"),
    path(_report + "bundle", views.bundle, name="bundle"),
]
