"""The PDF: figures, page numbers, marks, nothing from outside."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from bpr.core.figures import TOTAL, Quantity, Side
from bpr.core.snapshot import from_json
from bpr.core.units import format_number
from reports.content import content_build
from reports.render.report_pdf import Marks, NothingOutside, Rendered, render_report
from tests.reports.projects import reported_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HASH = "0123456789abcdef" * 4


@pytest.fixture
def project() -> Any:
    return reported_world()


def rendered(w: Any, *, issued_on: str = "") -> Rendered:
    content = content_build(w.project, w.assessment)
    return render_report(content, Marks(version=3, sha256=HASH, made_on="令和8年11月20日", issued_on=issued_on))


def pages(product: Rendered) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(product.pdf)).pages]


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_draft(project: Any) -> None:
    product = rendered(project)
    found = pages(product)
    assert len(found) == product.pages
    assert all("案" in text for text in found)
    _has_the_figures(project, found)
    _contents_are_right(found)
    _is_tagged(product)


def _has_the_figures(project: Any, found: list[str]) -> None:
    assessment = from_json(project.assessment.snapshot)
    text = plain("".join(found))
    for quantity in (Quantity.STAFF_HOURS, Quantity.TOTAL_YEN):
        for side in Side:
            places = 0 if quantity is Quantity.TOTAL_YEN else 2
            assert format_number(assessment.value(TOTAL, quantity, side), places) in text


def _contents_are_right(found: list[str]) -> None:
    """Each chapter starts on the page that the table of contents names."""
    listed = re.findall(r"第(\d)章　?\s*(\S+?)[ .．]*\.\s*(\d+)\n", found[1] + "\n")
    assert len(listed) == 7
    for number, title, page in listed:
        assert plain(found[int(page) - 1]).find(f"第{number}章{plain(title)}") >= 0


def _is_tagged(product: Rendered) -> None:
    reader = PdfReader(io.BytesIO(product.pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ja"
    assert len(reader.outline) >= 7


def test_an_issued_report_carries_version_date_and_hash(project: Any) -> None:
    found = pages(rendered(project, issued_on="令和8年12月1日"))
    assert HASH in plain(found[0])
    assert "令和8年12月1日" in plain(found[0])
    for text in found[1:]:
        assert "第3版令和8年12月1日発行0123456789abcdef" in plain(text)
    assert "（案）" not in found[0]
    assert not any(re.search(r"^案$|見本・案", text, re.MULTILINE) for text in found)


@pytest.mark.parametrize("address", ["http://example.invalid/x.png", "file:///etc/hostname", "ftp://example.invalid/a"])
def test_nothing_is_loaded_from_outside(address: str) -> None:
    page = HTML(string=f'<img src="{address}" alt="">', url_fetcher=NothingOutside())
    with pytest.raises(FatalURLFetchingError, match="報告書の外は読み込みません"):
        page.write_pdf()
