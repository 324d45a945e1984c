"""Benchmarks run only when they are asked for by ``--bench``."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bench", action="store_true", help="run the benchmarks in tests/bench")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--bench", default=False):
        return
    skip = pytest.mark.skip(reason="benchmarks run with --bench")
    for item in items:
        if "tests/bench" in item.path.as_posix():
            item.add_marker(skip)
