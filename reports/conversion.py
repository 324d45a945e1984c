"""人件費単価 for pages of lower apps that convert minutes into yen."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.policy import Action, restrict
from bpr.access.project_figures import FigureScope, ProjectFigure
from bpr.core.inputs import unit_rate
from reports import assumptions
from reports.models import Assumption


def wage(user: User, scope: FigureScope) -> ProjectFigure | None:
    """Yen per hour of the project's assumptions; None where they give no rate or the person may not see them."""
    current = assumptions.lines(restrict(user, Action.VIEW, Assumption.objects.filter(project=scope.project)))
    try:
        rate = unit_rate(assumptions.core_assumptions(current), None, assumptions.rounding_policy(current))
    except ValueError:
        return None  # no rate was given yet: nothing to fill in
    return ProjectFigure(value=rate.yen_per_hour, source=_("事業の前提"))
