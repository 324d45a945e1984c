"""The stages below 効果 as people go them: a log, the range, staff, congestion, what if, the country, promises."""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NARROW_SIZE, SignIn
from tests.browser.grid import convert, paste
from tests.browser.visitor import Visitor
from tests.browser.world import SAMPLE_PEOPLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CITY, TOWN, USE_CASE = "周南市", "下松市", "転入届と関係する手続"
LEFT_OUT = "市民税課5業務（つくば市 公表事例）"
OFFICE, GROUP = "保険年金課", "国保の係"
PROJECT = "/projects/1/"
JOB_MILLISECONDS = 60_000
TABS = ("結果", "幅", "職員と暦", "混み具合", "もし変わったら", "全国", "約束と実績", "前提")
MINUTES = {
    "転入届を受け付け、本人と代理権を確認する": 7,
    "届書を住基ネットの転出証明書情報と突き合わせる": 4,
    "住民記録システムに異動を入力する": 11,
    "電話での問合せ": 3,
}


def test_a_log_of_the_own_organisation_becomes_a_figure(visitor: SignIn, tmp_path: Path) -> None:
    staff, analyst = visitor(SAMPLE_PEOPLE["hearing_staff"]), visitor(SAMPLE_PEOPLE["analyst"])
    _staff_upload(staff, _log_file(tmp_path / "窓口の記録.csv"))
    _staff_map_and_measure(staff)
    expect(staff.page.get_by_role("button", name="選んだ値を採用する")).to_have_count(0)
    _analyst_adopts(analyst)
    _analyst_assesses(analyst)
    _figure_leads_to_the_log(analyst)


def _station(person: Visitor, station: str, tab: str = "") -> Page:
    """Go to the project, to a station of its road, and to a page beside it."""
    page = person.page
    person.go(PROJECT)
    page.locator(".road").get_by_role("link", name=re.compile(f"^{station}")).click()
    if tab:
        _tabs(page).get_by_role("link", name=tab, exact=True).click()
        page.wait_for_load_state()
    return page


def _tabs(page: Page) -> Locator:
    return page.get_by_role("navigation", name="このページの仲間")


def _addresses(person: Visitor) -> list[str]:
    """Of all pages beside the results."""
    links = _tabs(_station(person, "効果")).get_by_role("link").all()
    assert [link.inner_text() for link in links] == [*TABS]
    return [link.get_attribute("href") or "" for link in links]


