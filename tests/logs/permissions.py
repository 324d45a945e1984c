"""Who may open which address of process logs. ``log`` is of w.city, whose person is hearing_staff."""

from tests.access.permission_table import api, everybody, page

_log = {"log_id": "log"}
_one = {"pk": "log"}
_READS = {"council": 200, "observer": 200, "other_staff": 404, "ministry": 404}
_REDIRECTS = _READS | {"council": 302, "observer": 302}
_WRITES = {"council": 403, "observer": 403, "other_staff": 404, "ministry": 404}
_OUTSIDERS = {"foreign_leader": 404, "administrator": 404}
_NO_UPLOAD = {"council": 403, "observer": 403, "ministry": 403}


def _changed(url_name: str, status: int, method: str = "POST", **rest: object):
    """Addresses for the team and the organisation's own people."""
    return page(url_name, _log, method=method, leader=status, analyst=status, hearing_staff=status, **_WRITES, **rest)


def _of_the_team(url_name: str, status: int):
    return page(url_name, _log, method="POST", leader=status, analyst=status, hearing_staff=403, **_WRITES)


def _called(url_name: str, status: int, *, staff: int | None = None, method: str = "POST", **rest: object):
    return api(
        url_name, _one, method=method, leader=status, analyst=status, hearing_staff=staff or status, **_WRITES, **rest
    )


ROWS = [
    page("logs:index", **everybody(200) | {"ministry": 403} | _OUTSIDERS),
    page("logs:upload", leader=200, analyst=200, hearing_staff=200, other_staff=200, **_NO_UPLOAD),
    page("logs:upload", method="POST", leader=422, analyst=422, hearing_staff=422, other_staff=422, **_NO_UPLOAD),
    page("logs:log", _log, leader=200, analyst=200, hearing_staff=200, **_READS),
    _changed("logs:columns", 302, "GET"),
    _changed("logs:columns", 302),
    page("logs:mapping", _log, leader=302, analyst=302, hearing_staff=302, **_REDIRECTS),
    _changed("logs:mapping", 302),
    _changed("logs:mapping-draft", 302),
    _of_the_team("logs:adopt", 422),
    _of_the_team("logs:undo", 302),
    _changed("logs:file-delete", 302),
    _changed("logs:delete", 302),
    api("log-list", **everybody(200)),
    api("log-list", method="POST", **everybody(415)),
    api("log-detail", _one, leader=200, analyst=200, hearing_staff=200, **_READS),
    _called("log-detail", 204, method="DELETE"),
    _called("log-read", 400),
    _called("log-measure", 400),
    _called("log-adopt", 400, staff=403),
    _called("log-undo", 400, staff=403),
]  # fmt: skip
