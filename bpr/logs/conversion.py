"""件数 for pages of lower apps that convert one case into a year: what was counted goes before what was said."""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from bpr.access.models import User
from bpr.access.policy import Action, restrict
from bpr.access.project_figures import FigureScope, ProjectFigure
from bpr.logs.models import MeasuredVolume, ProcessLog
from hearings.conversion import confirmed_visible, said


def cases(user: User, scope: FigureScope) -> ProjectFigure | None:
    """Cases per year as :mod:`reports.selectors.assembly` takes them: of each confirmed hearing that ``user`` may see
    the volume adopted from a log, else the one that was said."""
    confirmed = confirmed_visible(user, scope)
    logs = restrict(user, Action.VIEW, ProcessLog.objects.filter(use_case=scope.use_case_id))
    heard = Q(organisation__in=confirmed.values("organisation_id"))
    counted = MeasuredVolume.objects.filter(heard, log__in=logs, withdrawn_at__isnull=True)
    rest = said(confirmed.exclude(organisation_id__in=counted.values("organisation_id")))
    found = counted.aggregate(total=Sum("cases_per_year"), number=Count("pk"))
    if found["total"] is None:
        return rest
    number = {"count": found["number"]}
    if rest is None:
        return ProjectFigure(value=found["total"], source=_("操作ログで数えた件数%(count)s件の合計") % number)
    words = _("操作ログで数えた件数%(count)s件と、%(rest)s") % (number | {"rest": rest.source})
    return ProjectFigure(value=found["total"] + rest.value, source=words)
