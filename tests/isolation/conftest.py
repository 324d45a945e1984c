"""The marked sample, loaded once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from tests.isolation.loaded import Loaded, marked_sample


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("isolation")


@pytest.fixture(autouse=True)
def data_dir(folder: Path, settings: Any) -> Path:
    """The files of the sample are those of all tests here."""
    settings.DATA_DIR = settings.MEDIA_ROOT = folder
    return folder


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: pytest.FixtureRequest, folder: Path) -> Iterator[Loaded]:
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(DATA_DIR=folder, MEDIA_ROOT=folder),
        transaction.atomic(),
    ):
        yield marked_sample()
        transaction.set_rollback(True)
