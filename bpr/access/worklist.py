"""The work list of a person: what waits for them, since when, until when. Each app registers a provider."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise

from bpr.access.models import User


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """One thing that waits for a person."""

    title: str
    url: str
    since: datetime | date | None
    due: date | None = None
    kind: str | Promise = ""  # what is to be done, e.g. 確認 回答 審査
    project_name: str = ""
    state: str = ""  # of what has ended by itself, as templates/components/status.html knows it
    state_label: str = ""

    @property
    def late(self) -> bool:
        """Is the day by which it should be done over?"""
        return self.due is not None and self.due < timezone.localdate()

    @property
    def since_day(self) -> date | None:
        """The day since which it waits, in local time."""
        if isinstance(self.since, datetime):
            return timezone.localtime(self.since).date()
        return self.since


Provider = Callable[[User], Iterable[WorkItem]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; it narrows what it answers by the policy."""
    if provider not in _providers:
        _providers.append(provider)


def work_of(user: User) -> list[WorkItem]:
    """Everything that waits for ``user``: what is due first, then what has waited longest."""
    items = [item for provider in _providers for item in provider(user)]
    return sorted(items, key=lambda item: (item.due or date.max, item.since_day or date.max, item.title))
