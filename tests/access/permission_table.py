"""The permission table: every address × method × actor has an expected status, or the tests fail.

Every app lists its rows in ``tests/<app>/permissions.py``::

    from tests.access.permission_table import api, page

    ROWS = [
        page("usecases:use_case", {"use_case_id": "use_case"},
             leader=200, analyst=200, council=200, observer=200, hearing_staff=200, other_staff=200, ministry=404),
        page("usecases:use_case_edit", {"use_case_id": "use_case"}, method="POST", data={"category": key("category")},
             leader=302, analyst=302, council=403, observer=403, hearing_staff=403, other_staff=403, ministry=404),
        api("use-case-list", leader=200, …),
    ]

- The second argument names, for each part of the address, the attribute of ``tests.factories.World`` whose key goes
  there (``"use_case"`` → ``w.use_case.pk``), or gives the value itself where it is not a name of the world.
  ``project_id`` is filled in with ``w.project`` where the address has it. In ``data`` say ``key("city")`` for a key.
- Every member role must be given; ``hearing_staff`` is of ``w.city``, ``other_staff`` of ``w.town``: an address that
  names an object of ``w.city`` is 404 for ``other_staff``.
- Left out, these stand at what they should nearly always be: anonymous 302 (sign-in) for pages and 401 for the API;
  foreign_leader and administrator 404 where the address names an object (``<…>``), else the table fails and asks.
- Each request runs in a transaction that is rolled back; rows do not disturb each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.factories import World

MEMBERS = ("leader", "analyst", "hearing_staff", "other_staff", "council", "observer", "ministry")
OUTSIDERS = ("foreign_leader", "administrator")
ACTORS = ("anonymous", *MEMBERS, *OUTSIDERS)
SAFE_TO_SKIP = frozenset({"HEAD", "OPTIONS", "TRACE"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One address and method with the status that each actor gets."""

    url_name: str
    method: str
    kwargs: Mapping[str, Any]
    expected: Mapping[str, int]
    data: Mapping[str, Any]
    json: bool

    def __str__(self) -> str:
        return f"{self.method} {self.url_name}"

    def address(self, world: World) -> str:
        """The address in ``world``."""
        kwargs = {
            name: world.things[value].pk if isinstance(value, str) and value in world.things else value
            for name, value in self.kwargs.items()
        }
        try:
            return reverse(self.url_name, kwargs=kwargs)
        except NoReverseMatch:
            return reverse(self.url_name, kwargs={"project_id": world.project.pk, **kwargs})

    def values(self, world: World) -> dict[str, Any]:
        """What is sent along."""
        return {
            name: world.things[value.name].pk if isinstance(value, Key) else value for name, value in self.data.items()
        }


@dataclass(frozen=True)
class Key:
    """The key of a thing of the world."""

    name: str


def key(name: str) -> Key:
    """The key of ``w.<name>``, for ``data``."""
    return Key(name)


def page(
    url_name: str,
    kwargs: Mapping[str, Any] | None = None,
    *,
    method: str = "GET",
    data: Mapping[str, Any] | None = None,
    **expected: int,
) -> Row:
    """A row of a page; anonymous people are sent to sign in."""
    return _row(url_name, kwargs, method, data, {"anonymous": 302, **expected}, json=False)


def api(
    url_name: str,
    kwargs: Mapping[str, Any] | None = None,
    *,
    method: str = "GET",
    data: Mapping[str, Any] | None = None,
    **expected: int,
) -> Row:
    """A row of an API route; anonymous people are answered 401."""
    return _row(url_name, kwargs, method, data, {"anonymous": 401, **expected}, json=True)


def everybody(status: int) -> dict[str, int]:
    """The same status for every signed-in person, for addresses that name no object."""
    return dict.fromkeys((*MEMBERS, *OUTSIDERS), status)


def _row(
    url_name: str,
    kwargs: Mapping[str, Any] | None,
    method: str,
    data: Mapping[str, Any] | None,
    expected: dict[str, int],
    *,
    json: bool,
) -> Row:
    unknown = set(expected) - set(ACTORS)
    if unknown:
        raise ValueError(f"{method} {url_name}: no such actor: {', '.join(sorted(unknown))}")
    if _names_object(url_name):
        expected = dict.fromkeys(OUTSIDERS, 404) | expected
    missing = [actor for actor in ACTORS if actor not in expected]
    if missing:
        raise ValueError(f"{method} {url_name}: expected status missing for {', '.join(missing)}")
    return Row(url_name=url_name, method=method, kwargs=kwargs or {}, expected=expected, data=data or {}, json=json)


@dataclass(frozen=True)
class Route:
    """One address of the site with the methods that its view allows."""

    url_name: str
    pattern: str
    methods: frozenset[str]
    module: str

    @property
    def names_object(self) -> bool:
        """Does the address hold a key, so that it can be foreign?"""
        return bool(set(re.findall(r"<(?:\w+:)?(\w+)>", self.pattern)) - {"format"})


@cache
def routes() -> list[Route]:
    """Every named or unnamed address of the URL configuration."""
    return list(_walk(get_resolver(), pattern="", namespace=""))


def _walk(resolver: URLResolver, *, pattern: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        full = pattern + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(
                entry, pattern=full, namespace=namespace + (f"{entry.namespace}:" if entry.namespace else "")
            )
        else:
            yield _route(entry, full, namespace)


def _route(entry: URLPattern, pattern: str, namespace: str) -> Route:
    module = getattr(entry.callback, "__module__", "")
    return Route(f"{namespace}{entry.name or pattern}", pattern, frozenset(_methods(entry.callback)), module)


def _methods(view: Any) -> set[str]:
    """Methods that ``view`` answers; GET and POST where it does not say."""
    if hasattr(view, "actions") and view.actions:
        return {method.upper() for method in view.actions} - SAFE_TO_SKIP
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if view_class is not None:
        return {name.upper() for name in view_class.http_method_names if hasattr(view_class, name)} - SAFE_TO_SKIP
    return set(_required_methods(view) or {"GET", "POST"}) - SAFE_TO_SKIP


def _required_methods(view: Any) -> list[str] | None:
    """The list given to ``require_http_methods``, which keeps it in the closure of its wrapper."""
    while view is not None:
        names = getattr(getattr(view, "__code__", None), "co_freevars", ())
        if "request_method_list" in names:
            return list(view.__closure__[names.index("request_method_list")].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def _names_object(url_name: str) -> bool:
    """An address that is gone counts as one that does: another test says that it is gone."""
    return all(route.names_object for route in routes() if route.url_name == url_name)
