"""Writes of this app."""

from bpr.national.services.drivers import DriverError, driver_set, proposals_accept
from bpr.national.services.estimates import EstimateRefused, estimate_make, estimate_request, estimate_store

__all__ = [
    "DriverError", "EstimateRefused", "driver_set", "estimate_make", "estimate_request", "estimate_store",
    "proposals_accept",
]  # fmt: skip
