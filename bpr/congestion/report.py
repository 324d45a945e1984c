"""混み具合 in the chapter 効果 of the report: the newest finished run of each organisation, and its scenarios."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from bpr.congestion.models import SimulationRun
from bpr.congestion.selectors.runs import scenario_files
from bpr.congestion.views.answer import GroupRow, groups, headline, lead_chart, use_cases
from bpr.congestion.views.words import Compared
from bpr.core.units import NO_RATE
from reports.content.attachments import Attachment
from reports.content.document import Chapter, Row, number_column, text_column
from reports.content.words import number
from reports.selectors.report_sources import ReportSources

_BUSIEST = 3  # groups of each organisation in the table
_KINDS = {"hours": "開庁時間", "group": "職員の組", "volume": "件数", "pattern": "受付の山"}
_OTHER = "作業の時間など"


def write_congestion(chapter: Chapter, sources: ReportSources) -> None:
    """Lead times, waiting and how busy the staff is; nothing where nothing was simulated."""
    runs = list(_newest(sources))
    if not runs:
        return
    chapter.section("混み具合")
    chapter.text(*_method(runs))
    _answers(chapter, runs)
    _groups(chapter, runs)
    chart = lead_chart(use_cases(runs[0].result)[0])
    chapter.chart(
        chart,
        caption=f"{runs[0].organisation.name}の{chart.title}",
        intro=f"{runs[0].organisation.name}で、何件がいつまでに終わるかを{{}}に示す。",
    )  # fmt: skip
    _runs(chapter, runs)
    chapter.text(
        "既定で置いたものは、入力がないため既定値で代えたものの数である。職員でない作業者（住民、他団体、システム）は、"
        "取りかかるまで待たせない。このほか、計算では次のように置いた。"
    )
    chapter.items([*_outdated(sources, runs), *_overloaded(runs), *_said(runs)])


def congestion_files(sources: ReportSources) -> Iterator[Attachment]:
    """The scenarios of these runs, as the command line reads them."""
    for run in _newest(sources):
        yield Attachment(
            name=f"simulation/run-{run.number}.zip", title=f"{run}の入力（シナリオとBPMN）", data=scenario_files(run)
        )


def _newest(sources: ReportSources) -> Iterator[SimulationRun]:
    """One run an organisation, by the size of the organisation."""
    rows = SimulationRun.objects.filter(project=sources.project).exclude(result_sha256="")
    found: dict[int, SimulationRun] = {}
    for run in rows.defer("question", "processes").select_related("organisation").order_by("number"):
        found[run.organisation_id] = run
    return (found[item.pk] for item in sources.organisations if item.pk in found)


def _method(runs: Sequence[SimulationRun]) -> list[str]:
    return [
        f"{len(runs)}団体について、案件が届いてから終わるまでを1件ずつ計算機の中で動かし、現行と改革案の混み具合を比べた。"
        "前節までの効果は平均の手間を足したものであり、順番待ちは現れない。本節は、職員の手が空くのを待つ時間を含む。",
        "現行と改革案には、同じ案件が同じ時刻に届き、同じ作業には同じ長さがかかるものとして、同じ乱数を使った。"
        "括弧内は95％の信頼区間で、繰り返しの間のばらつきから求めた。差の区間が0をまたぐものは、差があるとはいえない。",
    ]


def _answers(chapter: Chapter, runs: Sequence[SimulationRun]) -> None:
    chapter.table(
        "団体別の混み具合（現行と改革案）",
        (
            text_column("団体", 0.9), text_column("項目", 2.2), text_column("単位", 0.5),
            *(number_column(name, 2.1) for name in ("現行", "改革案", "差（現行−改革案）")),
            text_column("差の判定", 1.5),
        ),
        [(run.organisation.name, *_compared(item)) for run in runs for item in headline(run.result)],
        intro="所要期間、待ち時間、人件費を{}に示す。所要期間と待ち時間は、閉庁の夜や休日を含む。",
        note="括弧内は95％信頼区間。",
        style="narrow",
    )  # fmt: skip


def _compared(item: Compared) -> Row:
    """Item, unit, as-is, to-be, difference, verdict."""
    texts = (item.before_text, item.after_text, item.difference_text)
    spans = (item.before_interval, item.after_interval, item.difference_interval)
    cells = [
        _figure(item, *each) for each in zip((item.before, item.after, item.difference), texts, spans, strict=True)
    ]
    return (item.name, item.unit.name, *cells, item.verdict)


def _figure(item: Compared, estimate: Mapping[str, float | None], text: str, span: str) -> Any:
    mean = estimate["mean"]
    shown = f"{text}（{span}）" if span else text
    return shown if mean is None else {"text": shown, "value": str(round(mean / item.unit.size, 6))}


def _groups(chapter: Chapter, runs: Sequence[SimulationRun]) -> None:
    rows = [(run, group) for run in runs for group in islice(groups(run.result), _BUSIEST)]
    if not rows:
        return
    chapter.table(
        f"職員の組の忙しさ（各団体の忙しい順に{_BUSIEST}組まで）",
        (
            text_column("団体", 1.1), text_column("職員の組", 2.0), number_column("人数", 0.6),
            *(number_column(name, 1.5, "働いている割合（％）") for name in ("現行", "改革案")),
            *(number_column(name, 1.3, "待っている件数（平均）") for name in ("現行", "改革案")),
        ),
        [_group(run, group) for run, group in rows],
        intro="いる時間のうち働いている割合と、順番を待つ件数を{}に示す。",
        style="narrow",
    )  # fmt: skip


def _group(run: SimulationRun, row: GroupRow) -> Row:
    cells = [
        _figure(item, estimate, text, span)
        for item in (row.busy, row.queue)
        for estimate, text, span in (
            (item.before, item.before_text, item.before_interval),
            (item.after, item.after_text, item.after_interval),
        )
    ]
    return (run.organisation.name, row.name, number(Decimal(str(row.people)), 2), *cells)


def _runs(chapter: Chapter, runs: Sequence[SimulationRun]) -> None:
    chapter.table(
        "混み具合の計算の条件",
        (
            text_column("団体", 1.1), text_column("計算", 0.8), text_column("ユースケース", 1.2),
            number_column("測った件数", 0.9), number_column("慣らし", 0.8), number_column("繰返し", 0.7),
            number_column("乱数の種", 1.2), text_column("既定で置いたもの", 2),
            text_column("入力のハッシュ（SHA-256）", 3.4),
        ),
        [
            (
                run.organisation.name, f"第{run.number}回", "、".join(item["code"] for item in run.use_cases),
                *(number(run.settings[name]) for name in ("cases", "warm_up", "replications")),
                {"text": str(run.settings["seed"]), "value": str(run.settings["seed"])}, _defaults(run), run.sha256,
            )
            for run in runs
        ],
        intro="計算の条件を{}に示す。同じ入力と種からは、いつでも同じ結果になる。",
        note="入力はデータ一式の simulation フォルダにあり、bpr simulate で同じ値を計算できる。",
        style="dense",
    )  # fmt: skip


def _outdated(sources: ReportSources, runs: Iterable[SimulationRun]) -> Iterator[str]:
    """Runs on other versions of the processes than those that the report is of."""
    taken = {case[side] for case in sources.row.sources.get("cases", ()) for side in ("as_is", "to_be")}
    for run in runs:
        if not set(run.sources["versions"].values()) <= taken:
            yield f"{run}は、本報告書の効果算定とは別の版の業務プロセスによる。"


def _overloaded(runs: Iterable[SimulationRun]) -> Iterator[str]:
    for run in runs:
        if run.is_overloaded:
            yield f"{run}には人数の足りない職員の組があり、待ちは測る期間が長いほど延びる。所要期間は目安にならない。"


def _defaults(run: SimulationRun) -> str:
    """What nobody entered, counted by its kind."""
    counts = Counter(item["kind"] for item in run.said if item["is_default"])
    return "、".join(f"{_KINDS.get(kind, _OTHER)}{count}" for kind, count in counts.items()) or NO_RATE


def _said(runs: Sequence[SimulationRun]) -> list[str]:
    """What all runs take for granted."""
    texts = [[item["text"] for item in run.said if not item["is_default"] and item["kind"] == "other"] for run in runs]
    return [f"{text}。" for text in texts[0] if all(text in found for found in texts)]
