"""Who may open which address of the estimates for the whole country: not the staff of one organisation."""

from tests.access.permission_table import api, everybody, key, page

_TEAM = {"leader": 200, "analyst": 200}
_READERS = {**_TEAM, "council": 200, "observer": 200}
_NOT_STAFF = {"hearing_staff": 403, "other_staff": 403}
_ONLY_TEAM = {**_NOT_STAFF, "council": 403, "observer": 403, "ministry": 403}
_unseen = {"hearing_staff": 404, "other_staff": 404, "ministry": 404}
_outside = {"foreign_leader": 404, "administrator": 404}
_estimate = {"estimate_id": "national_estimate"}
_choice = {"use_case": key("use_case"), "driver": "転入者数_R5", "reason": "届出の数"}

ROWS = [
    page("national:index", **_READERS, **_NOT_STAFF, ministry=403),
    page("national:run", method="POST", leader=409, analyst=409, **_ONLY_TEAM),  # nothing heard is in the table
    page("national:drivers", **_READERS, **_NOT_STAFF, ministry=403),
    page("national:drivers", method="POST", leader=302, analyst=302, **_ONLY_TEAM),
    page("national:estimate", _estimate, **_READERS, **_unseen),
    page("national:prefecture", {**_estimate, "key": "35"}, **_READERS, **_unseen),
    page("national:csv", _estimate, **_READERS, **_unseen),
    page("national:xlsx", _estimate, **_READERS, **_unseen),
    api("national-driver-list", **everybody(400)),  # asks for ?project=
    api("national-driver-list", method="POST", data=_choice, **_TEAM, **{**_ONLY_TEAM, "ministry": 404}, **_outside),
    api("national-driver-accept", method="POST", data={"project": key("project")}, **_TEAM, **_ONLY_TEAM, **_outside),
    api("national-estimate-list", **everybody(200)),
    api("national-estimate-list", method="POST", data={"project": key("project")}, leader=400, analyst=400,
        **_ONLY_TEAM, **_outside),
    api("national-estimate-detail", {"pk": "national_estimate"}, **_READERS, **_unseen),
    api("national-estimate-municipalities", {"pk": "national_estimate"}, **_READERS, **_unseen),
]  # fmt: skip
