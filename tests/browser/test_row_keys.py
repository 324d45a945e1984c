"""Rows of the workflow keep their keys, on which evidence and comments hang, whatever is done around them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.grid import Grid, paste
from tests.browser.visitor import Visitor
from tests.browser.world import KEYBOARD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")


class Sheet:
    """The workflow of a hearing of its own, and what the server has of it."""

    def __init__(self, person: Visitor) -> None:
        self.person = person
        person.go("/")
        person.page.get_by_role("link", name=KEYBOARD).first.click()
        self.grid = Grid(person.page, '[data-table="steps"]')

    def saved(self) -> dict[str, str]:
        """Key by task, after everything is on the server."""
        page = self.person.page
        expect(page.locator("[data-save-state]").first).to_have_attribute("data-state", "saved")
        rows: list[dict[str, Any]] = page.evaluate(
            "fetch(location.pathname.replace('edit/', 'sheet/')).then(answer => answer.json())"
            ".then(answer => answer.sheet.steps)"
        )
        keys = [row["key"] for row in rows]
        assert len(set(keys)) == len(keys)
        assert all(KEY.fullmatch(key) for key in keys)
        return {row["task"]: row["key"] for row in rows if row["task"]}

    def menu(self, row: int, item: str) -> None:
        self.grid.cell(row, "作業の内容").click(button="right")
        self.person.page.locator(".jcontextmenu").get_by_text(item, exact=True).click()


def test_every_row_keeps_its_key_through_inserting_moving_pasting_and_undoing(visitor: SignIn) -> None:
    person = visitor("hikari1")
    sheet = Sheet(person)
    grid = sheet.grid
    grid.type(1, "備考", "確認")
    first = sheet.saved()
    rows = len(first)

    grid.paste(rows + 1, "作業の内容", "束ねる\n運ぶ")
    typed = sheet.saved()
    assert typed.items() >= first.items()

    sheet.menu(1, "上に行を入れる")
    grid.type(1, "作業の内容", "先に見る")
    inserted = sheet.saved()
    assert inserted.items() >= typed.items()
    assert inserted["先に見る"] not in typed.values()

    sheet.menu(1, "行を下へ動かす")
    assert sheet.saved() == inserted

    sheet.menu(2, "選んだ行を消す")
    assert sheet.saved() == typed
    grid.choose(1, "作業の内容")
    person.page.keyboard.press("Control+z")
    assert sheet.saved() == inserted

    sheet.menu(2, "選んだ行を写して下に入れる")
    grid.type(3, "作業の内容", "写して直す")
    copied = sheet.saved()
    assert copied.items() >= inserted.items()
    assert copied["写して直す"] not in inserted.values()

    grid.type(3, "作業者", "市民課")  # so that the row lives on without its task
    grid.choose(2, "作業の内容")
    person.page.keyboard.press("Control+c")
    grid.choose(3, "作業の内容")
    paste(person.page, "貼り替える")
    pasted = sheet.saved()
    assert pasted["貼り替える"] == copied["写して直す"]

    grid.choose(2, "作業の内容")
    person.page.keyboard.press("Delete")
    sheet.saved()
    grid.type(2, "作業の内容", "別の作業")
    assert sheet.saved()["別の作業"] not in pasted.values()

    before = sheet.saved()
    person.page.reload()
    grid.type(3, "備考", "読み直しても同じ")
    assert sheet.saved() == before
