"""職員と暦 in the chapter 効果 of the report: people needed by each organisation beside the people there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bpr.access.models import Organisation
from bpr.core import staffing as core
from bpr.core.figures import Side
from bpr.core.lines import Line
from bpr.core.units import NO_RATE, format_number
from bpr.core.workload import MONTHS
from bpr.staffing.notation import Unreadable
from bpr.staffing.selectors.defaults import terms_from
from bpr.staffing.selectors.staffing import staffing_for
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import number
from reports.render.chart import Chart, ChartKind, Series, Tone
from reports.selectors.report_sources import ReportSources
from reports.selectors.sight import organisation_key

_SIDES = (Side.AS_IS, Side.TO_BE)


@dataclass(frozen=True, kw_only=True)
class Office:
    """One organisation with its needs over all use cases of the assessment."""

    organisation: Organisation
    staffing: core.Staffing
    needs: core.StaffNeeds
    works: tuple[core.CaseWork, ...]

    @cached_property
    def groups(self) -> tuple[core.GroupNeeds, ...]:
        """Groups with work on either side."""
        return tuple(item for item in self.needs.groups if item.as_is.parts or (item.to_be and item.to_be.parts))

    @cached_property
    def known(self) -> tuple[core.GroupNeeds, ...]:
        """Groups of which it was said how many people there are."""
        return tuple(item for item in self.groups if item.group.people_known)

    @property
    def present(self) -> Decimal:
        return sum((item.group.present for item in self.known), Decimal(0))

    @property
    def defaults(self) -> int:
        """How many groups nobody entered."""
        return sum(item.group.is_default for item in self.groups)

    @property
    def even(self) -> int:
        """Use cases whose arrivals nobody described."""
        return sum(self.staffing.pattern(work.use_case_key).is_default for work in self.works)

    def people(self, side: Side) -> tuple[Decimal, ...]:
        return self.needs.people(side)

    @cached_property
    def busy(self) -> int:
        """Index of the month that needs most people as-is, April first."""
        return max(range(12), key=lambda month: self.people(Side.AS_IS)[month])

    def normal(self, side: Side) -> Decimal:
        return sum(((item.side(side) or item.as_is).normal for item in self.groups), Decimal(0))

    def missing(self, side: Side) -> Decimal:
        """People missing in the busy month, group by group: they do not stand in for each other."""
        return sum((max(Decimal(0), -item.spare(side)[self.busy]) for item in self.known), Decimal(0))


def write_staffing(chapter: Chapter, sources: ReportSources) -> None:
    """People needed as-is and to-be; nothing where no organisation of the assessment can be calculated."""
    offices, impossible = _offices(sources)
    if not offices:
        return
    year = core.fiscal_year_label(offices[0].needs.fiscal_year)
    chapter.section("職員と暦")
    chapter.text(*_sentences(offices, year), _formula(offices[0]))
    _table(chapter, offices)
    example = max(offices, key=_swing)
    if _swing(example):
        chapter.chart(
            _chart(example), intro=f"月による違いの最も大きい{example.organisation.name}の月別に要る人数を{{}}に示す。"
        )
    chapter.items([*_assumed(offices), *impossible])


# reading


def _offices(sources: ReportSources) -> tuple[list[Office], list[str]]:
    """Organisations by size, and why others could not be calculated."""
    terms = terms_from(sources.project, sources.assumptions)  # as they were frozen with the assessment
    found, impossible = [], []
    for organisation in sources.organisations:
        key = organisation_key(organisation.code, organisation.pk)
        works = tuple(_work(line) for line in sources.assessment.lines if line.scope.organisation == key)
        if not works:
            continue
        try:
            staffing = staffing_for(sources.project, organisation, works)
            needs = core.staff_needs(staffing=staffing, cases=works, terms=terms)
        except (Unreadable, core.StaffingError) as error:
            impossible.append(f"{organisation.name}は算定できない（{error}）。")
            continue
        found.append(Office(organisation=organisation, staffing=staffing, needs=needs, works=works))
    return found, impossible


def _work(line: Line) -> core.CaseWork:
    """A line of the assessment: volumes and executions are those of its figures."""
    return core.CaseWork(
        use_case_key=line.scope.use_case,
        use_case_name=line.use_case_name,
        volume=line.volume,
        as_is=line.as_is.steps,
        to_be=line.to_be.steps if line.to_be else None,
    )


# writing


def _sentences(offices: list[Office], year: str) -> list[str]:
    old, new = (sum((office.people(side)[office.busy] for office in offices), Decimal(0)) for side in _SIDES)
    said = (
        f"{year}に、算定の対象とした業務だけで要る職員の人数を、団体ごとに月別に求めた。各団体の最も忙しい月の合計は、"
        f"現行{format_number(old)}人、改革案{format_number(new)}人である。"
    )
    short = [office for office in offices if office.missing(Side.AS_IS)]
    still = [office for office in offices if office.missing(Side.TO_BE)]
    told = (
        f"忙しい月に、いる人数で足りない組のある団体は、現行で{len(short)}団体、改革案で{len(still)}団体である。"
        if any(office.known for office in offices)
        else "いまの人数が分かる団体がないため、過不足は示さない。"
    )
    return [said + told]


def _formula(office: Office) -> str:
    return (
        "要る人数は「その月の作業の時間÷1人がその月に充てられる時間」を組ごとに0.5人単位で切り上げたものである。"
        "作業の時間は「Σ（1件当たりの処理時間×その月の件数）÷60」、1人の時間は「その月の開庁時間×出勤の割合×充てられる割合」、"
        f"出勤の割合は「年間労働時間（{format_number(office.needs.annual_hours)}時間）÷年間の開庁時間」（1を上限）とした。"
        "通常の月は12か月の中央値、忙しい月は現行で最も人数の要る月である。"
        "組の間で応援はしないものとし、足りない人数は組ごとに数えて足した。"
    )


def _table(chapter: Chapter, offices: list[Office]) -> None:
    unknown = any(len(office.known) < len(office.groups) for office in offices)
    chapter.table(
        "団体別の職員の過不足",
        (
            text_column("団体", 1.5), number_column("組", 0.6), number_column("既定の組", 0.8),
            number_column("いる人数", 1), text_column("忙しい月", 0.9),
            *(number_column(name, 0.9, "通常の月に要る人数") for name in ("現行", "改革案")),
            *(number_column(name, 0.9, "忙しい月に要る人数") for name in ("現行", "改革案")),
            *(number_column(name, 0.9, "忙しい月に足りない人数") for name in ("現行", "改革案")),
        ),
        [_row(office) for office in offices],
        intro="団体別に要る人数といる人数を{}に示す。",
        note="既定の組は、職員の組が入力されていないため、ヒアリングの担当職員数などで代えたもの。"
        + ("「※」は、人数の分からない組を除く。" if unknown else ""),
        style="narrow",
    )  # fmt: skip


def _row(office: Office) -> Row:
    mark = "" if len(office.known) == len(office.groups) else "※"
    present = {"text": f"{format_number(office.present)}{mark}", "value": str(office.present)}
    return (
        office.organisation.name,
        number(len(office.groups)),
        number(office.defaults),
        present if office.known else NO_RATE,
        f"{MONTHS[office.busy]}月",
        *(number(office.normal(side)) for side in _SIDES),
        *(number(office.people(side)[office.busy]) for side in _SIDES),
        *(number(office.missing(side)) if office.known else NO_RATE for side in _SIDES),
    )


def _assumed(offices: list[Office]) -> Iterator[str]:
    """What nobody entered, counted."""
    groups, defaults = (
        sum(count) for count in zip(*((len(each.groups), each.defaults) for each in offices), strict=True)
    )
    if defaults:
        yield (
            f"職員の組{groups}のうち{defaults}は入力がなく、作業者ごとの組とし、人数はヒアリングの担当職員数"
            "（なければ要る人数）を既定値とした。"
        )
    closed = [office for office in offices if office.staffing.hours.is_default]
    if closed:
        hours = closed[0].staffing.hours.source.removeprefix("既定値：")
        yield f"開庁時間は、{len(closed)}団体で入力がなく、{hours}とした。"
    cases, even = sum(len(each.works) for each in offices), sum(each.even for each in offices)
    if even:
        yield f"受付の山は、{cases}件（団体×ユースケース）のうち{even}件で入力がなく、ならして届くものとした。"
    missing = dict.fromkeys(name for office in offices for name in office.needs.without_to_be)
    if missing:
        yield f"改革案のないユースケース（{'、'.join(missing)}）は、現行のままとした。"


def _swing(office: Office) -> Decimal:
    """People that the month needing most asks for beyond the month needing least, as-is."""
    people = office.people(Side.AS_IS)
    return max(people) - min(people)


def _chart(office: Office) -> Chart:
    name, month = office.organisation.name, MONTHS[office.busy]
    series = [
        Series(name="現行で要る人数", tone=Tone.AS_IS, values=office.people(Side.AS_IS)),
        Series(name="改革案で要る人数", tone=Tone.TO_BE, values=office.people(Side.TO_BE)),
    ]
    if len(office.known) == len(office.groups):
        series.append(Series(name="いる人数", tone=Tone.NEUTRAL, values=(office.present,) * 12))
    return Chart(
        key=f"staffing-{office.organisation.pk}", kind=ChartKind.COLUMNS, title=f"{name}の月別に要る人数", unit="人",
        categories=tuple(f"{each}月" for each in MONTHS), series=tuple(series),
        description=f"最も人手が要るのは{month}月で、現行は{format_number(office.people(Side.AS_IS)[office.busy])}人、"
        f"改革案は{format_number(office.people(Side.TO_BE)[office.busy])}人である。",
    )  # fmt: skip
