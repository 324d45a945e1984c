"""The hearing sheet: from the raw cells to what the rest of the application works with.

``parse_sheet`` understands everything or raises :class:`SheetInvalid` with all problems at once; ``preview_rows``
makes the best of a half-typed table, for the diagram beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _

from bpr.core.steps import StepRow, row_number
from bpr.core.values import Evidence, EvidenceKind
from bpr.core.workload import Volume, volume
from bpr.workflow.cells import read_choice, read_date, read_number
from bpr.workflow.columns import STEPS, Section, Sheet, is_blank
from bpr.workflow.problems import CellProblem, SheetInvalid
from bpr.workflow.reading import Findings, RowReader
from bpr.workflow.step_rows import StepContext, read_steps
from bpr.workflow.vocabulary import EVIDENCE_KINDS
from hearings.columns import FORMS, ISSUES, META, MONTH_LABELS, OVERVIEW, RESPONDENTS, VOLUMES, rows_of
from hearings.shape import new_key, shaped

CASES = ("件", "人", "世帯", "通", "回")


class HasCommonSteps(Protocol):
    """A use case, as far as the sheet needs it."""

    common_steps: list[dict[str, str]]
    legal_basis: str
    sections: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Respondent:
    """Who answered. ``name`` is shown with Action.VIEW_CONTACTS only."""

    section: str
    post: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FormEntry:
    name: str
    kind: str
    maker: str
    retention: str
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Issue:
    kind: str  # 課題 or 要望
    text: str
    step_number: str
    impact: str
    priority: str
    measure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ParsedSheet:
    """A sheet without problems. ``warnings`` are worth a look but prevent nothing."""

    held_on: date | None
    method: str
    respondents: tuple[Respondent, ...]
    overview: dict[str, str]
    rows: tuple[StepRow, ...]
    volume: Volume
    forms: tuple[FormEntry, ...]
    issues: tuple[Issue, ...]
    warnings: tuple[CellProblem, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetContext:
    """What a sheet is read for: the use case's common steps and where the figures' evidence points to."""

    common_steps: Iterable[dict[str, str]] = ()
    reference: str = ""  # "hearing:12"
    source: str = ""  # in words


def parse_sheet(raw: object, context: SheetContext | None = None) -> ParsedSheet:
    """Everything on the sheet, understood; SheetInvalid with all problems at once otherwise."""
    sheet = shaped(raw)
    parsed, findings = _read(sheet, context or SheetContext())
    if findings.problems or parsed is None:
        raise SheetInvalid(findings.problems)
    return parsed


def sheet_findings(raw: object, context: SheetContext | None = None) -> Findings:
    """Problems and warnings of a sheet as it stands, for a page that shows them while typing."""
    return _read(shaped(raw), context or SheetContext())[1]


def preview_rows(raw: object, context: SheetContext | None = None) -> tuple[StepRow, ...]:
    """The workflow rows as far as they can be read; wrong cells count as blank. For drawing only."""
    context = context or SheetContext()
    return read_steps(shaped(raw), StepContext(common_names=_common_names(context)), Findings())


def empty_sheet(use_case: HasCommonSteps) -> Sheet:
    """A new sheet in which the use case's common steps stand ready, each waiting for its performer and time."""
    steps = [
        {"key": new_key(), "number": str(number), "common_key": step["key"], "task": step["name"]}
        for number, step in enumerate(use_case.common_steps, start=1)
    ]
    overview = {"legal_basis": use_case.legal_basis, "section": use_case.sections}
    return shaped({OVERVIEW.key: overview, STEPS.key: steps})


def _common_names(context: SheetContext) -> dict[str, str]:
    return {step["key"]: step["name"] for step in context.common_steps}


def _read(sheet: Sheet, context: SheetContext) -> tuple[ParsedSheet | None, Findings]:
    findings = Findings()
    held_on, method = _meta(sheet, findings)
    respondents = _respondents(sheet, findings)
    overview = _overview(sheet, findings)
    rows = read_steps(sheet, _step_context(context, respondents, held_on), findings)
    amount = _volume(sheet, context, findings)
    forms = _forms(sheet, findings)
    issues = _issues(sheet, rows, findings)
    if amount is None:
        return None, findings
    parsed = ParsedSheet(
        held_on=held_on,
        method=method,
        respondents=respondents,
        overview=overview,
        rows=rows,
        volume=amount,
        forms=forms,
        issues=issues,
        warnings=tuple(findings.warnings),
    )
    return parsed, findings


def _step_context(context: SheetContext, respondents: tuple[Respondent, ...], held_on: date | None) -> StepContext:
    posts = (f"{person.section} {person.post}".strip() for person in respondents)
    return StepContext(
        common_names=_common_names(context),
        source=context.source,
        reference=context.reference,
        respondent_post="、".join(post for post in posts if post),
        obtained_on=held_on.isoformat() if held_on else "",
    )


def _single(section: Section, sheet: Sheet, findings: Findings) -> RowReader:
    return RowReader(section=section, cells=rows_of(section, sheet)[0], findings=findings)


