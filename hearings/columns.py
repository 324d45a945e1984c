"""Sections and columns of the hearing sheet: one definition for page, Excel, messages and API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from bpr.workflow import vocabulary
from bpr.workflow.columns import LINE, LONG, STEPS, Column, Section, Sheet

MONTH_LABELS = tuple(f"{month}月" for month in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3))

META = Section(
    key="meta",
    label=_("基本情報"),
    columns=(
        Column(
            key="held_on", label=_("実施日"), hint=_("和暦・西暦のどちらでもかまいません。"), example="令和8年7月3日"
        ),
        Column(key="method", label=_("方法"), choices=vocabulary.METHODS),
    ),
)
RESPONDENTS = Section(
    key="respondents",
    label=_("回答者"),
    max_rows=20,
    columns=(
        Column(key="section", label=_("所属"), example="市民課", width=18),
        Column(key="post", label=_("職名"), example="係長", width=14),
        Column(key="name", label=_("氏名"), hint=_("氏名は、事業の担当者と自団体だけが見られます。"), width=16),
    ),
)
OVERVIEW = Section(
    key="overview",
    label=_("業務説明"),
    columns=(
        Column(key="purpose", label=_("目的"), hint=_("この業務は何のために行いますか。"), limit=LONG, multiline=True),
        Column(
            key="summary", label=_("業務の概要"), hint=_("受付から完了までを3〜5行で。"), limit=LONG, multiline=True
        ),
        Column(key="legal_basis", label=_("根拠法令"), example="住民基本台帳法第22条", limit=LONG, multiline=True),
        Column(key="section", label=_("担当課"), example="市民課", limit=LINE),
        Column(key="staff_count", label=_("担当職員数"), hint=_("人数を数字で。"), example="4", numeric=True),
        Column(key="peak", label=_("繁忙期"), example="3月下旬〜4月上旬", limit=LINE),
        Column(key="note", label=_("備考"), limit=LONG, multiline=True),
    ),
)
VOLUMES = Section(
    key="volumes",
    label=_("業務量"),
    columns=(
        Column(key="year", label=_("対象の年度・年"), example="令和5年度", limit=20),
        Column(
            key="annual",
            label=_("年間件数"),
            hint=_("12か月の件数を入れれば、空欄でもかまいません。"),
            example="3,412",
            numeric=True,
        ),
        *(Column(key=f"month{index}", label=label, width=8, numeric=True) for index, label in enumerate(MONTH_LABELS)),
        Column(
            key="evidence_kind",
            label=_("根拠"),
            hint=_("空欄なら「推計」とします。"),
            choices=tuple(vocabulary.EVIDENCE_KINDS),
        ),
        Column(key="source", label=_("出典"), example="住民基本台帳人口移動報告", limit=300, width=30),
    ),
)
FORMS = Section(
    key="forms",
    label=_("帳票"),
    max_rows=200,
    columns=(
        Column(key="name", label=_("帳票名"), example="転入届", width=24, required=True),
        Column(key="kind", label=_("種類"), choices=vocabulary.FORM_KINDS, width=14),
        Column(key="maker", label=_("作る人"), example="住民", width=14),
        Column(key="retention", label=_("保存期間"), example="5年", width=10),
        Column(key="note", label=_("備考"), limit=LONG, width=30),
    ),
)
ISSUES = Section(
    key="issues",
    label=_("課題・要望"),
    max_rows=200,
    columns=(
        Column(
            key="kind", label=_("種類"), choices=vocabulary.ISSUE_KINDS, hint=_("空欄なら「課題」とします。"), width=8
        ),
        Column(
            key="text",
            label=_("内容"),
            example="同じ内容を2つのシステムに入力している",
            limit=LONG,
            width=44,
            required=True,
        ),
        Column(
            key="step",
            label=_("作業番号"),
            hint=_("関係する作業があれば、その番号を。"),
            example="3",
            width=8,
            limit=20,
        ),
        Column(key="impact", label=_("影響"), choices=vocabulary.IMPACTS, width=6),
        Column(key="priority", label=_("優先度"), choices=vocabulary.PRIORITIES, width=7),
        Column(key="measure", label=_("考えられる対応"), limit=LONG, width=30),
    ),
)
SECTIONS = (META, RESPONDENTS, OVERVIEW, STEPS, VOLUMES, FORMS, ISSUES)
SECTION_BY_KEY = {section.key: section for section in SECTIONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One cell of a raw sheet with its place; ``row`` counts from 1, None in sections without rows."""

    section: Section
    column: Column
    row: int | None
    text: str


def rows_of(section: Section, sheet: Sheet) -> list[dict[str, str]]:
    """The section's rows as cells by column key; a section without rows has one."""
    part = sheet[section.key]
    if section.max_rows:
        return list(part)
    if section is VOLUMES:
        return [{**part, **{f"month{index}": text for index, text in enumerate(part["months"])}}]
    return [part]


def cells_of(sheet: Sheet, sections: Iterable[Section] = SECTIONS) -> Iterator[Cell]:
    """Every cell of a well-shaped sheet, in the order of the pages."""
    for section in sections:
        for index, row in enumerate(rows_of(section, sheet), start=1):
            for column in section.columns:
                yield Cell(
                    section=section,
                    column=column,
                    row=index if section.max_rows else None,
                    text=row[column.key],
                )
