"""What hands type into the grid stays, wherever the cell is and whatever happens on the page meanwhile."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignIn
from tests.browser.grid import Grid, convert
from tests.browser.sheet import SheetPage
from tests.browser.world import CONFLICT, KEYBOARD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MYNUMBER = "123456789018"
NOTE, WAITING, CONFIDENCE = "備考", "待ち時間", "確からしさ"
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def _scroll(cell: Locator, by: int) -> None:
    """Scroll the cells sideways, and let the page hear of it."""
    cell.evaluate("(cell, by) => { cell.closest('.jss_content').scrollLeft += by }", by)
    cell.page.evaluate(FRAMES)


def test_the_first_key_counts_when_the_cell_is_only_just_coming_into_sight(visitor: SignIn) -> None:
    """The library took the scroll that follows Tab, or its own editor, for a wish to stop typing."""
    grid = SheetPage(visitor("hikari1"), KEYBOARD).steps
    grid.choose(1, WAITING)
    grid.page.keyboard.press("1")
    _scroll(grid.cell(1, WAITING), 20)
    grid.page.keyboard.type("2日")
    grid.page.keyboard.press("Enter")
    expect(grid.cell(1, WAITING)).to_have_text("12日")


def test_a_conversion_survives_that_its_cell_is_scrolled(visitor: SignIn) -> None:
    grid = SheetPage(visitor("hikari1"), KEYBOARD).steps
    grid.choose(2, NOTE)
    convert(grid.page, "のこる", "残る")
    _scroll(grid.cell(2, NOTE), -60)
    expect(grid.editor).to_have_count(1)
    convert(grid.page, "もじ", "文字")
    grid.page.keyboard.press("Enter")
    expect(grid.cell(2, NOTE)).to_have_text("残る文字")


def test_a_list_outlives_the_scroll_of_its_opening_and_no_other(visitor: SignIn) -> None:
    grid = SheetPage(visitor("hikari1"), KEYBOARD).steps
    grid.choose(1, CONFIDENCE)
    grid.cell(1, CONFIDENCE).evaluate(
        "cell => { cell.closest('.jss_content').scrollLeft -= 20;"
        " cell.dispatchEvent(new KeyboardEvent('keydown', {key: 'F2', keyCode: 113, which: 113, bubbles: true})) }"
    )
    grid.page.evaluate(FRAMES)
    choices = grid.page.locator(".jdropdown-focus .jdropdown-item")
    expect(choices.first).to_be_visible()
    _scroll(grid.cell(1, CONFIDENCE), -20)
    expect(choices).to_have_count(0)


def test_text_in_an_open_cell_is_there_after_a_reload(visitor: SignIn) -> None:
    sheet = SheetPage(visitor("hikari1"), CONFLICT)
    sheet.steps.choose(1, NOTE)
    convert(sheet.page, "とちゅう", "途中")
    sheet.page.reload()
    expect(sheet.steps.cell(1, NOTE)).to_have_text("途中")
    sheet.wait_saved()


def _top(cell: Locator) -> float:
    box = cell.bounding_box()
    assert box is not None
    return box["y"]


@pytest.mark.parametrize("scrolled", [False, True])
def test_a_box_that_appears_moves_no_cell_under_the_pointer(visitor: SignIn, scrolled: bool) -> None:
    person = visitor("hikari1")
    person.expect_status(422)
    page: Page = SheetPage(person, CONFLICT).page
    page.set_viewport_size({"width": 1280, "height": 1400})
    grid = Grid(page, '[data-table="respondents"]')
    if scrolled:
        grid.cell(1, "職名").evaluate("cell => window.scrollBy(0, cell.getBoundingClientRect().top - 200)")
    else:
        page.evaluate("window.scrollTo(0, 0)")
    grid.type(1, "職名", MYNUMBER)
    before, warning = _top(grid.cell(2, "職名")), page.locator("[data-problems]")
    expect(warning).to_contain_text("個人番号")
    page.evaluate(FRAMES)
    assert _top(grid.cell(2, "職名")) == pytest.approx(before, abs=1)
    grid.type(1, "職名", "係長")
    expect(warning).to_be_hidden()
    page.evaluate(FRAMES)
    assert _top(grid.cell(2, "職名")) == pytest.approx(before, abs=1)
