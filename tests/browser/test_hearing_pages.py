"""The sheet on a telephone, the diagram as it opens, and what a browser keeps of what may not be stored."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.grid import Grid
from tests.browser.world import IME, SAMPLE_PEOPLE, SAMPLE_PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MYNUMBER = "123456789018"
BAR_HIGHEST = 72


def test_the_bar_of_actions_is_low_on_a_telephone_and_never_hides_the_field_in_use(visitor: SignIn) -> None:
    page = visitor("hikari1", narrow=True).page
    page.get_by_role("link", name=IME).first.click()
    bar = page.locator(".action-bar")
    expect(bar.get_by_role("button", name="提出する")).to_be_visible()
    box = bar.bounding_box()
    assert box is not None
    assert box["height"] <= BAR_HIGHEST
    for label in ("目的", "根拠法令", "担当課", "繁忙期", "出典"):
        page.evaluate("window.scrollTo(0, 0)")
        field = page.get_by_label(label, exact=True).first
        field.focus()
        page.wait_for_timeout(100)
        place, top = field.bounding_box(), bar.bounding_box()
        assert place is not None
        assert top is not None
        assert place["y"] >= 0
        assert place["y"] + place["height"] <= top["y"], label


def test_a_refused_mynumber_never_stays_in_the_browser(visitor: SignIn) -> None:
    person = visitor("hikari1")
    person.expect_status(422)
    page = person.page
    page.get_by_role("link", name=IME).first.click()
    grid = Grid(page, '[data-table="steps"]')
    grid.type(1, "備考", MYNUMBER)
    grid.type(2, "備考", "残る")
    expect(page.locator("[data-problems]")).to_contain_text("個人番号")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert MYNUMBER not in kept
    assert "残る" in kept
    page.reload()
    expect(grid.cell(2, "備考")).to_have_text("残る")
    expect(grid.cell(1, "備考")).to_have_text("")
    expect(page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")
    assert page.evaluate("localStorage.length") == 0


def test_a_diagram_opens_whole_or_says_that_it_goes_on(visitor: SignIn) -> None:
    for narrow in (False, True):
        person = visitor(SAMPLE_PEOPLE["hearing_staff"], narrow=narrow)
        person.open(SAMPLE_PROJECT)
        page = person.page
        page.get_by_role("navigation").get_by_role("link", name="ヒアリング").first.click()
        page.get_by_role("link", name="転入届と関係する手続").first.click()
        view = page.locator("[data-diagram-view]")
        expect(view.locator("svg")).to_be_visible()
        hidden = view.evaluate("view => view.scrollWidth - view.clientWidth")
        zoom = int(page.locator("[data-zoom-value]").inner_text().rstrip("%"))
        hint = page.locator(".diagram__hint")
        assert view.evaluate("view => view.scrollLeft") == 0
        if hidden > 8:
            assert zoom == 70
            expect(hint).to_be_visible()
            view.evaluate("view => view.scrollTo(view.scrollWidth, 0)")
            expect(hint).to_be_hidden()
        else:
            assert zoom >= 70
            expect(hint).to_be_hidden()
        assert hidden > 8 or not narrow
