"""Where compiled code is kept: never where it cannot be written, and apart for other sources."""

from __future__ import annotations

from pathlib import Path

from bpr.core.simulation.compiled import cache_folder


def test_the_folder_asked_for_comes_first_then_the_data_folder_then_the_users(tmp_path: Path) -> None:
    closed = tmp_path / "a file"
    closed.write_text("")  # no folder can be made below it, whoever asks
    asked, data, home = tmp_path / "asked", tmp_path / "data", tmp_path / "home"
    environ = {"NUMBA_CACHE_DIR": str(asked), "DATA_DIR": str(data), "HOME": str(home)}
    found = [
        cache_folder(environ),
        cache_folder(environ | {"NUMBA_CACHE_DIR": str(closed / "x")}),
        cache_folder(environ | {"NUMBA_CACHE_DIR": "", "DATA_DIR": str(closed)}),
        cache_folder({"DATA_DIR": str(closed), "HOME": str(closed)}),
    ]
    assert [path and path.parent for path in found] == [asked, data / "numba", home / ".cache/bpr/numba", None]
    assert found[0]
    assert found[0].is_dir()
