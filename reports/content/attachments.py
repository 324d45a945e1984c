"""Files that other apps lay beside a report in its bundle, such as scenarios of the simulation.

An app registers its maker in ``AppConfig.ready``, as it does its sections (``studies``). What a maker gives is frozen
with the content: the content holds the hash of each file, and issuing takes the files from the draft's bundle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from reports.content.document import Chapter, number_column, text_column
from reports.content.words import number
from reports.selectors.report_sources import ReportSources


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """``name`` is the path in the bundle (ASCII), ``title`` says in Japanese what it is."""

    name: str
    title: str
    data: bytes

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.name,
            "title": self.title,
            "sha256": sha256(self.data).hexdigest(),
            "bytes": len(self.data),
        }


Maker = Callable[[ReportSources], Iterable[Attachment]]

_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Add files to the bundle of every report."""
    _makers.append(maker)


def attachments_of(sources: ReportSources) -> list[Attachment]:
    """All files, by name."""
    found = [item for maker in _makers for item in maker(sources)]
    return sorted(found, key=lambda item: item.name)


def write_attachments(chapter: Chapter, items: Iterable[Attachment]) -> None:
    """The section that lists them; nothing where there are none."""
    rows = [item.as_json() for item in items]
    if not rows:
        return
    chapter.section("添付データ")
    chapter.table(
        "データ一式に添えたファイル",
        (
            text_column("ファイル", 2.4),
            text_column("内容", 2.6),
            number_column("大きさ（バイト）", 1),
            text_column("ハッシュ（SHA-256）", 2.4),
        ),
        [(row["file"], row["title"], number(row["bytes"]), row["sha256"]) for row in rows],
        intro="本書の数値を確かめるためのデータとして、データ一式に{}のファイルを添えた。",
        style="dense",
    )
