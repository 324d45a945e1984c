"""Panels of the project's first page: each app adds its own, so that no app looks upward for figures of another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bpr.access.models import Project, User


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A template and what it shows."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Provider = Callable[[User, Project], Panel | None]
_providers: dict[str, tuple[int, Provider]] = {}


def register(*, key: str, order: int, provider: Provider) -> None:
    """Add a panel to the first page of every project; ``provider`` answers None where the person has no use for it."""
    _providers[key] = (order, provider)


def panels(user: User, project: Project) -> list[Panel]:
    """The panels that ``user`` sees in ``project``, in order."""
    found = (provider(user, project) for _order, provider in sorted(_providers.values(), key=lambda item: item[0]))
    return [panel for panel in found if panel is not None]
