"""Process logs: what really happened, read from event logs."""
