"""Pages that evidence references lead to, such as the row of a hearing.

The app that holds a kind of reference registers how it becomes an address; the apps below it that show evidence ask
here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bpr.access.policy import Person

Resolver = Callable[[Person, int, Iterable[str]], dict[str, str]]
_resolvers: list[Resolver] = []


def register(resolver: Resolver) -> None:
    """``resolver(user, project_id, references)`` answers the addresses of those that are its own and that the person
    may open."""
    _resolvers.append(resolver)


def evidence_urls(*, user: Person, project_id: int, references: Iterable[str]) -> dict[str, str]:
    """Reference → address, without the references whose page the person may not open."""
    asked = sorted({reference for reference in references if reference})
    if not asked:
        return {}
    return {reference: url for resolve in _resolvers for reference, url in resolve(user, project_id, asked).items()}
