"""The statistics of the sample project, and what its assessment means for the whole country."""

from __future__ import annotations

from bpr.access.models import Project, User
from bpr.national.services.drivers import proposals_accept
from bpr.national.services.estimates import estimate_make

DRAWS = 200  # enough to look at; the page says how many there were


def sample_drivers(actor: User, project: Project) -> None:
    """Accept the statistics that the use cases of the sample name."""
    proposals_accept(actor=actor, project=project)


def sample_estimate(actor: User, project: Project) -> None:
    """Estimate the whole country from the sample's assessment."""
    estimate_make(actor=actor, project=project, draws=DRAWS)
