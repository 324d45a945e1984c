"""What the pages of staff and calendar share: which organisation, which use case, which group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bpr.access.models import Organisation, Project
from bpr.access.policy import Action, decide_in, require
from bpr.access.shell import project_or_404, project_shell
from bpr.core.figures import Side
from bpr.staffing.models import StaffGroup
from bpr.staffing.selectors.reading import organisations_for


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for. ``organisation`` is None where the project has none that the person may see."""

    project: Project
    organisations: tuple[Organisation, ...]
    organisation: Organisation | None
    use_case: str = ""
    group: str = ""
    side: Side = Side.AS_IS

    def url(self, name: str = "index", **changes: str) -> str:
        """The same question with ``changes``; empty parts are left out."""
        parts = {
            "organisation": str(self.organisation.pk) if self.organisation else "",
            "use_case": self.use_case,
            "group": self.group,
            "side": "" if self.side is Side.AS_IS else self.side.value,
            **changes,
        }
        query = urlencode({key: value for key, value in parts.items() if value})
        address = reverse(f"staffing:{name}", args=[self.project.pk])
        return f"{address}?{query}" if query else address


def asked_of(request: HttpRequest, project_id: int) -> Asked:
    """The question of an address; Http404 where it names an organisation that the person may not see."""
    project = project_or_404(request.user, project_id)
    require(decide_in(request.user, Action.VIEW, StaffGroup, project=project))
    organisations = tuple(organisations_for(request.user, project))
    given = request.GET
    return Asked(
        project=project,
        organisations=organisations,
        organisation=_chosen(organisations, given.get("organisation", "")),
        use_case=given.get("use_case", ""),
        group=given.get("group", ""),
        side=Side.TO_BE if given.get("side") == Side.TO_BE.value else Side.AS_IS,
    )


def _chosen(organisations: Sequence[Organisation], key: str) -> Organisation | None:
    """The organisation of a key; without a key the largest one."""
    if not key:
        return max(organisations, key=lambda item: item.population or 0, default=None)
    found = next((item for item in organisations if str(item.pk) == key), None)
    if found is None:
        raise Http404
    return found


def staffing_shell(request: HttpRequest, project: Project, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """Context of a page under 効果→職員と暦."""
    trail = [(_("効果"), "reports:assessments"), *crumbs]
    return project_shell(request, project, current="assessments", tab="staffing", crumbs=trail)


def may_enter(request: HttpRequest, project: Project, organisation: Organisation | None) -> bool:
    """May the person enter hours, groups and patterns of this organisation (None: of all of the project)?"""
    organisation_id = organisation.pk if organisation else None
    return bool(decide_in(request.user, Action.ADD, StaffGroup, project=project, organisation_id=organisation_id))
