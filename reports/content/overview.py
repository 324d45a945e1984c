"""Chapter 1: purpose, council, organisations, schedule, hearings and their coverage."""

from __future__ import annotations

from bpr.access.models import OrganisationKind
from bpr.core.units import NO_RATE
from hearings.models import Hearing, HearingState
from reports.content.document import Chapter, number_column, text_column
from reports.content.words import Cell, number, plain, wareki_of
from reports.selectors.report_sources import ReportSources

_SHORT_STATES = {HearingState.CONFIRMED: "確認済", HearingState.SUBMITTED: "提出済"}


def overview(sources: ReportSources) -> Chapter:
    chapter = Chapter(1, "事業の概要")
    project = sources.project
    chapter.section("背景と目的")
    chapter.text(project.background, project.purpose)
    chapter.section("体制")
    chapter.text(project.council_name, project.council_description)
    _organisations(chapter, sources)
    _schedule(chapter, sources)
    _use_cases(chapter, sources)
    _hearings(chapter, sources)
    return chapter


def _organisations(chapter: Chapter, sources: ReportSources) -> None:
    kinds = (OrganisationKind.MUNICIPALITY, OrganisationKind.PREFECTURE)
    local = [item for item in sources.organisations if item.kind in kinds]
    if not local:
        return
    origins = sorted({item.source for item in local if item.source})
    chapter.table(
        "協力団体",
        (
            text_column("団体コード", 1.2),
            text_column("団体名", 1.8),
            text_column("都道府県", 1.4),
            text_column("種別", 1.4),
            number_column("人口（人）", 1.4),
            text_column("人口規模", 1.7),
        ),
        [
            (
                item.code or NO_RATE,
                item.name,
                item.prefecture or NO_RATE,
                item.designation or item.get_kind_display(),
                number(item.population),
                item.size_class or NO_RATE,
            )
            for item in local
        ],
        intro=f"協力団体は、{{}}に示す{len(local)}団体である（人口は令和2年国勢調査）。",
        note=f"出典: {'　'.join(origins)}" if origins else "",
    )


def _schedule(chapter: Chapter, sources: ReportSources) -> None:
    if not sources.project.schedule:
        return
    chapter.section("日程")
    chapter.table(
        "事業の日程",
        (text_column("年月日", 1), text_column("内容", 3)),
        [(wareki_of(item["date"]), item["title"]) for item in sources.project.schedule],
        intro="事業は{}の日程で進める。",
    )


def _use_cases(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("対象とするユースケース")
    chapter.table(
        "対象とするユースケース",
        (
            text_column("カテゴリー", 1.3),
            text_column("コード", 0.6),
            text_column("ユースケース", 2.6),
            text_column("担当課", 2),
            number_column("聞き取った団体", 0.9),
        ),
        [
            (
                item.use_case.category.name,
                item.use_case.code,
                item.use_case.name,
                item.use_case.sections or NO_RATE,
                number(len(item.heard)),
            )
            for item in sources.use_cases
        ],
        intro="業務の進め方が共通するユースケースをカテゴリーにまとめ、{}のとおり対象とした。",
    )
    categories = {item.use_case.category.name: item.use_case.category.description for item in sources.use_cases}
    chapter.items(f"{name}: {text}" for name, text in categories.items() if text)


def _hearings(chapter: Chapter, sources: ReportSources) -> None:
    chapter.section("ヒアリングの方法と実施状況")
    chapter.text(sources.project.hearing_method)
    table = sources.coverage
    if not table.rows or not table.organisations:
        return
    chapter.table(
        "ヒアリングの実施状況（団体×ユースケース）",
        (
            text_column("団体", 2),
            *(text_column(row.use_case.code, 1) for row in table.rows),
            text_column("確認済／実施", 1.2),
        ),
        [
            (organisation.name, *(_state(row.cells[at].hearing) for row in table.rows), done)
            for at, (organisation, done) in enumerate(
                zip(table.organisations, table.confirmed_by_organisation, strict=True)
            )
        ],
        foot=[("確認済／実施", *(f"{row.confirmed}/{row.opened}" for row in table.rows), _total(sources))],
        intro=f"実施状況は{{}}のとおりで、{plain(table.opened)}件のうち{plain(table.confirmed)}件を確認した。"
        "本報告書の数値は、確認済のヒアリングだけから算定している。",
        note="「—」は対象としていない組合せ。",
        style="centred",
    )


def _total(sources: ReportSources) -> str:
    return f"{sources.coverage.confirmed}/{sources.coverage.opened}"


def _state(hearing: Hearing | None) -> Cell:
    if hearing is None:
        return NO_RATE
    return _SHORT_STATES.get(HearingState(hearing.state), str(hearing.get_state_display()))
