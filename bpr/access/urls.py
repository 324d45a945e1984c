"""Addresses of people, projects, members, organisations and the audit log."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from bpr.access.views import accounts, administration, home, members, projects

app_name = "access"

_project = "projects/<int:project_id>/"
_members = _project + "members/"
_organisations = _project + "organisations/"

urlpatterns = [
    path("", home.home, name="home"),
    path("accounts/login/", accounts.SignIn.as_view(), name="sign-in"),
    path("accounts/logout/", LogoutView.as_view(http_method_names=["post"]), name="sign-out"),
    path("accounts/password/", accounts.password, name="password"),
    path("accounts/language/", accounts.language, name="language"),
    path(_members, members.members, name="members"),
    path(_members + "add/", members.member_existing, name="member-existing"),
    path(_members + "new/", members.member_new, name="member-new"),
    path(_members + "<int:membership_id>/", members.member, name="member"),
    path(_members + "<int:membership_id>/remove/", members.member_delete, name="member-remove"),
    path(_members + "<int:membership_id>/password/", members.member_password, name="member-password"),
    path(_project + "settings/", projects.settings, name="settings"),
    path(_organisations, projects.organisations, name="project-organisations"),
    path(_organisations + "add/", projects.organisation_pick, name="project-organisation-add"),
    path(
        _organisations + "<int:participation_id>/remove/",
        projects.organisation_withdraw,
        name="project-organisation-remove",
    ),
    path(_project + "audit/", projects.audit, name="audit"),
    path("administration/projects/", administration.projects, name="projects"),
    path("administration/projects/new/", administration.project_new, name="project-new"),
    path("administration/projects/<int:project_id>/leader/", administration.project_leader, name="project-leader"),
    path("administration/people/", administration.people, name="people"),
    path("administration/people/new/", administration.person_new, name="person-new"),
    path("administration/people/<int:user_id>/password/", administration.person_password, name="person-password"),
    path("administration/people/<int:user_id>/active/", administration.person_activate, name="person-activate"),
    path("organisations/", administration.organisations, name="organisations"),
    path("organisations/load/", administration.organisations_load, name="organisations-load"),
    path("organisations/new/", administration.organisation_new, name="organisation-new"),
    path("organisations/<int:organisation_id>/", administration.organisation, name="organisation"),
    path("administration/audit/", administration.audit, name="system-audit"),
]
