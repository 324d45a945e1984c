"""Who may open which address of congestion."""

from tests.access.permission_table import api, everybody, key, page

_TEAM = {"leader": 200, "analyst": 200}
_READERS = {**_TEAM, "council": 200, "observer": 200}
_EVERYBODY = {**_READERS, "hearing_staff": 200, "other_staff": 200, "ministry": 403}
_OF_CITY = {**_READERS, "hearing_staff": 200, "other_staff": 404, "ministry": 404}
_NOT_TEAM = {"council": 403, "observer": 403, "hearing_staff": 403, "other_staff": 404, "ministry": 404}
_NOBODY_ELSE = {**dict.fromkeys(("council", "observer", "hearing_staff", "other_staff", "ministry"), 403)}
_run = {"simulation_id": "simulation"}
_log = {"side": "as_is", "format": "csv"}
_new = {"project": key("project"), "organisation": key("city"), "use_cases": ["U"]}

ROWS = [
    page("congestion:index", **_EVERYBODY),
    page("congestion:compare", **_EVERYBODY),
    page("congestion:new", **_TEAM, **_NOBODY_ELSE),  # nothing is confirmed: the page says so
    page("congestion:new", method="POST", **_TEAM, **_NOBODY_ELSE),
    page("congestion:run", _run, **_OF_CITY),
    page("congestion:scenario", _run, **_OF_CITY),
    page("congestion:again", _run, method="POST", leader=302, analyst=302, **_NOT_TEAM),
    page("congestion:delete", _run, method="POST", leader=302, analyst=302, **_NOT_TEAM),
    page("congestion:log-new", _run, method="POST", data=_log, leader=302, analyst=302, **_NOT_TEAM),
    # there is no file; for the others there is not even a log
    page("congestion:log-file", {"event_log_id": "event_log"}, leader=404, analyst=404, council=404, observer=404,
         hearing_staff=404, other_staff=404, ministry=404),
    # API
    api("simulation-run-list", **everybody(200)),
    api("simulation-run-list", method="POST", data=_new, leader=400, analyst=400, **_NOBODY_ELSE, foreign_leader=404,
        administrator=404),
    api("simulation-run-detail", {"pk": "simulation"}, **_OF_CITY),
    api("simulation-run-detail", {"pk": "simulation"}, method="DELETE", leader=204, analyst=204, **_NOT_TEAM),
    api("simulation-run-scenario", {"pk": "simulation"}, **_OF_CITY),
    api("simulation-run-log", {"pk": "simulation"}, method="POST", data=_log, leader=400, analyst=400, **_NOT_TEAM),
    api("simulation-run-logs", {"pk": "simulation"}, **_TEAM, **_NOT_TEAM),
]  # fmt: skip
