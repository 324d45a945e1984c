"""What tests of several folders share. People, organisations and rows are made by tests/factories.py."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

DATABASE_FIXTURES = {"db", "transactional_db"}
CATALOGUES = Path(__file__).parent.parent / "locale"


def pytest_configure() -> None:
    """Catalogues are compiled where they are newer than what was compiled last, before anything reads them."""
    for source in CATALOGUES.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            subprocess.run(["msgfmt", "--check-format", "-o", compiled, source], check=True)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Any) -> Path:
    """Every test stores its files in a folder of its own."""
    settings.DATA_DIR = tmp_path / "data"
    settings.MEDIA_ROOT = settings.DATA_DIR / "media"
    return tmp_path / "data"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rows-only", action="store_true", help="only tests that may open a connection to the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last: the quick answers first."""
    items.sort(key=lambda item: "browser" in item.keywords)
    if config.getoption("--rows-only"):
        config.hook.pytest_deselected(items=[item for item in items if not _may_connect(item)])
        items[:] = filter(_may_connect, items)


def _may_connect(item: pytest.Item) -> bool:
    """May the test open a connection? To all others pytest-django refuses it."""
    return bool(item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())))
