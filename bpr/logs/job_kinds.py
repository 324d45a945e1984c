"""Names of this app's jobs, for those who ask for them, do them and show them."""

LOG_READ = "log.read"
LOG_MEASURE = "log.measure"
