"""Kinds of jobs of this app."""

SIMULATE = "congestion.simulate"
WRITE_LOG = "congestion.log"
