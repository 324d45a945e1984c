"""Who may open which address of the hearings. ``hearing`` is of w.city, whose person is hearing_staff."""

from tests.access.permission_table import api, everybody, key, page

_OUTSIDE = {"council": 403, "observer": 403, "ministry": 403}
_HIDDEN = {"other_staff": 404, "council": 404, "observer": 404, "ministry": 404}
_hearing = {"hearing_id": "hearing"}
_revision = {"hearing_id": "hearing", "revision_id": 1}  # of nobody; tests/hearings/test_views.py has real ones
_one = {"pk": "hearing"}


def _filled_in(url_name: str, status: int, method: str = "GET", **rest: object):
    """Addresses for the team and the organisation's own people."""
    return page(
        url_name, _hearing, method=method, leader=status, analyst=status, hearing_staff=status, **_HIDDEN, **rest
    )


def _of_the_team(url_name: str, status: int, **rest: object):
    return page(url_name, _hearing, method="POST", leader=status, analyst=status, hearing_staff=403, **_HIDDEN, **rest)


ROWS = [
    page("hearings:index", leader=200, analyst=200, hearing_staff=200, other_staff=200, **_OUTSIDE),
    page("hearings:open", leader=200, analyst=200, hearing_staff=403, other_staff=403, **_OUTSIDE),
    page(
        "hearings:open",
        method="POST",
        data={"use_cases": key("use_case"), "organisations": key("town")},
        leader=302,
        analyst=302,
        hearing_staff=403,
        other_staff=403,
        **_OUTSIDE,
    ),
    _filled_in("hearings:hearing", 200),
    _filled_in("hearings:edit", 200),
    _filled_in("hearings:sheet", 200),
    _filled_in("hearings:sheet", 400, "PUT"),
    _filled_in("hearings:preview", 400, "POST"),
    _filled_in("hearings:presence", 200, "POST"),
    _filled_in("hearings:template", 200),
    _filled_in("hearings:import", 200),
    _filled_in("hearings:import", 422, "POST"),
    _filled_in("hearings:submit", 422, "POST"),
    _of_the_team("hearings:confirm", 302),
    _of_the_team("hearings:return", 422),
    _of_the_team("hearings:due", 302, data={"due_on": "令和8年12月18日"}),
    page("hearings:revision", _revision, leader=404, analyst=404, hearing_staff=404, **_HIDDEN),
    page("hearings:revision_restore", _revision, method="POST", leader=404, analyst=404, hearing_staff=404, **_HIDDEN),
    api("hearing-list", **everybody(200)),
    api("hearing-detail", _one, leader=200, analyst=200, hearing_staff=200, **_HIDDEN),
    api("hearing-sheet", _one, method="PATCH", leader=400, analyst=400, hearing_staff=400, **_HIDDEN),
    api("hearing-submit", _one, method="POST", leader=422, analyst=422, hearing_staff=422, **_HIDDEN),
]
