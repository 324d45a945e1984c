"""What the pages of one hearing share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.policy import Action, decide, get_or_404
from bpr.access.shell import project_shell
from hearings.models import Hearing, HearingState
from hearings.services import OPEN_STATES

WITH_NAMES = ("use_case__project", "use_case__category", "organisation", "saved_by", "submitted_by", "confirmed_by")


def hearing_or_404(request: HttpRequest, project_id: int, hearing_id: int, action: Action = Action.VIEW) -> Hearing:
    """The hearing of the address, where the person may do ``action`` on it."""
    queryset = Hearing.objects.select_related(*WITH_NAMES)
    return get_or_404(request.user, action, queryset, pk=hearing_id, use_case__project=project_id)


def page(request: HttpRequest, hearing: Hearing, *, here: Any = "") -> dict[str, Any]:
    """Context of a page of one hearing; ``here`` is the breadcrumb's end where it is not the hearing itself."""
    project = hearing.use_case.project
    name = f"{hearing.use_case.name}　{hearing.organisation.name}"
    context = project_shell(request, project, current="hearings")
    context["breadcrumb"] = crumbs(hearing, name, here)
    may_change = bool(decide(request.user, Action.CHANGE, hearing))
    may_confirm = bool(decide(request.user, Action.CONFIRM, hearing))
    return context | {
        "hearing": hearing,
        "is_open": hearing.state in OPEN_STATES,
        "may_change": may_change,
        "may_confirm": may_confirm,
        "may_return": may_confirm and hearing.state in (HearingState.SUBMITTED, HearingState.CONFIRMED),
        "sees_contacts": bool(decide(request.user, Action.VIEW_CONTACTS, hearing)),
    }


def crumbs(hearing: Hearing, name: str, here: Any) -> list[dict[str, Any]]:
    project = hearing.use_case.project
    trail = [
        {"label": project.name, "url": reverse("usecases:project", args=[project.pk])},
        {"label": _("ヒアリング"), "url": reverse("hearings:index", args=[project.pk])},
        {"label": name, "url": reverse("hearings:hearing", args=[project.pk, hearing.pk]) if here else ""},
    ]
    return [*trail, {"label": here, "url": ""}] if here else trail
