"""On a telephone: every page that a role can reach fits its width; and nothing on them is an error."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.browser.conftest import NARROW_SIZE, SignIn
from tests.browser.visitor import Visitor
from tests.browser.world import SAMPLE_PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILES = re.compile(r"\.\w{2,5}$|^/api/|^/static/")
MOST_PAGES = 60


def _links(person: Visitor) -> list[str]:
    """Addresses of pages of this site on the page, also those of links in drawings."""
    whole = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
    urls = person.page.eval_on_selector_all("a[href]", whole)
    paths = [urlsplit(url) for url in urls if url.startswith(person.origin)]
    return [f"{url.path}?{url.query}" if url.query else url.path for url in paths if not FILES.search(url.path)]


def _kind(path: str) -> str:
    """Which page it is, whatever it is about: pages of 47 prefectures are one kind."""
    return resolve(urlsplit(path).path).view_name


# Observers read what council members read (tests/isolation holds both to that).
@pytest.mark.parametrize(
    "username", [*(name for role, name in SAMPLE_PEOPLE.items() if role != "observer"), "kudamatsu1"]
)
def test_every_page_fits_a_telephone(visitor: SignIn, username: str) -> None:
    person = visitor(username, narrow=True)
    waiting, seen, too_wide = ["/"], set(), []
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        if _kind(path) in seen:
            continue
        seen.add(_kind(path))
        answer = person.go(path)
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        assert answer.status == 200, f"{answer.status} {path}"
        width = person.page.evaluate("document.scrollingElement.scrollWidth")
        if width > NARROW_SIZE["width"]:
            too_wide.append(f"{path}: {width} px")
        waiting += _links(person)
    assert len(seen) >= 3, seen
    assert not too_wide, "\n".join(too_wide)
