"""Sections that other apps add to the chapters of a report, such as 職員と暦, 混み具合, 全国への推計 and 約束と実績.

An app registers its writer in ``AppConfig.ready``; the report knows none of them. A writer adds what it holds of the
project to the end of its chapter, and nothing where it holds nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from reports.content.document import Chapter
from reports.selectors.report_sources import ReportSources

Writer = Callable[[Chapter, ReportSources], None]

EFFECT, VERIFICATION = 4, 6  # the chapters that studies belong to

_writers: dict[int, list[tuple[int, Writer]]] = {}


def register(*, chapter: int, order: int, writer: Writer) -> None:
    """Add a section to ``chapter`` (its number); within it by ``order``."""
    _writers.setdefault(chapter, []).append((order, writer))
    _writers[chapter].sort(key=lambda item: item[0])


def write_studies(chapter: Chapter, sources: ReportSources) -> None:
    """Add what was registered for a chapter."""
    for _order, writer in _writers.get(chapter.number, ()):
        writer(chapter, sources)
