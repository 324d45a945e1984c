"""A person at the browser. Whatever goes wrong in the page is remembered and fails the test."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, expect

from tests.browser.world import PASSWORD

OWN_SCHEMES = ("data", "blob", "about", "chrome-extension")
expect.set_options(timeout=15_000)


class Visitor:
    """One signed-in person with a browser of their own.

    ``faults`` collects errors of scripts, messages of the console (violations of the content security policy among
    them), answers from 500 on and requests to other origins. An answer that a test wants, such as a 404, is announced
    with ``expect_status``.
    """

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context = context
        self.origin = origin
        self.faults: list[str] = []
        self._expected: set[int] = set()
        self._offline = False
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.page = context.new_page()

    def expect_status(self, *codes: int) -> None:
        """From now on these answers are no fault."""
        self._expected |= set(codes)

    def expect_offline(self) -> None:
        """From now on the console may say that the network is away."""
        self._offline = True

    def go(self, path: str) -> Response:
        """Open an address of the site."""
        answer = self.page.goto(self.origin + path)
        assert answer is not None
        return answer

    def expect_home(self) -> None:
        """The session of before still stands: the first page is the person's own."""
        self.go("/")
        expect(self.page.get_by_role("button", name="サインアウト")).to_be_visible()

    def sign_in(self, username: str, password: str = PASSWORD) -> None:
        self.go("/")
        self.page.get_by_label("利用者名").fill(username)
        self.page.get_by_label("パスワード").fill(password)
        self.page.get_by_role("button", name="サインインする").click()
        expect(self.page.get_by_role("button", name="サインアウト")).to_be_visible()

    def open(self, *names: str) -> Visitor:
        """Follow links by what they say, one after the other."""
        for name in names:
            self.page.get_by_role("link", name=name, exact=True).first.click()
            self.page.wait_for_load_state()
        return self

    def press(self, name: str) -> None:
        """Press the button that says so."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in OWN_SCHEMES and not request.url.startswith(self.origin + "/"):
            self.faults.append(f"request to another origin: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500 and response.status not in self._expected:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if self._offline and "ERR_INTERNET_DISCONNECTED" in message.text:
            return
        status = re.search(r"responded with a status of (\d+)", message.text)
        if status is None or int(status[1]) not in self._expected:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")
