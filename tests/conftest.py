"""What tests of several folders share. People, organisations and rows are made by tests/factories.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache


def pytest_sessionfinish() -> None:
    """Remove the data folder that bpr.config.settings.test made for this run."""
    shutil.rmtree(settings.DATA_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path, settings: pytest.FixtureRequest) -> Path:
    """Every test stores its files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: the quick answers first."""
    items.sort(key=lambda item: "browser" in item.keywords)
