"""Which section of the sheet stands on which worksheet, and under which headings."""

from __future__ import annotations

from dataclasses import dataclass

from bpr.workflow.columns import STEPS, Section
from hearings.columns import FORMS, ISSUES, META, OVERVIEW, RESPONDENTS, VOLUMES

GUIDE_SHEET = "説明"
META_SHEET = "業務説明"
VOLUME_SHEET = "業務量"
IDENTITY_SHEET = "_識別"
KEY_HEADING = "行ID"
TEMPLATE_VERSION = "2"  # 2: the identity says names and revision too
RESPONDENT_ROWS = 8  # blank lines that the template offers
MIN_BLANK_ROWS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A worksheet that is one table: headings in one row, entries below."""

    sheet: str
    section: Section
    has_key: bool = False


TABLES = (
    Table(sheet="業務手順", section=STEPS, has_key=True),
    Table(sheet="帳票", section=FORMS),
    Table(sheet="課題・要望", section=ISSUES),
)
# Worksheets that are a list of questions: label in column A, answer in column B.
QUESTIONS: tuple[tuple[str, tuple[Section, ...]], ...] = ((META_SHEET, (META, OVERVIEW)), (VOLUME_SHEET, (VOLUMES,)))
ENTRY_SHEETS = (META_SHEET, "業務手順", VOLUME_SHEET, "帳票", "課題・要望")
SHEET_OF = {
    **{table.section.key: table.sheet for table in TABLES},
    **{section.key: sheet for sheet, sections in QUESTIONS for section in sections},
    RESPONDENTS.key: META_SHEET,
}
