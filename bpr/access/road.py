"""The road through a project: 概況 → ヒアリング → 業務プロセス → 効果 → 報告書.

Each app registers its stations in ``AppConfig.ready``; access knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from bpr.access.models import Project, User


@dataclass(frozen=True, kw_only=True)
class Station:
    """One page of the road. ``state`` says in a few words how far it is, e.g. 12/20 確認済."""

    key: str
    order: int
    label: str | Promise
    url_name: str  # takes project_id
    visible: Callable[[User, Project], object]
    state: Callable[[User, Project], str]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A station as one person sees it."""

    key: str
    label: str | Promise
    url: str
    state: str
    current: bool


_stations: dict[str, Station] = {}


def register(
    *,
    key: str,
    order: int,
    label: str | Promise,
    url_name: str,
    visible: Callable[[User, Project], object],
    state: Callable[[User, Project], str],
) -> None:
    """Add a station. ``visible`` may answer with a bool or with a ``Decision`` of the policy."""
    _stations[key] = Station(key=key, order=order, label=label, url_name=url_name, visible=visible, state=state)


def road_for(user: User, project: Project, *, current: str = "") -> list[Stop]:
    """The stations that ``user`` has a use for, in order; ``current`` is the key of the one that is open."""
    return [
        Stop(
            key=station.key,
            label=station.label,
            url=reverse(station.url_name, kwargs={"project_id": project.pk}),
            state=station.state(user, project),
            current=station.key == current,
        )
        for station in sorted(_stations.values(), key=lambda station: station.order)
        if station.visible(user, project)
    ]


def entrance(user: User, project: Project) -> str:
    """Address of the first page that ``user`` has a use for in ``project``, "" where there is none."""
    stations = sorted(_stations.values(), key=lambda station: station.order)
    found = next((station for station in stations if station.visible(user, project)), None)
    return reverse(found.url_name, kwargs={"project_id": project.pk}) if found else ""
