"""Who may open the addresses of the whole site."""

from tests.access.permission_table import api, everybody, page

ROWS = [
    page("healthz", **{**everybody(200), "anonymous": 200}),
    api("api-schema", **everybody(200)),
    api("api-docs", **everybody(200)),
]
