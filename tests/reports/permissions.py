"""Who may open which address of assessments, assumptions and reports."""

from tests.access.permission_table import api, everybody, key, page

_TEAM = {"leader": 200, "analyst": 200}
_READERS = {**_TEAM, "council": 200, "observer": 200}
_NOT_STAFF = {"hearing_staff": 403, "other_staff": 403}
_ONLY_TEAM = {**_NOT_STAFF, "council": 403, "observer": 403, "ministry": 403}
_SHARE = {**_READERS, "hearing_staff": 200, "other_staff": 200}
_assessment = {"assessment_id": "assessment"}
_report = {"report_id": "report"}
_use_case = {"use_case_id": "use_case"}
_scenario = {"scenario_id": "scenario"}
_issued = {"report_id": "issued_report"}
_whole = {**_assessment, "key": "~~:staff_hours:saving"}
_line = {"title": "導入", "year": "0", "initial_yen": "１，０００円", "running_yen": "", "evidence_kind": "estimated"}
_cost = {"title": "導入", "year": 0, "initial_yen": "1000", "evidence_kind": "estimated"}
_value = {"value": "0.03", "evidence_kind": "published", "source": "通知"}
_unseen = {"hearing_staff": 404, "other_staff": 404, "ministry": 404}
_no_file = {**dict.fromkeys(("leader", "analyst", "council", "observer"), 404), **_unseen}

ROWS = [
    page("reports:assessments", **_SHARE, ministry=403),
    page("reports:run", method="POST", data={"title": "試算"}, leader=422, analyst=422, **_ONLY_TEAM),
    page("reports:assessment", _assessment, **_SHARE, ministry=404),
    page("reports:figure", _whole, **_READERS, **_unseen),  # a sum holds the others: staff see only their own
    page("reports:ranges", **_SHARE, ministry=403),
    # assumptions
    page("reports:assumptions", **_SHARE, ministry=403),
    page("reports:assumption", {"key": "discount_rate"}, **_TEAM, **_ONLY_TEAM),
    page("reports:assumption", {"key": "discount_rate"}, method="POST", data=_value, leader=302, analyst=302,
         **_ONLY_TEAM),
    page("reports:investment-new", **_TEAM, **_ONLY_TEAM),
    page("reports:investment-new", method="POST", data=_line, leader=302, analyst=302, **_ONLY_TEAM),
    page("reports:investment-delete", {"investment_id": "investment"}, method="POST", leader=302, analyst=302,
         council=403, observer=403, **_unseen),
    # what-if: of all organisations together, so not for the staff of one
    page("reports:what-if-index", **_READERS, **_NOT_STAFF, ministry=403),
    page("reports:what-if", _use_case, **_READERS, **_NOT_STAFF, ministry=403),
    page("reports:what-if-answer", _use_case, **_TEAM, **_ONLY_TEAM),
    page("reports:what-if-save", _use_case, method="POST", data={"name": "案", "query": "volume=120"}, leader=200,
         analyst=200, **_ONLY_TEAM),  # nothing is confirmed: there is nothing to save
    page("reports:what-if-delete", _scenario, method="POST", leader=302, analyst=302, council=403, observer=403,
         **_unseen),
    page("reports:what-if-to-be", _scenario, method="POST", leader=302, analyst=302, council=403, observer=403,
         **_unseen),
    # reports; files are tried in tests/reports/test_pages_of_reports.py, here there are none
    page("reports:index", **_READERS, ministry=200, **_NOT_STAFF),
    page("reports:build", method="POST", data={"assessment": key("assessment")}, leader=302, analyst=302, **_ONLY_TEAM),
    page("reports:issue", _issued, method="POST", leader=302, analyst=403, council=403, observer=403, hearing_staff=404,
         other_staff=404, ministry=403),
    page("reports:issue", _report, method="POST", leader=302, analyst=403, council=403, observer=403, **_unseen),
    page("reports:pdf", _report, **_no_file),
    page("reports:bundle", _report, **_no_file),
    # API
    api("assessment-list", **everybody(200)),
    api("assessment-list", method="POST", data={"project": key("project")}, leader=400, analyst=400, **_ONLY_TEAM,
        foreign_leader=404, administrator=404),
    api("assessment-detail", {"pk": "assessment"}, **_SHARE, ministry=404),
    api("assessment-figures", {"pk": "assessment"}, **_SHARE, ministry=404),
    api("assessment-ranges", {"pk": "assessment"}, **_SHARE, ministry=404),
    api("assessment-influences", {"pk": "assessment"}, **_SHARE, ministry=404),
    api("assessment-statistics", {"pk": "assessment"}, **_SHARE, ministry=404),
    api("assessment-breakdown", {"pk": "assessment"}, **dict.fromkeys(_SHARE, 400), ministry=404),  # asks for ?by=
    api("assessment-investment", {"pk": "assessment"}, **_READERS, **_unseen),
    api("investment-list", **everybody(200)),
    api("investment-list", method="POST", data={"project": key("project"), **_cost}, leader=201, analyst=201,
        **_ONLY_TEAM, foreign_leader=404, administrator=404),
    api("investment-detail", {"pk": "investment"}, **_READERS, **_unseen),
    api("investment-detail", {"pk": "investment"}, method="DELETE", leader=204, analyst=204, council=403, observer=403,
        **_unseen),
    api("assumption-list", **everybody(400)),  # asks for ?project=
    api("assumption-list", method="POST", data={"project": key("project"), "key": "discount_rate", **_value},
        **_TEAM, **_ONLY_TEAM, foreign_leader=404, administrator=404),
    # nothing of the world is confirmed: who may ask is told so
    api("what-if-detail", {"pk": "use_case"}, leader=400, analyst=400, council=400, observer=400, **_NOT_STAFF,
        ministry=404),
    api("what-if-answer", {"pk": "use_case"}, method="POST", data={"changes": {"volume": "120"}}, leader=400,
        analyst=400, council=403, observer=403, **_NOT_STAFF, ministry=404),
    api("what-if-scenario-list", **everybody(200)),
    api("what-if-scenario-list", method="POST",
        data={"use_case": key("use_case"), "name": "案", "changes": {"volume": "120"}}, leader=400, analyst=400,
        council=403, observer=403, **_NOT_STAFF, ministry=404, foreign_leader=404, administrator=404),
    api("what-if-scenario-detail", {"pk": "scenario"}, **_READERS, **_unseen),
    api("what-if-scenario-detail", {"pk": "scenario"}, method="DELETE", leader=204, analyst=204, council=403,
        observer=403, **_unseen),
    api("what-if-scenario-to-be", {"pk": "scenario"}, method="POST", leader=400, analyst=400, council=403, observer=403,
        **_unseen),
    api("report-list", **everybody(200)),
    api("report-list", method="POST", data={"assessment": key("assessment")}, leader=202, analyst=202, council=403,
        observer=403, **_unseen, foreign_leader=404, administrator=404),
    api("report-detail", {"pk": "issued_report"}, **_READERS, ministry=200, hearing_staff=404, other_staff=404),
    api("report-detail", {"pk": "report"}, **_READERS, **_unseen),
    api("report-issue", {"pk": "issued_report"}, method="POST", leader=400, analyst=403, council=403, observer=403,
        ministry=403, hearing_staff=404, other_staff=404),
    api("report-pdf", {"pk": "report"}, **_no_file),
    api("report-bundle", {"pk": "report"}, **_no_file),
]  # fmt: skip
