"""The main road as new users would go it, following only what the screens say: from the hearing to the fetched PDF."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import SignIn
from tests.browser.grid import Grid, paste
from tests.browser.sheet import EXCEL_ROWS, SheetPage
from tests.browser.visitor import Visitor
from tests.browser.world import KUDAMATSU, ROAD_PROJECT, ROAD_USE_CASE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MONTHS = "300\t90\t80\t80\t80\t80\t80\t80\t80\t80\t90\t３８０"  # from April to March
BUILD_MILLISECONDS = 120_000


def test_from_the_hearing_to_the_fetched_report(visitor: SignIn, downloads: Path) -> None:
    _staff_fill_in_and_submit(visitor("kudamatsu1"))
    analyst = visitor("analyst1")
    _analyst_confirms(analyst)
    _analyst_adopts_the_common_as_is(analyst)
    _analyst_makes_the_to_be(analyst)
    _council_comments_and_approves(visitor("council1"))
    _analyst_enters_the_wage(analyst)
    total = _analyst_assesses(analyst)
    _analyst_follows_the_figure_to_the_hearing_row(analyst)
    _leader_builds_and_issues(visitor("leader1"))
    _ministry_fetches(visitor("ministry1"), downloads / "report.pdf")
    assert total in _text_of(downloads / "report.pdf")


def _road(person: Visitor, station: str) -> None:
    """Go to the project and to a station of its road."""
    person.go("/")
    person.open(ROAD_PROJECT)
    person.page.locator(".road").get_by_role("link", name=re.compile(f"^{station}")).click()


def _staff_fill_in_and_submit(staff: Visitor) -> None:
    sheet = SheetPage(staff, ROAD_USE_CASE)
    page = sheet.page
    for column, text in (("作業者", "市民課窓口"), ("作業の内容", "転入届を受け付ける"), ("標準（分）", "6")):
        sheet.steps.type(1, column, text)
    sheet.steps.select(1, "区分", "窓口")
    sheet.steps.paste(2, "作業番号", EXCEL_ROWS)
    expect(sheet.steps.cell(3, "標準（分）")).to_have_text("１０")
    sheet.expect_drawn("転入届を受け付ける", "国保あり", "保険年金課")
    page.get_by_label("対象の年度・年").fill("令和7年度")
    page.get_by_label("4月", exact=True).focus()
    paste(page, MONTHS)
    expect(page.locator("[data-months-sum]")).to_contain_text("1,500")
    sheet.wait_saved()
    sheet.submit()


def _analyst_confirms(analyst: Visitor) -> None:
    analyst.go("/")
    analyst.page.get_by_role("link", name=re.compile(f"{ROAD_USE_CASE}.*{KUDAMATSU}")).click()
    analyst.press("確認済にする")
    expect(analyst.page.locator(".page-head__marks")).to_contain_text("確認済")


def _analyst_adopts_the_common_as_is(analyst: Visitor) -> None:
    _road(analyst, "業務プロセス")
    analyst.open(ROAD_USE_CASE, "団体を並べて比べる")
    expect(analyst.page.locator("#side-by-side")).to_contain_text(KUDAMATSU)
    analyst.page.get_by_label("もとにする現行").select_option(index=0)
    analyst.press("共通の現行にする")
    expect(analyst.page.locator("#main")).to_contain_text("共通の現行")


def _analyst_makes_the_to_be(analyst: Visitor) -> None:
    page = analyst.page
    _road(analyst, "業務プロセス")
    analyst.open(ROAD_USE_CASE, "改革案", "改革方策と前提条件")
    page.get_by_label("コード").first.fill("M1")
    page.get_by_label("種類").first.select_option(label="自動化")
    page.get_by_label("名称").first.fill("申請内容の自動入力")
    analyst.press("方策を追加する")
    expect(page.locator("#measures")).to_contain_text("申請内容の自動入力")
    analyst.open("改革案へ")
    analyst.press("共通の現行から改革案を作る")
    rows = Grid(page, "[data-grid]")
    _change(rows, 4, "廃止する", "台帳への転記をやめる")
    _change(rows, 3, "自動化する", "住民記録システム")
    page.get_by_label("変更理由").fill("入力の自動化と転記の廃止")
    analyst.press("新しい版として保存する")
    expect(page.locator("#differences")).to_contain_text("自動化")
    expect(page.locator("#step-map")).to_contain_text("廃止")
    analyst.open("コメント・審査")
    analyst.press("審査に出す")
    page.locator("#confirm-dialog [data-confirm-ok]").click()
    expect(page.locator(".page-head__marks")).to_contain_text("審査中")


def _change(rows: Grid, row: int, name: str, words: str) -> None:
    """Choose a row, press the button of a change and answer its dialog."""
    rows.choose(row, "作業の内容")
    rows.page.get_by_role("button", name=name, exact=True).first.click()
    dialog = rows.page.locator("#change-dialog")
    dialog.get_by_label("廃止の理由" if name == "廃止する" else "どのシステムが行いますか").fill(words)
    dialog.get_by_label("改革方策").select_option(index=1)
    dialog.locator("[data-dialog-ok]").click()
    expect(dialog).to_be_hidden()


def _council_comments_and_approves(member: Visitor) -> None:
    member.go("/")
    member.page.get_by_role("link", name=re.compile(ROAD_USE_CASE)).click()
    page = member.page
    page.get_by_label("どの作業について").select_option(index=1)
    page.get_by_label("コメント").last.fill("窓口の混む時期も確かめてください。")
    member.press("コメントする")
    expect(page.locator("#comments")).to_contain_text("窓口の混む時期")
    page.get_by_label("判断").select_option(label="承認する")
    member.press("判断を送る")
    expect(page.locator(".page-head__marks")).to_contain_text("承認済")


def _analyst_enters_the_wage(analyst: Visitor) -> None:
    """Without a wage there is no yen: the page says so and where to enter it."""
    page = analyst.page
    analyst.expect_status(422)
    _road(analyst, "効果")
    analyst.press("効果を算定する")
    expect(page.get_by_role("alert")).to_contain_text("人件費単価がありません")
    page.locator("#main").get_by_role("link", name="前提", exact=True).last.click()
    page.get_by_role("link", name=re.compile("変える 人件費単価")).click()
    page.get_by_label("人件費単価").fill("3,000")
    page.get_by_label("根拠").select_option(label="公表値")
    page.get_by_label("出典").fill("令和7年度 地方公務員給与実態調査")
    analyst.press("保存する")
    expect(page.locator("#assumptions tr", has_text="人件費単価")).to_contain_text(re.compile("3,?000"))


def _analyst_assesses(analyst: Visitor) -> str:
    """Run the assessment; the saved hours as the screen writes them."""
    _road(analyst, "効果")
    analyst.page.get_by_label("名称").fill("第1回協議会 報告用")
    analyst.press("効果を算定する")
    main = analyst.page.locator(".figure-card--main")
    # A job that ends before the page has come leaves no word of itself: the figures are there at once.
    done = analyst.page.get_by_role("link", name="結果を開く").or_(main)
    expect(done).to_be_visible(timeout=60_000)
    _road(analyst, "効果")
    expect(main).to_be_visible()
    value = main.locator(".figure-card__value").inner_text()
    number = re.search(r"[\d,]+(\.\d+)?", value)
    assert number is not None, value
    return number[0]


def _analyst_follows_the_figure_to_the_hearing_row(analyst: Visitor) -> None:
    page = analyst.page
    page.locator(".figure-card--main a").click()
    for _ in range(12):
        hearing = page.locator('#main a[href*="/hearings/"]')
        if hearing.count():
            break
        page.locator("#parts a, #inputs a").first.click()
        page.wait_for_load_state()
    hearing.first.click()
    expect(page.locator("h1")).to_contain_text(ROAD_USE_CASE)
    expect(page.locator("#main")).to_contain_text("転入届を受け付ける")
    assert re.search(r"/hearings/\d+/", analyst.path)
    assert page.evaluate("!!location.hash && !!document.querySelector(':target')"), page.url


def _leader_builds_and_issues(leader: Visitor) -> None:
    page = leader.page
    _road(leader, "報告書")
    leader.press("報告書を作る")
    _wait_for_report(page)
    leader.press("発行する")
    page.locator("#confirm-dialog [data-confirm-ok]").click()
    # Issuing is work in the background as well: when it is done, the list is fetched anew.
    expect(page.locator("#reports")).to_contain_text("発行済", timeout=BUILD_MILLISECONDS)


def _wait_for_report(page: Page) -> None:
    """The page tells how far the job is; when it is done, the list is fetched anew and holds the PDF."""
    expect(page.locator("#reports").get_by_role("link", name="PDF")).to_be_visible(timeout=BUILD_MILLISECONDS)


def _ministry_fetches(ministry: Visitor, path: Path) -> None:
    _road(ministry, "報告書")
    with ministry.page.expect_download() as download:
        ministry.page.locator("#reports").get_by_role("link", name="PDF").click()
    download.value.save_as(path)


def _text_of(path: Path) -> str:
    with PdfReader(path) as reader:
        return "".join(page.extract_text() for page in reader.pages)
