"""Which files a command works on, and where its results go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One file to work on. ``below`` is its place below the folder that was named, for the same place in the output."""

    path: Path
    below: Path


def find_files(named: Sequence[Path], suffixes: tuple[str, ...]) -> list[Found]:
    """Files named, whatever their suffix, and those of the suffixes in the folders named, each once, in order."""
    found: dict[Path, Found] = {}
    for item in named:
        for one in _in_folder(item, suffixes) if item.is_dir() else [Found(path=item, below=Path(item.name))]:
            found.setdefault(one.path, one)
    return list(found.values())


def _in_folder(folder: Path, suffixes: tuple[str, ...]) -> Iterator[Found]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in suffixes and path.is_file():
            yield Found(path=path, below=path.relative_to(folder))


class Output:
    """A folder for results. Two sources of one name get two results: the second is called «name (2)»."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._taken: set[Path] = set()

    def write(self, below: Path, suffix: str, data: bytes) -> Path:
        """Write one result beside where its source stood, whole or not at all."""
        path = self._free(self._folder / below.parent, below.stem, suffix)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.part")
        unfinished.write_bytes(data)
        unfinished.replace(path)
        return path

    def _free(self, folder: Path, stem: str, suffix: str) -> Path:
        path, count = folder / f"{stem}{suffix}", 1
        while path in self._taken:
            count += 1
            path = folder / f"{stem} ({count}){suffix}"
        self._taken.add(path)
        return path
