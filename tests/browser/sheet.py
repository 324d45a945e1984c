"""The page on which a hearing is filled in, as hearing staff use it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.grid import Grid
from tests.browser.visitor import Visitor

#: Rows as Excel copies them, from the column 作業番号 to 待ち時間; a quoted cell holds a line break.
EXCEL_ROWS = (
    '2\t市民課窓口\t窓口\t"本人を確認し、\n転出証明書を見る"\t2\t4\t9\t\t\t本人確認\t\n'
    "3\t市民課窓口\t窓口\t届出の内容を入力する\t5\t１０\t20"
    "\t4（20% 国保あり）、終了（80% 国保なし）\t\t異動の入力\t1時間\n"
    "4\t保険年金課\t原課\t連絡票を受け取り、台帳に写す\t4\t6\t8\t終了\t手作業\t関係課への連絡\t1日\n"
)


class SheetPage:
    """``person`` follows their work list to the hearing of one use case and begins to fill it in."""

    def __init__(self, person: Visitor, use_case: str) -> None:
        self.person = person
        self.page = person.page
        person.go("/")
        person.page.get_by_role("link", name=re.compile(re.escape(use_case))).first.click()
        expect(person.page.locator("h1")).to_contain_text(use_case)
        if not person.path.endswith("/edit/"):
            person.open("入力する")
        self.steps = Grid(self.page, '[data-table="steps"]')
        expect(self.steps.place.locator(".jss_worksheet")).to_be_visible()

    def wait_saved(self) -> None:
        """Until the page says that the server has everything."""
        expect(self.page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")

    def expect_drawn(self, *words: str) -> None:
        """Until the diagram shows these words (the drawing breaks them into lines)."""
        drawing = self.page.locator("#hearing-diagram [data-diagram-view] svg")
        for word in words:
            expect(drawing).to_contain_text(re.compile(r"\s*".join(map(re.escape, word))))

    def submit(self) -> None:
        """Press the button; the page of the handed-in hearing comes."""
        self.person.press("提出する")
        self.page.wait_for_url(re.compile(r"/hearings/\d+/$"))
        expect(self.page.locator(".page-head__marks")).to_contain_text("提出済")
