"""Addresses of the assessments, assumptions and reports of a project."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from reports import views

app_name = "reports"

_assessment = "assessments/<int:assessment_id>/"
_what_if = "what-if/<int:use_case_id>/"
_scenario = "what-if/scenarios/<int:scenario_id>/"
_report = "reports/<int:report_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessments/", views.assessments, name="assessments"),
    path("assessments/run/", views.run, name="run"),
    path(_assessment, views.assessment, name="assessment"),
    path(_assessment + "figures/<str:key>/", views.figure, name="figure"),
    path("ranges/", views.ranges, name="ranges"),
    path("assumptions/", views.assumptions, name="assumptions"),
    path("assumptions/investments/new/", views.investment_new, name="investment-new"),
    path("assumptions/investments/<int:investment_id>/delete/", views.investment_delete, name="investment-delete"),
    path("assumptions/<slug:key>/", views.assumption, name="assumption"),
    path("what-if/", views.what_if_index, name="what-if-index"),
    path(_what_if, views.what_if, name="what-if"),
    path(_what_if + "answer/", views.what_if_answer, name="what-if-answer"),
    path(_what_if + "save/", views.what_if_save, name="what-if-save"),
    path(_scenario + "delete/", views.what_if_delete, name="what-if-delete"),
    path(_scenario + "to-be/", views.what_if_to_be, name="what-if-to-be"),
    path("reports/", views.index, name="index"),
    path("reports/build/", views.build, name="build"),
    path(_report + "issue/", views.issue, name="issue"),
    path(_report + "pdf", views.pdf, name="pdf"),
    path(_report + "bundle", views.bundle, name="bundle"),
]
