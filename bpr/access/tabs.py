"""Pages side by side within one station of the road, such as 結果, 幅, 職員と暦 under 効果.

Each app registers its pages in ``AppConfig.ready``; access knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from bpr.access.models import Project, User


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One page of a station. ``url_name`` takes project_id.

    ``adds`` says in one sentence what a person learns there, ``needs`` what has to be entered for it.
    """

    key: str
    order: int
    label: str | Promise
    url_name: str
    visible: Callable[[User, Project], object]
    adds: str | Promise = ""
    needs: str | Promise = ""


@dataclass(frozen=True, kw_only=True)
class TabLink:
    """A tab as one person sees it."""

    label: str | Promise
    url: str
    current: bool
    adds: str | Promise = ""
    needs: str | Promise = ""


_tabs: dict[str, list[Tab]] = {}


def register(station: str, tab: Tab) -> None:
    """Add a page to ``station`` (the key of the road). ``visible`` answers with a bool or a ``Decision``."""
    _tabs.setdefault(station, []).append(tab)
    _tabs[station].sort(key=lambda item: item.order)


def tabs_for(user: User, project: Project, *, station: str, current: str) -> list[TabLink]:
    """The pages of a station that ``user`` may open; none where there is only one."""
    links = [
        TabLink(
            label=tab.label,
            url=reverse(tab.url_name, kwargs={"project_id": project.pk}),
            current=tab.key == current,
            adds=tab.adds,
            needs=tab.needs,
        )
        for tab in _tabs.get(station, ())
        if tab.visible(user, project)
    ]
    return links if len(links) > 1 else []


def stage_of(links: Sequence[TabLink]) -> tuple[TabLink | None, TabLink | None]:
    """The page that is open, and the next one that adds something to it."""
    at = next((number for number, link in enumerate(links) if link.current), None)
    if at is None:
        return None, None
    return links[at], next((link for link in links[at + 1 :] if link.adds), None)
