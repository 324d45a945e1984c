"""Who may open which address of people, projects, members, organisations and the audit log."""

from tests.access.permission_table import OUTSIDERS, api, everybody, key, page

_TEAM_ONLY = {"hearing_staff": 403, "other_staff": 403, "council": 403, "observer": 403, "ministry": 403}
_LEADER_ONLY = {"analyst": 403, **_TEAM_ONLY}
_NOBODY = dict.fromkeys(("hearing_staff", "other_staff", "council", "observer", "ministry"), 404)
_ADMINISTRATOR = everybody(404)


def _administration(url_name: str, kwargs: dict[str, object] | None = None, *, status: int, **rest: object):
    return page(url_name, kwargs, **rest, **{**_ADMINISTRATOR, "administrator": status})


_member = {"membership_id": "analyst_membership"}
_participation = {"participation_id": "city_participation"}
_role = {"role": "observer", "organisation": "", "post": "記録係"}

ROWS = [
    page("access:home", **everybody(200)),
    page("access:sign-in", **{**everybody(302), "anonymous": 200}),
    page("access:sign-in", method="POST", **{**everybody(302), "anonymous": 200}),
    page("access:sign-out", method="POST", **everybody(302)),
    page("access:password", **everybody(200)),
    page("access:password", method="POST", **everybody(200)),
    page("access:language", method="POST", data={"language": "ja"}, **everybody(302)),
    # members
    page("access:members", leader=200, analyst=200, **_TEAM_ONLY),
    page("access:member-existing", leader=200, **_LEADER_ONLY),
    page("access:member-existing", method="POST", data={"username": "newcomer", **_role}, leader=302, **_LEADER_ONLY),
    page("access:member-new", leader=200, **_LEADER_ONLY),
    page(
        "access:member-new",
        method="POST",
        data={"username": "brand.new", "display_name": "新しい 人", **_role},
        leader=200,
        **_LEADER_ONLY,
    ),
    page("access:member", _member, leader=200, analyst=403, **_NOBODY),
    page("access:member", _member, method="POST", data=_role, leader=302, analyst=403, **_NOBODY),
    page("access:member-remove", _member, method="POST", leader=302, analyst=403, **_NOBODY),
    page("access:member-password", _member, method="POST", leader=200, analyst=403, **_NOBODY),
    # settings, organisations, log
    page("access:settings", leader=200, analyst=200, **_TEAM_ONLY),
    page(
        "access:settings",
        method="POST",
        data={"name": "新しい名前", "fiscal_year": 2026},
        leader=302,
        analyst=302,
        **_TEAM_ONLY,
    ),
    page("access:project-organisations", leader=200, analyst=200, **_TEAM_ONLY),
    page(
        "access:project-organisation-add",
        method="POST",
        data={"organisation": key("foreign_city")},
        leader=302,
        **_LEADER_ONLY,
    ),
    page("access:project-organisation-remove", _participation, method="POST", leader=302, analyst=403, **_NOBODY),
    page("access:audit", leader=200, **_LEADER_ONLY),
    # system administration
    _administration("access:projects", status=200),
    _administration("access:project-new", status=200),
    _administration(
        "access:project-new",
        method="POST",
        data={"name": "次の事業", "fiscal_year": 2027, "leader": "newcomer"},
        status=302,
    ),
    _administration("access:project-leader", {"project_id": "project"}, status=200),
    _administration(
        "access:project-leader", {"project_id": "project"}, method="POST", data={"username": "newcomer"}, status=302
    ),
    _administration("access:people", status=200),
    _administration("access:person-new", status=200),
    _administration(
        "access:person-new", method="POST", data={"username": "brand.new", "display_name": "新しい 人"}, status=200
    ),
    _administration("access:person-password", {"user_id": "newcomer"}, method="POST", status=200),
    _administration("access:person-activate", {"user_id": "newcomer"}, method="POST", status=302),
    _administration("access:organisations", status=200),
    _administration("access:organisations-load", method="POST", status=302),
    _administration("access:organisation-new", status=200),
    _administration("access:organisation-new", method="POST", data={"kind": "ministry", "name": "試験省"}, status=302),
    _administration("access:organisation", {"organisation_id": "city"}, status=200),
    _administration(
        "access:organisation",
        {"organisation_id": "city"},
        method="POST",
        data={"kind": "contractor", "name": "試験社"},
        status=302,
    ),
    _administration("access:system-audit", status=200),
    # API
    api("api-token", method="POST", **{**everybody(400), "anonymous": 400}),
    api("api-root", **everybody(200)),
    api("me-list", **everybody(200)),
    api("project-list", **everybody(200)),
    api(
        "project-detail",
        {"pk": "project"},
        **dict.fromkeys(("leader", "analyst", "hearing_staff", "other_staff", "council", "observer", "ministry"), 200),
    ),
    api("organisation-list", **everybody(200)),
    api(
        "organisation-detail",
        {"pk": "city"},
        leader=200,
        analyst=200,
        hearing_staff=200,
        other_staff=404,
        council=200,
        observer=200,
        ministry=404,
        **dict.fromkeys(OUTSIDERS, 404),
    ),
]
