"""Staff of two organisations: neither sees anything of the other, wherever they look."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.visitor import Visitor
from tests.browser.world import SHEET_PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _hearings(person: Visitor) -> set[str]:
    """Addresses of the hearings in the list."""
    person.go("/")
    person.open(SHEET_PROJECT)
    person.page.locator(".road").get_by_role("link", name=re.compile("^ヒアリング")).click()
    links = person.page.locator("#main a")
    found = {link.get_attribute("href") or "" for link in links.all()}
    return {href.removesuffix("edit/") for href in found if re.search(r"/hearings/\d+/(edit/)?$", href)}


def test_lists_show_the_own_organisation_only(visitor: SignIn) -> None:
    one, other = visitor("kudamatsu1"), visitor("hikari1")
    mine, theirs = _hearings(one), _hearings(other)
    assert len(mine) == len(theirs) == 5
    assert not mine & theirs
    expect(one.page.locator("#main")).not_to_contain_text("光市")
    expect(other.page.locator("#main")).not_to_contain_text("下松市")


@pytest.mark.parametrize("ending", ["", "edit/", "template.xlsx", "import/"])
def test_the_other_organisations_hearing_is_not_there(visitor: SignIn, ending: str) -> None:
    one, other = visitor("kudamatsu1"), visitor("hikari1")
    foreign = min(_hearings(other))
    one.expect_status(404)
    answer = one.go(foreign + ending)
    assert answer.status == 404
    assert "光市" not in one.page.content()
    expect(one.page.locator("h1")).to_be_visible()


def test_the_sample_is_not_there_for_people_of_another_project(visitor: SignIn) -> None:
    person = visitor("hikari1")
    person.expect_status(404)
    for path in ("", "hearings/", "processes/", "use-cases/", "use-cases/1/", "processes/versions/1/"):
        assert person.go(f"/projects/1/{path}").status == 404, path
    for path in ("hearings", "use-cases", "organisations"):
        answer = person.page.request.get(f"{person.origin}/api/v1/{path}/")
        assert answer.status in (200, 404), path
        assert "周南市" not in answer.text(), path
