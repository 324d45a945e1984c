"""Who may open which address of staff and calendar."""

from tests.access.permission_table import api, everybody, key, page

_TEAM = {"leader": 200, "analyst": 200}
_READERS = {**_TEAM, "council": 200, "observer": 200}
_EVERYBODY = {**_READERS, "hearing_staff": 200, "other_staff": 200, "ministry": 403}
_CHANGE = {**_TEAM, "hearing_staff": 200, "other_staff": 404, "council": 403, "observer": 403, "ministry": 404}
_DELETE = {name: 302 if status == 200 else status for name, status in _CHANGE.items()}
_NO_PLACE = {**dict.fromkeys(("leader", "analyst", "council", "observer", "hearing_staff", "other_staff"), 404)}
_WRITERS = ("leader", "analyst", "hearing_staff")
_hours = {"name": "支所", "mon": "8:30-12:00", "evidence_kind": "estimated"}
_group = {
    "name": "窓口",
    "performers": "受付",
    "people": "2人",
    "available_percent": "60",
    "evidence_kind": "estimated",
}
_pattern = {"day0": "3", "evidence_kind": "estimated"}
_api_hours = {"name": "支所", "weekdays": {"mon": ["08:30-12:00"]}, "evidence_kind": "estimated"}
_api_group = {"name": "窓口", "performers": ["受付"], "people": ["1", "0.5"], "evidence_kind": "estimated"}
_api_pattern = {"use_case": key("use_case"), "weekdays": ["1"] * 7, "evidence_kind": "estimated"}
_city = {"organisation": key("city")}
_put = {**_TEAM, "hearing_staff": 200, "other_staff": 404, "council": 403, "observer": 403, "ministry": 404}
_read = {**_READERS, "hearing_staff": 200, "other_staff": 404, "ministry": 404}


def _pages(name: str, kwarg: str, thing: str, data: dict[str, str]) -> list:
    there = {kwarg: thing}
    return [
        page(f"staffing:{name}-new", **_NO_PLACE, ministry=403),  # names no organisation
        page(f"staffing:{name}-new", method="POST", data=data, **_NO_PLACE, ministry=403),
        page(f"staffing:{name}", there, **_CHANGE),
        page(f"staffing:{name}", there, method="POST", data=data, **_DELETE),
        page(f"staffing:{name}-delete", there, method="POST", **_DELETE),
    ]


def _api(name: str, thing: str, data: dict, *, made: int = 201, gone: int = 204, by_use_case: bool = False) -> list:
    owned = data if by_use_case else {**data, "project": key("project")}
    return [
        api(f"{name}-list", **everybody(200)),
        api(f"{name}-list", method="POST", data={**owned, **_city}, leader=made, analyst=made, hearing_staff=made,
            other_staff=403, council=403, observer=403, ministry=404 if by_use_case else 403, foreign_leader=404,
            administrator=404),
        api(f"{name}-detail", {"pk": thing}, **_read),
        api(f"{name}-detail", {"pk": thing}, method="PUT", data=owned, **_put),
        api(f"{name}-detail", {"pk": thing}, method="DELETE", **_put | dict.fromkeys(_WRITERS, gone)),
    ]  # fmt: skip


ROWS = [
    page("staffing:index", **_EVERYBODY),
    page("staffing:why", **_NO_PLACE, ministry=403),  # names no group
    *_pages("hours", "hours_id", "office_hours", _hours),
    *_pages("group", "staff_group_id", "staff_group", _group),
    *_pages("pattern", "pattern_id", "arrival_pattern", _pattern),
    *_api("office-hours", "office_hours", _api_hours, gone=400),  # the group uses them
    *_api("staff-group", "staff_group", _api_group),
    *_api("arrival-pattern", "arrival_pattern", _api_pattern, made=400, by_use_case=True),
    api("staff-needs-list", **everybody(400)),  # asks for ?project= and ?organisation=
]
