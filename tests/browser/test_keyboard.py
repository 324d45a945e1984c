"""The work of hearing staff without a mouse, and with a Japanese input method."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignIn
from tests.browser.grid import convert, write
from tests.browser.sheet import SheetPage
from tests.browser.visitor import Visitor
from tests.browser.world import IME, KEYBOARD, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_TABS = 80
FOCUSED = """() => {
    const element = document.activeElement;
    if (!element.matches("a, button, input, select, textarea, summary")) return "";
    return element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText || "";
}"""


IN_GRID = "!!document.activeElement.closest('.grid-sheet')"


def _tab_until(page: Page, arrived: Callable[[], bool]) -> None:
    seen = []
    for _ in range(MOST_TABS):
        if page.evaluate(IN_GRID):  # as the note below the grid says
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        if arrived():
            return
        seen.append(page.evaluate(FOCUSED))
    raise AssertionError(f"not reached with the Tab key: {seen}")


def _tab_to(page: Page, name: str) -> None:
    _tab_until(page, lambda: name in re.sub(r"\s+", " ", page.evaluate(FOCUSED)))


def _follow(person: Visitor, name: str) -> None:
    """Reach a link with the Tab key and press Enter."""
    before = person.page.url
    _tab_to(person.page, name)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url(lambda url: url != before)


def _tab_into_steps(page: Page) -> None:
    _tab_until(page, lambda: page.evaluate("!!document.activeElement.closest('[data-table=steps]')"))


def test_sign_in_fill_and_submit_by_keyboard(visitor: SignIn) -> None:
    person = visitor()
    page, keys = person.page, person.page.keyboard
    person.go("/")
    keys.type("kudamatsu1")  # the field has the focus from the start
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_url(person.origin + "/")
    _follow(person, KEYBOARD)
    if not person.path.endswith("/edit/"):
        _follow(person, "入力する")
    expect(page.locator('[data-table="steps"] tbody td[data-x]').first).to_be_attached()

    _tab_into_steps(page)
    for text in ("1", "市民課窓口", "窓口", "届出を受け付ける", "", "5"):
        if text == "窓口":
            for key in ("F2", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"):  # to the third: blank, 住民, 窓口
                keys.press(key)
        else:
            write(page, text)
        keys.press("Tab")
    expect(page.locator('[data-table="steps"] .grid-note')).to_contain_text("Escキーで表を出て")
    keys.press("Escape")
    _tab_to(page, "年間件数")
    keys.type("1,200")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")
    _tab_to(page, "提出する")
    keys.press("Enter")

    page.wait_for_url(re.compile(r"/hearings/\d+/$"))
    expect(page.locator(".page-head__marks")).to_contain_text("提出済")
    expect(page.locator("#main")).to_contain_text("届出を受け付ける")


def test_enter_of_a_conversion_stays_in_the_cell(visitor: SignIn) -> None:
    sheet = SheetPage(visitor("kudamatsu1"), IME)
    sheet.steps.choose(1, "作業の内容")
    sheet.page.keyboard.press("F2")
    convert(sheet.page, "てんにゅう", "転入")
    convert(sheet.page, "とどけ", "届")
    editor = sheet.steps.editor
    expect(editor).to_have_count(1)  # still in the cell
    sheet.page.keyboard.press("Enter")
    expect(editor).to_have_count(0)
    expect(sheet.steps.cell(1, "作業の内容")).to_have_text("転入届")
    sheet.wait_saved()


def test_a_conversion_begins_in_a_chosen_cell(visitor: SignIn) -> None:
    """Nobody presses F2 first: the first key of the input method opens the cell, and no letter of it is lost."""
    sheet = SheetPage(visitor("kudamatsu1"), IME)
    sheet.steps.choose(3, "作業の内容")
    convert(sheet.page, "しんさ", "審査")
    sheet.page.keyboard.press("Enter")
    expect(sheet.steps.cell(3, "作業の内容")).to_have_text("審査")


def test_enter_of_a_conversion_does_not_submit_a_form(visitor: SignIn) -> None:
    person = visitor()
    person.go("/")
    name = person.page.get_by_label("利用者名")
    name.focus()
    before = person.page.url
    convert(person.page, "しもまつ", "下松")
    person.page.wait_for_timeout(300)
    assert person.page.url == before
    expect(name).to_have_value("下松")
    expect(person.page.locator(".error-summary")).to_have_count(0)
