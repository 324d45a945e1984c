"""件数 for pages of lower apps that convert one case into a year."""

from __future__ import annotations

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.project_figures import FigureScope, ProjectFigure
from hearings.models import Hearing, HearingState
from hearings.selectors import hearings_visible


def cases(user: User, scope: FigureScope) -> ProjectFigure | None:
    """Cases per year in the confirmed hearings of a use case that ``user`` may see, of one organisation or of all."""
    return said(confirmed_visible(user, scope))


def confirmed_visible(user: User, scope: FigureScope) -> QuerySet[Hearing]:
    """The confirmed hearings of the scope that ``user`` may see."""
    confirmed = hearings_visible(user, scope.project).filter(
        use_case_id=scope.use_case_id, state=HearingState.CONFIRMED
    )
    return confirmed.filter(organisation_id=scope.organisation_id) if scope.organisation_id is not None else confirmed


def said(confirmed: QuerySet[Hearing]) -> ProjectFigure | None:
    """The sum of what these hearings say, None where none of them says anything."""
    found = confirmed.filter(volume__isnull=False).aggregate(total=Sum("volume__cases_per_year"), hearings=Count("pk"))
    if found["total"] is None:
        return None
    source = _("確認済のヒアリング%(count)s件の合計") % {"count": found["hearings"]}
    return ProjectFigure(value=found["total"], source=source)
