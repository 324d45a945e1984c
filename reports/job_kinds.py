"""Names of this app's jobs, for those who ask for them, do them and show them."""

REPORT_BUILD = "report.build"
REPORT_ISSUE = "report.issue"
