"""Names of this app's jobs, for those who ask for them, do them and show them."""

ASSESSMENT_RUN = "assessment.run"
REPORT_BUILD = "report.build"
REPORT_ISSUE = "report.issue"