def _filled(section: Section, sheet: Sheet, findings: Findings) -> list[RowReader]:
    return [
        RowReader(section=section, cells=cells, findings=findings, row=index)
        for index, cells in enumerate(sheet[section.key], start=1)
        if not is_blank(cells)
    ]


def _listed(reader: RowReader, key: str) -> str:
    """A word of the column's list, or "" where the cell is blank."""
    words = {word: word for word in reader.section.column(key).choices}
    return reader.read(key, lambda text: read_choice(text, words), "")


def _meta(sheet: Sheet, findings: Findings) -> tuple[date | None, str]:
    reader = _single(META, sheet, findings)
    held_on: date | None = reader.read("held_on", read_date, None)
    return held_on, _listed(reader, "method")


def _respondents(sheet: Sheet, findings: Findings) -> tuple[Respondent, ...]:
    readers = _filled(RESPONDENTS, sheet, findings)
    return tuple(
        Respondent(section=reader.text("section"), post=reader.text("post"), name=reader.text("name"))
        for reader in readers
    )


def _overview(sheet: Sheet, findings: Findings) -> dict[str, str]:
    reader = _single(OVERVIEW, sheet, findings)
    reader.number("staff_count", ("人", "名"))
    overview = {column.key: reader.text(column.key) for column in OVERVIEW.columns if column.key != "staff_count"}
    if not overview["purpose"] and not overview["summary"]:
        reader.warn("summary", _("目的と業務の概要が空欄です。報告書の業務説明になるので、入れてください"))
    return overview | {"staff_count": reader.cells["staff_count"].strip()}


def _volume(sheet: Sheet, context: SheetContext, findings: Findings) -> Volume | None:
    reader = _single(VOLUMES, sheet, findings)
    months = _months(reader)
    annual: Decimal | None = reader.read("annual", lambda text: read_number(text, units=CASES, places=2), None)
    year, source = reader.text("year"), reader.text("source")
    kind = reader.choice("evidence_kind", EVIDENCE_KINDS, EvidenceKind.ESTIMATED)
    if annual is None and months and not reader.cells["annual"].strip():
        annual = sum(months, Decimal(0))
    if annual is None:
        if not reader.cells["annual"].strip():
            reader.problem("annual", _("年間件数か、12か月の件数を入れてください"))
        return None
    _compare_with_months(reader, annual, months)
    reference = f"{context.reference}/volume" if context.reference else ""
    evidence = Evidence(kind=kind, source=source or context.source, reference=reference)
    return volume(cases_per_year=annual, months=months, year=year, evidence=(evidence,))


def _months(reader: RowReader) -> tuple[Decimal, ...]:
    """Twelve counts, or none: a gap in between is a problem, because 0 and "not known" are not the same."""
    keys = [f"month{index}" for index in range(len(MONTH_LABELS))]
    typed = [key for key in keys if reader.cells[key].strip()]
    counts = tuple(reader.number(key, CASES) for key in keys)
    if typed and len(typed) < len(keys):
        blank = next(key for key in keys if key not in typed)
        reader.problem(
            blank, _("月別の件数は、12か月すべてを入れるか、すべて空欄にしてください。なかった月は0とします")
        )
    return counts if typed else ()


def _compare_with_months(reader: RowReader, annual: Decimal, months: tuple[Decimal, ...]) -> None:
    total = sum(months, Decimal(0))
    if months and total != annual:
        message = _("月別の件数の計（%(total)s）と違います。年間件数を使い、月別は割合だけを使います")
        reader.warn("annual", message % {"total": f"{total:,}"})


def _forms(sheet: Sheet, findings: Findings) -> tuple[FormEntry, ...]:
    entries, seen = [], set()
    for reader in _filled(FORMS, sheet, findings):
        name = reader.text("name")
        if name and name in seen:
            reader.problem("name", _("同じ名前の帳票が上の行にあります。1つにまとめてください"))
        seen.add(name)
        texts = {key: reader.text(key) for key in ("maker", "retention", "note")}
        entries.append(FormEntry(name=name, kind=_listed(reader, "kind"), **texts))
    return tuple(entries)


def _issues(sheet: Sheet, rows: tuple[StepRow, ...], findings: Findings) -> tuple[Issue, ...]:
    numbers = {row.values.number for row in rows}
    return tuple(_issue(reader, numbers) for reader in _filled(ISSUES, sheet, findings))


def _issue(reader: RowReader, numbers: set[str]) -> Issue:
    step = row_number(reader.text("step"))
    if step and step not in numbers:
        reader.problem(
            "step", _("作業番号「%(number)s」の行が業務手順にありません。番号を確かめてください") % {"number": step}
        )
    return Issue(
        kind=_listed(reader, "kind") or "課題",
        text=reader.text("text"),
        step_number=step,
        impact=_listed(reader, "impact"),
        priority=_listed(reader, "priority"),
        measure=reader.text("measure"),
    )
