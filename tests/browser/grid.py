"""The spreadsheet grid of a page, as hands use it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Grid:
    """A grid inside ``place``; columns are named by their heading, rows count from 1."""

    def __init__(self, page: Page, place: str) -> None:
        self.page = page
        self.place = page.locator(place)
        expect(self.place.locator("tbody td[data-x]").first).to_be_attached()

    def cell(self, row: int, column: str) -> Locator:
        heading = self.place.locator("thead td", has_text=column).first
        x = heading.get_attribute("data-x")
        return self.place.locator(f'tbody td[data-x="{x}"][data-y="{row - 1}"]')

    def choose(self, row: int, column: str) -> None:
        cell = self.cell(row, column)
        cell.click()
        expect(cell).to_contain_class("highlight-selected")

    @property
    def editor(self) -> Locator:
        """The cell in which somebody is typing."""
        return self.place.locator("td.editor")

    def type(self, row: int, column: str, text: str) -> None:
        """Choose a cell and type over it; Enter takes the text."""
        self.choose(row, column)
        write(self.page, text)
        self.page.keyboard.press("Enter")
        expect(self.cell(row, column)).to_have_text(text)

    def select(self, row: int, column: str, choice: str) -> None:
        """Open the list of a cell and take one of its choices."""
        self.choose(row, column)
        self.page.keyboard.press("F2")
        self.page.locator(".jdropdown-focus .jdropdown-item", has_text=choice).first.click()
        expect(self.cell(row, column)).to_have_text(choice)

    def paste(self, row: int, column: str, text: str) -> None:
        """Choose a cell and paste what Excel put on the clipboard."""
        self.choose(row, column)
        paste(self.page, text)


def write(page: Page, text: str) -> None:
    """Type a text: Japanese through an input method, the rest key by key."""
    if text.isascii():
        page.keyboard.type(text)
    else:
        convert(page, text, text)


def convert(page: Page, reading: str, written: str) -> None:
    """An input method: it takes the key, shows the reading, converts it, and Enter accepts the conversion."""
    session = page.context.new_cdp_session(page)
    for key in ("Process", "Enter"):
        taken = {"key": key, "code": "KeyA" if key == "Process" else key, "windowsVirtualKeyCode": 229}
        session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **taken})
        # a composition goes where the focus is
        expect(page.locator(":is(input, textarea, [contenteditable]):focus")).to_have_count(1)
        for shown in (reading, written) if key == "Process" else ():
            ends = {"selectionStart": len(shown), "selectionEnd": len(shown)}
            session.send("Input.imeSetComposition", {"text": shown, **ends})
        if key == "Enter":
            session.send("Input.insertText", {"text": written})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **taken})
    session.detach()


def paste(page: Page, text: str) -> None:
    """Ctrl+V with this text on the clipboard."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")
