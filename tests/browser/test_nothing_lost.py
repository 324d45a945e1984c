"""What was typed is never lost: by closing the page, by a dead network, by two people on one sheet."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.sheet import SheetPage
from tests.browser.visitor import Visitor
from tests.browser.world import CONFLICT, LOST

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_closing_the_page_while_typing_loses_nothing(visitor: SignIn) -> None:
    person = visitor("kudamatsu1")
    sheet = SheetPage(person, LOST)
    address = person.path
    sheet.steps.type(1, "作業の内容", "閉じる前に打った作業")
    sheet.page.close()  # no button pressed, no pause

    again = visitor("kudamatsu1")
    again.page.wait_for_timeout(500)
    again.go(address)
    rows = again.page.locator('[data-table="steps"]')
    if "閉じる前に打った作業" not in rows.inner_text():  # the browser could not send it: the same browser still has it
        again.context.close()
        person.page = person.context.new_page()
        person.go(address)
        rows = person.page.locator('[data-table="steps"]')
    expect(rows).to_contain_text("閉じる前に打った作業")


def test_a_dead_network_keeps_the_text_and_saves_it_later(visitor: SignIn) -> None:
    person = visitor("hikari1")
    sheet = SheetPage(person, LOST)
    state = sheet.page.locator("[data-save-state]")
    person.context.set_offline(True)
    person.expect_offline()
    sheet.steps.type(1, "作業の内容", "切れている間の作業")
    expect(state).to_contain_text("保存できていません")
    person.context.set_offline(False)
    expect(state).to_have_attribute("data-state", "saved")
    sheet.page.reload()
    expect(sheet.steps.cell(1, "作業の内容")).to_have_text("切れている間の作業")


def test_the_second_of_two_people_sees_the_conflict_and_both_texts_stay(visitor: SignIn) -> None:
    first, second = visitor("kudamatsu1"), visitor("kudamatsu2")
    first_sheet, second_sheet = SheetPage(first, CONFLICT), SheetPage(second, CONFLICT)
    second.expect_status(409)
    first_sheet.steps.type(1, "作業の内容", "花子の書いた作業")
    first_sheet.wait_saved()
    second_sheet.steps.type(1, "作業の内容", "次郎の書いた作業")

    conflict = second.page.locator("[data-conflict]")
    expect(conflict).to_be_visible()
    expect(conflict).to_contain_text("下松 花子さん")
    expect(conflict).to_contain_text("花子の書いた作業")
    expect(conflict).to_contain_text("次郎の書いた作業")
    _kept_version_reads(second, "次郎の書いた作業")

    second.press("相手の版で続ける")
    expect(second_sheet.steps.cell(1, "作業の内容")).to_have_text("花子の書いた作業")
    first.page.reload()
    expect(first_sheet.steps.cell(1, "作業の内容")).to_have_text("花子の書いた作業")


def _kept_version_reads(person: Visitor, words: str) -> None:
    with person.context.expect_page() as opened:
        person.page.get_by_role("link", name="残したあなたの版を見る").click()
    expect(opened.value.locator("#main")).to_contain_text(words)
    opened.value.close()
