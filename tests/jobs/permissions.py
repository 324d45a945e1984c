"""Who may see and cancel jobs: the team of the project, and whoever asked for the job."""

from tests.access.permission_table import api, everybody, page

_job = {"job_id": "job"}
_others = dict.fromkeys(("hearing_staff", "other_staff", "council", "observer", "ministry"), 404)

ROWS = [
    page("jobs:detail", _job, leader=200, analyst=200, **_others),
    page("jobs:outcome", _job, leader=302, analyst=302, **_others),
    page("jobs:cancel", _job, method="POST", leader=302, analyst=302, **_others),
    api("job-list", **everybody(200)),
    api("job-detail", {"pk": "job"}, leader=200, analyst=200, **_others),
    api("job-cancel", {"pk": "job"}, method="POST", leader=200, analyst=200, **_others),
]
