"""Who may open which address of promises and actuals."""

from tests.access.permission_table import api, everybody, key, page

_TEAM = {"leader": 200, "analyst": 200}
_READERS = {**_TEAM, "council": 200, "observer": 200}
_OWN = {**_READERS, "hearing_staff": 200, "other_staff": 404, "ministry": 404}
_NOT_TEAM = {"hearing_staff": 403, "other_staff": 403, "council": 403, "observer": 403, "ministry": 403}
_pair = {"use_case_id": "use_case", "organisation_id": "city"}
_actual = {"actual_id": "actual"}
_promise = {"starts_on": "令和9年4月1日", "promised_by": "市民課長"}
_measured = {
    "fiscal_year": "２０２８", "first_month": "4", "last_month": "3", "cases": "1,000件", "minutes_per_case": "11.5分",
    "evidence_kind": "measured", "source": "操作ログ",
}  # fmt: skip
_api_pair = {"use_case": key("use_case"), "organisation": key("city")}
_api_promise = {**_api_pair, "starts_on": "2027-04-01", "promised_by": "市民課長"}
_api_measured = {
    **_api_pair, "fiscal_year": 2028, "cases": "1000", "minutes_per_case": "11.5", "evidence_kind": "measured",
    "source": "操作ログ",
}  # fmt: skip

ROWS = [
    page("tracking:index", **_READERS, hearing_staff=200, other_staff=200, ministry=403),
    page("tracking:commit", method="POST", data=_promise, leader=422, analyst=422, **_NOT_TEAM),  # no such use case
    page("tracking:pair", _pair, **_OWN),
    page("tracking:commit-pair", _pair, method="POST", data={**_promise, "hours_per_year": "読めない"}, leader=422,
         analyst=422, council=403, observer=403, hearing_staff=403, other_staff=404, ministry=404),
    page("tracking:actual-new", _pair, method="POST", data=_measured, leader=302, analyst=302, hearing_staff=302,
         council=403, observer=403, other_staff=404, ministry=404),
    page("tracking:actual-delete", _actual, method="POST", leader=302, analyst=302, hearing_staff=302, council=403,
         observer=403, other_staff=404, ministry=404),
    api("commitment-list", **everybody(200)),
    api("commitment-list", method="POST", data=_api_promise, leader=400, analyst=400, hearing_staff=403, council=403,
        observer=403, other_staff=404, ministry=404, foreign_leader=404, administrator=404),
    api("commitment-detail", {"pk": "commitment"}, **_READERS, hearing_staff=200, other_staff=404, ministry=404),
    api("commitment-achievements", **everybody(400)),
    api("actual-list", **everybody(200)),
    api("actual-list", method="POST", data=_api_measured, leader=201, analyst=201, hearing_staff=201, council=403,
        observer=403, other_staff=404, ministry=404, foreign_leader=404, administrator=404),
    api("actual-detail", {"pk": "actual"}, **_READERS, hearing_staff=200, other_staff=404, ministry=404),
    api("actual-detail", {"pk": "actual"}, method="DELETE", leader=204, analyst=204, hearing_staff=204, council=403,
        observer=403, other_staff=404, ministry=404),
]  # fmt: skip
