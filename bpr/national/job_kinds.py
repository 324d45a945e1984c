"""Names of this app's jobs, for those who ask for them, do them and show them."""

NATIONAL_ESTIMATE = "national.estimate"
NATIONAL_PART = "national.part"
