"""A report's frozen content as PDF: tagged (PDF/UA-1), with bookmarks, nothing loaded from outside."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from reports.render.report_html import blocks_html

_STYLE = Path(__file__).with_name("report.css")
_LISTED = {"table": "表", "chart": "図", "diagram": "図"}


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What stands on the pages besides the content. A draft has no ``issued_on`` and says 案."""

    version: int
    sha256: str
    made_on: str  # as printed, 和暦
    issued_on: str = ""

    @property
    def is_draft(self) -> bool:
        return not self.issued_on


@dataclass(frozen=True)
class Rendered:
    pdf: bytes
    pages: int


class NothingOutside(URLFetcher):  # type: ignore[misc]  # the library has no types
    """Refuses every address but ``data:``; a refusal stops the rendering instead of leaving a hole."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> Any:
        if not url.startswith("data:"):
            raise FatalURLFetchingError(f"報告書の外は読み込みません: {url}")
        return super().fetch(url, headers)


def render_report(content: Mapping[str, Any], marks: Marks) -> Rendered:
    """The PDF of ``content`` (see ``reports.content``) and its number of pages."""
    with _few_collections():
        return _rendered(report_html(content, marks))


def _rendered(html: str) -> Rendered:
    fonts = FontConfiguration()
    style = CSS(string=_style(), font_config=fonts, url_fetcher=NothingOutside())
    page = HTML(string=html, url_fetcher=NothingOutside())
    document = page.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return Rendered(pdf, len(document.pages))


@contextmanager
def _few_collections() -> Iterator[None]:
    """Fewer runs of the garbage collector: the layout makes millions of objects that live until its end."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@lru_cache(maxsize=1)
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def report_html(content: Mapping[str, Any], marks: Marks) -> str:
    """The report as one HTML page for print."""
    chapters = [
        {**chapter, "html": mark_safe(blocks_html(chapter["blocks"]))}  # noqa: S308 - every text in it is escaped
        for chapter in content["chapters"]
    ]
    listed = [block for chapter in chapters for block in chapter["blocks"] if block["type"] in _LISTED]
    figures, tables = ([block for block in listed if _LISTED[block["type"]] == mark] for mark in "図表")
    context = {
        "cover": content["cover"],
        "assessment": content["assessment"],
        "chapters": chapters,
        "marks": marks,
        "figures": figures,
        "tables": tables,
    }
    return render_to_string("reports/pdf/report.html", context)
