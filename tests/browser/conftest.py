"""One site and one Chromium for all browser tests; a fresh browser profile for every person of every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.browser.site import Site
from tests.browser.visitor import Visitor

WORKING_SIZE = {"width": 1280, "height": 900}
NARROW_SIZE = {"width": 375, "height": 800}

SignIn = Callable[..., Visitor]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """What the browser of everybody who has signed in once holds: nobody needs to sign in for every test."""
    return {}


@pytest.fixture
def visitor(site: Site, chromium: Browser, sessions: dict[str, StorageState]) -> Iterator[SignIn]:
    """``visitor()`` is a person who has not signed in; ``visitor("shunan")`` one who has. Faults fail the test."""
    visitors: list[Visitor] = []

    def come(username: str = "", *, narrow: bool = False) -> Visitor:
        size, known = NARROW_SIZE if narrow else WORKING_SIZE, sessions.get(username)
        context = chromium.new_context(viewport=size, locale="ja-JP", storage_state=known)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visitors.append(Visitor(context, site.origin))
        if known:
            visitors[-1].expect_home()
        elif username:
            visitors[-1].sign_in(username)
            sessions[username] = context.storage_state()
        return visitors[-1]

    yield come
    for each in visitors:
        each.context.close()
    faults = [fault for each in visitors for fault in each.faults]
    assert not faults, "\n".join(faults)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """A folder for what a person fetches."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder
