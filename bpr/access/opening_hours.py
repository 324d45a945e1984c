"""開庁時間 of an organisation for apps below the one that holds them."""

from __future__ import annotations

from collections.abc import Callable

from bpr.access.models import Organisation, Project
from bpr.core.staffing import DEFAULT_HOURS, Hours

Provider = Callable[[Project, Organisation], Hours]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Say how the hours of an organisation are read, unrestricted: who asks has checked that the person may see it."""
    _providers.append(provider)


def opening_hours(project: Project, organisation: Organisation) -> Hours:
    """The hours of the organisation's office; the usual ones, said as default, where nobody entered any."""
    return _providers[-1](project, organisation) if _providers else DEFAULT_HOURS
