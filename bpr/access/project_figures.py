"""Figures of a project that pages of lower apps convert with, such as 人件費単価 and 件数.

The app that holds a figure registers how it is read for a person; the app that shows it asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bpr.access.models import Project, User


@dataclass(frozen=True, kw_only=True)
class ProjectFigure:
    """A value and in words where it comes from."""

    value: Decimal
    source: str


@dataclass(frozen=True, kw_only=True)
class FigureScope:
    """What a figure is asked for; ``organisation_id`` None: all organisations that the person may see."""

    project: Project
    use_case_id: int
    organisation_id: int | None = None


Provider = Callable[[User, FigureScope], ProjectFigure | None]
_providers: dict[str, Provider] = {}


def register(*, key: str, provider: Provider) -> None:
    """Say how the figure ``key`` is read; ``provider`` answers None where there is none that the person may see.

    An app above that knows better may register the key again, as apps get ready from below: the last one answers.
    """
    _providers[key] = provider


def project_figure(key: str, user: User, scope: FigureScope) -> ProjectFigure | None:
    """The figure ``key`` as ``user`` may see it; None where nobody holds one."""
    provider = _providers.get(key)
    return provider(user, scope) if provider else None
