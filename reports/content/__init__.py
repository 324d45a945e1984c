"""The content of a 成果報告書: one frozen JSON view of everything that the report shows.

Written in Japanese whatever the language of the person who asks: it is a document, not the interface.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils import translation

from bpr.access.models import Project
from reports.content.appendix import appendix
from reports.content.attachments import attachments_of, write_attachments
from reports.content.current import current
from reports.content.document import Chapter
from reports.content.effect import effect
from reports.content.overview import overview
from reports.content.reform import reform
from reports.content.remedies import remedies, verification
from reports.content.studies import write_studies
from reports.content.words import fiscal_year
from reports.models import Assessment
from reports.selectors.report_sources import ReportSources, report_sources

SCHEMA, SCHEMA_VERSION = "bpr-report", 1

#: Called with the number of the chapter that is being written (1 …) and its name.
Say = Callable[[int, str], None]

CHAPTERS: tuple[tuple[str, Callable[[ReportSources], Chapter]], ...] = (
    ("事業の概要", overview),
    ("業務の現状分析", current),
    ("改革案", reform),
    ("効果", effect),
    ("課題と対応策", remedies),
    ("検証", verification),
    ("資料編", appendix),
)


@dataclass(frozen=True, kw_only=True)
class Built:
    """A content and the files that it names besides (``attachments``), by their paths in the bundle."""

    content: dict[str, Any]
    files: dict[str, bytes]


def content_build(project: Project, assessment: Assessment) -> dict[str, Any]:
    """The content alone; see :func:`content_with_files`."""
    return content_with_files(project, assessment, say=lambda number, title: None).content


def content_with_files(project: Project, assessment: Assessment, *, say: Say) -> Built:
    """Read everything and write it down; the same rows always give the same content and files.

    SnapshotError (in Japanese) where the assessment cannot be read.
    """
    with translation.override("ja"):
        sources = report_sources(project=project, assessment=assessment)
        attached = attachments_of(sources)
        chapters = []
        for number, (title, write) in enumerate(CHAPTERS, start=1):
            say(number, title)
            chapter = write(sources)
            write_studies(chapter, sources)
            if write is appendix:
                write_attachments(chapter, attached)
            chapters.append(chapter.as_json())
        content = {
            "schema": SCHEMA,
            "schema_version": SCHEMA_VERSION,
            "cover": _cover(project),
            "chapters": chapters,
            "assessment": {
                "number": assessment.number,
                "title": assessment.title,
                "sha256": assessment.sha256,
                "engine_version": assessment.engine_version,
            },
            "processes": _processes(sources),
            "attachments": [item.as_json() for item in attached],
        }
    return Built(content=content, files={item.name: item.data for item in attached})


def content_digest(content: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON (UTF-8, sorted keys, no spaces)."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()


def _cover(project: Project) -> dict[str, Any]:
    return {
        "title": "成果報告書",
        "project": project.name,
        "fiscal_year": fiscal_year(project.fiscal_year),
        "commissioner": project.commissioner,
        "contractor": project.contractor,
        "council": project.council_name,
        "is_sample": project.is_sample,
    }


def _processes(sources: ReportSources) -> list[dict[str, Any]]:
    """Which versions of the processes the report was made from; the bundle holds them."""
    found = []
    for item in sources.use_cases:
        versions = [item.common, *(heard.as_is for heard in item.heard), item.to_be]
        for version in filter(None, versions):
            organisation = version.process_model.organisation
            found.append(
                {
                    "use_case": item.use_case.code,
                    "side": version.process_model.side,
                    "organisation": organisation.name if organisation else "",
                    "version": version.pk,
                    "number": version.number,
                    "sha256": version.sha256,
                }
            )
    return found