def _log_file(path: Path) -> Path:
    """36 cases, three a month, as a Japanese system writes them for Excel."""
    rows = ["受付番号,作業名,開始日時,終了日時,担当者"]
    for case in range(36):
        begin = datetime(2025 + (3 + case // 3) // 12, (3 + case // 3) % 12 + 1, (1, 10, 28)[case % 3], 9, 0)
        for name, minutes in MINUTES.items():
            end = begin + timedelta(minutes=minutes + case % 3)
            rows.append(f"T{case:04d},{name},{begin:%Y/%m/%d %H:%M},{end:%Y/%m/%d %H:%M},窓口{case % 2}")
            begin = end + timedelta(minutes=5)
    path.write_bytes("\r\n".join(rows).encode("cp932"))
    return path


def _staff_upload(staff: Visitor, file: Path) -> None:
    page = _station(staff, "業務プロセス", "操作ログ")
    staff.open("操作ログを取り込む")
    page.get_by_label("団体").select_option(label=CITY)
    page.get_by_label("ユースケース").select_option(label=USE_CASE)
    page.locator("input[type=file]").set_input_files(file)
    staff.press("取り込む")
    expect(page.get_by_label("案件の番号")).to_have_value("受付番号")
    expect(page.locator("#main")).to_contain_text("Shift_JIS")
    staff.press("この列で全部を読む")


def _staff_map_and_measure(staff: Visitor) -> None:
    page = staff.page
    mapping = page.locator("#mapping")
    ready = page.get_by_role("link", name=re.compile("^(結果を開く|対応を決める)$")).first
    ready.click(timeout=JOB_MILLISECONDS)
    expect(mapping.get_by_label("届書を住基ネットの")).to_have_value("Task_s05")
    mapping.get_by_label("電話での問合せ").select_option(label="対応なし")
    expect(page.locator("#mapping-saved")).to_contain_text("保存しました")
    staff.press("この対応で測る")
    _await_result(page, page.locator("#log-steps"))
    expect(page.locator("#log-steps")).to_contain_text("突き合わせる")
    expect(page.locator("#volume")).to_contain_text("年間件数は36件")


def _await_result(page: Page, ready: Locator) -> None:
    """What a job makes: there at once where the job was quicker than the page, else behind the link at its end."""
    done = page.get_by_role("link", name="結果を開く", exact=True)
    expect(done.or_(ready).first).to_be_visible(timeout=JOB_MILLISECONDS)
    if not ready.is_visible():
        done.first.click()
    expect(ready).to_be_visible()


def _analyst_adopts(analyst: Visitor) -> None:
    page = _station(analyst, "業務プロセス", "操作ログ")
    analyst.open("窓口の記録.csv")
    for choice in page.locator("#adopt input[name=items]").all():
        choice.check()
    analyst.press("選んだ値を採用する")
    expect(page.locator("#adopt")).to_contain_text("採用したもの")


def _analyst_assesses(analyst: Visitor) -> None:
    page = _station(analyst, "効果")
    expect(page.locator(".notice--warn").first).to_contain_text("変わったもの")
    page.get_by_label("名称").fill("ログを入れたあと")
    analyst.press("効果を算定する")
    _await_result(page, page.locator(".page-head", has_text="ログを入れたあと"))


def _figure_leads_to_the_log(analyst: Visitor) -> None:
    """From the headline down to the minutes of one step, and from them to the row of the log."""
    page = analyst.page
    page.locator(".figure-card--main a").click()
    for part in ("現行", f"{CITY}「{USE_CASE}」"):
        page.locator("#parts tr", has_text=part).get_by_role("link").first.click()
        page.wait_for_load_state()
    log = page.locator('#main a[href*="/logs/"]')
    for _ in range(4):
        if log.count():
            break
        page.locator("#parts a, #inputs a").first.click()
        page.wait_for_load_state()
    log.first.click()
    assert re.search(r"/logs/\d+/$", analyst.path), page.url
    assert page.evaluate("!!location.hash && !!document.querySelector(':target')"), page.url
    expect(page.locator("#main")).to_contain_text("窓口の記録.csv")


def test_a_saving_has_a_range_that_leads_to_hearing_rows(visitor: SignIn) -> None:
    page = _station(visitor(SAMPLE_PEOPLE["analyst"]), "効果", "幅")
    expect(page.locator(".figure-card--main")).to_contain_text(re.compile(r"10回に8回は [△\d,.]+ 〜 [△\d,.]+ 時間"))
    expect(page.locator("[data-chart-source=ranges-tornado] svg.main-svg").first).to_be_visible()
    page.locator('#ranges-influences a[href*="/hearings/"]').first.click()
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("!!location.hash && !!document.querySelector(':target')"), page.url


def test_a_staff_group_is_entered_by_keyboard_and_changes_the_answer(visitor: SignIn) -> None:
    analyst = visitor(SAMPLE_PEOPLE["analyst"])
    analyst.expect_status(422)
    page = _staff_of_the_town(analyst)
    before = page.locator("#staff-months tbody tr", has_text=OFFICE).locator("td").first.inner_text()
    page.get_by_role("link", name="職員の組を入れる").press("Enter")
    _type_group(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("「大勢」が読めません")
    expect(page.get_by_label("組の名前")).to_have_value(GROUP)
    people = page.get_by_label("人数")
    expect(people).to_have_value("大勢")
    people.press("Control+a")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    row = page.locator("#staff-months tbody tr", has_text=GROUP)
    expect(row.locator("td").first).not_to_have_text(before)
    row.get_by_role("link").press("Enter")
    expect(page.locator(".staffing-answer")).to_contain_text("いまは 7人")


def _staff_of_the_town(analyst: Visitor) -> Page:
    page = _station(analyst, "効果", "職員と暦")
    page.get_by_label("団体").select_option(label=TOWN)
    page.get_by_role("button", name="切り替える").press("Enter")
    expect(page.locator(".staffing-answer h2")).to_contain_text(TOWN)
    return page


def _type_group(page: Page) -> None:
    """From field to field with Tab; the Enter that accepts a conversion sends nothing."""
    form = page.url
    page.get_by_label("だれに使うか").focus()
    page.keyboard.press("Tab")
    convert(page, "こくほのかかり", GROUP)
    page.keyboard.press("Tab")
    paste(page, OFFICE)
    page.keyboard.press("Tab")
    convert(page, "おおぜい", "大勢")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    paste(page, "１００")
    for _ in ("office hours", "wage", "kind of evidence", "source"):
        page.keyboard.press("Tab")
    convert(page, "かかりちょう", "係長への聞き取り")
    assert page.url == form
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_label("人数").focus()


def test_congestion_is_run_and_a_second_run_is_stopped(visitor: SignIn) -> None:
    analyst = visitor(SAMPLE_PEOPLE["analyst"])
    page = analyst.page
    _congestion(analyst, cases="400", replications="5")
    expect(page.locator(".figures .figure-card--main")).to_be_visible(timeout=JOB_MILLISECONDS)
    expect(page.locator(".figure-card--main")).to_contain_text(re.compile("現行.+改革案"))
    expect(page.locator(".figure-card--main .figure-card__range")).to_contain_text(re.compile("幅 .+ 〜 "))
    expect(page.locator("#groups")).to_contain_text("％")
    _congestion(analyst, cases="", replications="100")
    analyst.press("中止する")
    expect(page.locator("#main")).to_contain_text("中止しました", timeout=JOB_MILLISECONDS)
    page.reload()
    expect(page.get_by_role("button", name="続きから動かす")).to_be_visible()


def _congestion(analyst: Visitor, *, cases: str, replications: str) -> None:
    """Choose, check, and run with these settings."""
    page = _station(analyst, "効果", "混み具合")
    page.get_by_label("団体").select_option(label=TOWN)
    analyst.press("切り替える")
    for choice in page.locator("input[name=use_case]").all():
        choice.uncheck()
    page.get_by_label(USE_CASE).check()
    analyst.press("次へ：人と時間を確かめる")
    expect(page.locator("#loads")).to_contain_text("市民課窓口")
    page.get_by_text("くわしい設定（ふつうは変えなくてよい）").click()
    page.get_by_label("測る件数").fill(cases)
    page.get_by_label("くり返す回数").fill(replications)
    overload = page.locator("input[name=accepts_overload]")
    if overload.count():
        overload.check()
    analyst.press("動かす")
    page.wait_for_url(re.compile(r"/congestion/runs/\d+/$"))


def test_fewer_people_are_busier(visitor: SignIn) -> None:
    analyst = visitor(SAMPLE_PEOPLE["analyst"])
    page = _station(analyst, "効果", "もし変わったら")
    analyst.open(USE_CASE)
    busy = page.locator("#what-if-answer .figure-card", has_text="担当職員の忙しさ")
    before = _percent(busy)
    slider = page.locator("[data-lever=people] [data-lever-slider]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    expect(busy).to_contain_text("変えない場合")
    assert _percent(busy) > before
    expect(page.locator("#what-if-answer")).to_contain_text("1つの値を変えた場合")


def _percent(card: Locator) -> float:
    found = re.search(r"現行 ([\d,.]+)%", card.inner_text())
    assert found is not None, card.inner_text()
    return float(found[1].replace(",", ""))


def test_the_country_has_a_range_and_its_coverage_is_said(visitor: SignIn, downloads: Path) -> None:
    analyst = visitor(SAMPLE_PEOPLE["analyst"])
    page = _station(analyst, "効果", "全国")
    analyst.open("件数の基になる統計")
    page.get_by_label(f"{LEFT_OUT}の統計").select_option(label="推計に入れない")
    analyst.press("この内容で決める")
    analyst.press("全国に広げて推計する")
    answer = page.locator(".national-answer", has_text="4ユースケース")
    _await_result(page, answer)
    expect(answer).to_contain_text(re.compile(r"幅 [\d.]+万 〜 [\d.]+万時間"))
    reach = page.locator(".notice", has_text="この数字がどこまで言えるか")
    expect(reach).to_contain_text(re.compile("1,741|1741"))
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    download.value.save_as(downloads / "municipalities.csv")
    with (downloads / "municipalities.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {cell for line in csv.reader(file) for cell in line}
    assert {"札幌市", TOWN, "与那国町"} <= names


def test_a_promise_is_held_against_what_was_measured(visitor: SignIn) -> None:
    analyst = visitor(SAMPLE_PEOPLE["analyst"])
    page = _station(analyst, "効果", "約束と実績")
    page.get_by_label("効果が出はじめる日").fill("令和7年4月1日")
    page.get_by_label("約束した人").fill("市民課長")
    analyst.press("約束する")
    page.locator("#pairs tbody tr", has_text=TOWN).get_by_role("link", name=USE_CASE).click()
    page.get_by_text("実績を入れる", exact=True).click()
    for label, text in (("年度（西暦）", "２０２５"), ("件数", "1,200件"), ("1件当たりの職員の処理時間（分）", "20")):
        page.get_by_label(label).fill(text)
    page.get_by_label("出典").fill("受付システムの記録")
    analyst.press("実績を保存する")
    expect(page.locator("#actuals")).to_contain_text(re.compile(r"[\d.]+%"))
    _station(analyst, "効果", "約束と実績")
    expect(page.locator(".figure-card--main .figure-card__value")).to_contain_text("%")
    expect(page.locator("[data-chart-source=promises-chart] svg.main-svg").first).to_be_visible()


def test_the_council_reads_and_the_ministry_sees_nothing(visitor: SignIn) -> None:
    council, ministry = visitor(SAMPLE_PEOPLE["council"]), visitor(SAMPLE_PEOPLE["ministry"])
    ministry.expect_status(403, 404)
    for address in _addresses(council):
        council.go(address)
        expect(council.page.locator("h1")).to_be_visible()
        expect(council.page.locator("#main form[method=post]")).to_have_count(0)
        assert ministry.page.request.get(ministry.origin + address).status in (403, 404), address
    ministry.go(PROJECT)
    expect(ministry.page.get_by_role("link", name=re.compile("^(効果|業務プロセス)"))).to_have_count(0)


def test_the_stages_fit_a_telephone(visitor: SignIn) -> None:
    analyst = visitor(SAMPLE_PEOPLE["analyst"], narrow=True)
    page = analyst.page
    for address in [*_addresses(analyst), f"{PROJECT}logs/"]:
        analyst.go(address)
        _fits(page)
        deeper = page.locator("#simulation-runs a, #logs a, #askable a, #pairs a")
        if deeper.count():
            deeper.last.click()
            _fits(page)


def _fits(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW_SIZE["width"], page.url
