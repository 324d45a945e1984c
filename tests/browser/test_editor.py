"""Drawing in the browser: nothing is lost, table and diagram are one, two people do not overwrite each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SignIn
from tests.browser.drawing import Drawing, begin
from tests.browser.grid import convert
from tests.browser.world import COUNTS, DRAW, KEYS, PAIR, ROWS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TASK = "人が行う作業を置く"


def test_what_was_drawn_is_there_again_after_the_browser_was_closed(visitor: SignIn) -> None:
    person = visitor("analyst1")
    address = begin(person, DRAW)
    drawing = Drawing(person, address)
    drawing.put(TASK)
    convert(drawing.page, "うけつけ", "受付")  # the Enter of the conversion does not end the naming
    editing = drawing.page.locator(".djs-direct-editing-content")
    expect(editing).to_have_text("受付")
    drawing.page.keyboard.press("Enter")
    expect(editing).to_have_count(0)

    minutes = drawing.page.get_by_label("標準", exact=True)
    minutes.fill("十分")
    minutes.press("Tab")
    expect(drawing.page.locator(".field__error:visible")).to_contain_text("分を数字で入れるか")
    drawing.diagram().press(",")  # the start is chosen instead
    expect(minutes).to_have_count(0)
    drawing.page.get_by_role("button", name="直していない入力があります").click()
    expect(minutes).to_have_value("十分")
    minutes.fill("１２")
    drawing.page.close()  # no button pressed, no pause, the cursor still in the field

    person.page = person.context.new_page()
    again = Drawing(person, address)
    expect(again.rows.cell(1, "作業の内容")).to_have_text("受付")
    again.rows.choose(1, "作業の内容")  # the row chooses the shape, and the panel shows its values
    expect(again.page.get_by_label("標準", exact=True)).to_have_value("12")
    again.wait_saved()


def test_a_change_in_the_table_moves_no_shape_and_can_be_undone(visitor: SignIn) -> None:
    person = visitor("analyst1")
    drawing = Drawing(person, begin(person, ROWS))
    drawing.put(TASK)
    drawing.page.keyboard.type("uketsuke")
    drawing.page.keyboard.press("Enter")
    expect(drawing.rows.cell(1, "作業の内容")).to_have_text("uketsuke")
    before = drawing.places()

    drawing.rows.type(1, "作業の内容", "shinsa")
    expect(drawing.shape("shinsa")).to_be_visible()
    drawing.wait_saved()
    assert drawing.places() == before
    expect(drawing.page.locator(".djs-overlays .finding-mark").first).to_be_visible()  # no minutes yet

    drawing.page.get_by_role("button", name="元に戻す").click()
    expect(drawing.shape("uketsuke")).to_be_visible()
    expect(drawing.rows.cell(1, "作業の内容")).to_have_text("uketsuke")
    drawing.page.get_by_role("button", name="やり直す").click()
    expect(drawing.rows.cell(1, "作業の内容")).to_have_text("shinsa")


def test_a_repetition_and_an_event_on_a_step_say_how_often(visitor: SignIn) -> None:
    person = visitor("analyst1")
    address = begin(person, COUNTS)
    drawing = Drawing(person, address)
    drawing.put(TASK)
    drawing.page.keyboard.type("tsuchi")
    drawing.page.keyboard.press("Enter")
    times, share = drawing.page.locator("#panel-repeat"), drawing.page.locator("#panel-event-share")
    expect(times).to_be_hidden()
    drawing.page.get_by_label("BPMN全要素").check()
    drawing.canvas.locator('.djs-context-pad [data-action="replace"]').click()
    drawing.page.locator('.djs-popup [data-id="toggle-loop"]').click()
    times.fill("２.５")
    times.press("Tab")
    expect(times).to_have_value("2.5")

    drawing.put_on_border("tsuchi", "待ち（時間）を置く")
    drawing.page.keyboard.type("kigen")
    drawing.page.keyboard.press("Enter")
    share.fill("130")
    share.press("Tab")
    expect(drawing.page.locator(".field__error:visible")).to_contain_text("0から100まで")
    share.fill("12.5")
    share.press("Tab")
    drawing.page.get_by_role("button", name="元に戻す").click()
    expect(share).to_have_value("")
    drawing.page.get_by_role("button", name="やり直す").click()
    expect(share).to_have_value("12.5")
    drawing.wait_saved()

    again = Drawing(person, address)
    again.rows.choose(1, "作業の内容")
    expect(times).to_have_value("2.5")
    again.shape("kigen").click()
    expect(share).to_have_value("12.5")


def test_two_people_on_one_diagram_merge_their_changes(visitor: SignIn) -> None:
    first, second = visitor("analyst1"), visitor("leader1")
    address = begin(first, PAIR)
    mine, theirs = Drawing(first, address), Drawing(second, address)
    second.expect_status(409)
    for drawing, name in ((mine, "hanako"), (theirs, "jiro")):
        drawing.put(TASK)
        drawing.page.keyboard.type(name)
        drawing.page.keyboard.press("Enter")
        if drawing is mine:
            mine.wait_saved()

    dialog = theirs.page.locator("#conflict-dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("分析 析男さん")
    with theirs.page.expect_download() as kept:
        dialog.get_by_role("link", name="取り置いたあなたの図").click()
    assert "jiro" in kept.value.path().read_text(encoding="utf-8")
    dialog.get_by_role("button", name="合わせる").click()
    theirs.wait_saved()
    for name in ("hanako", "jiro"):
        expect(theirs.shape(name)).to_be_attached()
    mine.page.reload()
    for name in ("hanako", "jiro"):
        expect(mine.shape(name)).to_be_attached()


def test_a_flow_is_drawn_and_saved_as_a_version_by_keyboard(visitor: SignIn) -> None:
    person = visitor("analyst1")
    drawing = Drawing(person, begin(person, KEYS))
    keyboard = drawing.page.keyboard
    drawing.diagram().focus()
    keyboard.press(".")  # the start
    keyboard.press("n")  # a step behind it
    keyboard.type("step")
    keyboard.press("Enter")
    expect(drawing.rows.cell(1, "作業の内容")).to_have_text("step")
    keyboard.press("r")
    expect(drawing.page.locator(".djs-popup")).to_be_visible()
    keyboard.press("Escape")
    expect(drawing.page.locator(".djs-popup")).to_have_count(0)
    tools = drawing.canvas.get_by_role("toolbar", name="図に置くもの")
    tools.get_by_role("button", name="終了を置く").focus()
    keyboard.press("ArrowLeft")
    expect(tools.get_by_role("button", name="開始を置く")).to_be_focused()
    shapes = len(drawing.places())
    tools.get_by_role("button", name=TASK).press("Enter")  # behind the step, which is still chosen
    keyboard.press("Escape")
    expect(drawing.canvas.locator(".djs-shape")).to_have_count(shapes + 1)
    drawing.diagram().focus()
    keyboard.press("Delete")
    expect(drawing.canvas.locator(".djs-shape")).to_have_count(shapes)
    keyboard.press("Control+z")
    expect(drawing.canvas.locator(".djs-shape")).to_have_count(shapes + 1)
    keyboard.press("Control+z")
    expect(drawing.canvas.locator(".djs-shape")).to_have_count(shapes)
    keyboard.press("Control+z")
    keyboard.press("Control+z")
    expect(drawing.shape("step")).to_have_count(0)
    keyboard.press("Control+y")
    keyboard.press("Control+y")
    expect(drawing.shape("step")).to_have_count(1)
    drawing.wait_saved()
    drawing.page.get_by_role("button", name="版として保存").press("Enter")
    expect(drawing.page.get_by_label("変更理由")).to_be_focused()
    keyboard.press("Escape")
    expect(drawing.page.get_by_label("変更理由")).to_be_hidden()
    keyboard.press("Enter")  # the focus is back on the button
    drawing.page.get_by_label("変更理由").fill("キーだけで描いた")
    keyboard.press("Enter")
    expect(drawing.page.locator("h1")).to_have_text(KEYS)
    assert "/versions/" in person.path
    drawing.page.get_by_role("link", name="流れを動かして見る").click()
    expect(drawing.page.locator('.bts-context-pad[title="ここから動かす"]:visible').first).to_be_visible()


def test_a_narrow_screen_says_so_and_still_shows_both_views(visitor: SignIn) -> None:
    address = begin(visitor("analyst1"), DRAW)
    person = visitor("analyst1", narrow=True)
    drawing = Drawing(person, address)
    expect(drawing.page.get_by_text("図を描くには、もっと広い画面が要ります")).to_be_visible()
    expect(drawing.canvas).to_be_visible()
    drawing.page.get_by_role("button", name="表", exact=True).click()
    expect(drawing.canvas).to_be_hidden()
    width = drawing.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 375
