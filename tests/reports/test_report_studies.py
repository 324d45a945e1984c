"""What the calculations add to a report: each section from small frozen objects, and nothing where nothing is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bpr.congestion.models import SimulationRun
from bpr.core.assessment import Assessment, assess
from bpr.core.bpmn.model import ProcessModel
from bpr.core.figures import TOTAL, Quantity
from bpr.core.logs import Measurement, Spread, StepMeasure, Volume, WayMeasure, to_json
from bpr.core.narrowing import outlook
from bpr.core.snapshot import digest
from bpr.core.snapshot import to_json as snapshot_of
from bpr.core.units import format_number
from bpr.core.values import ChangeKind
from bpr.logs.models import LogState, ProcessLog
from bpr.staffing.models import ArrivalPattern, OfficeHours, StaffGroup
from reports.content import content_build, content_with_files
from reports.content.attachments import Attachment
from reports.content.document import Chapter
from reports.content.sureness import sureness
from reports.content.words import in_report_style
from reports.models import Report
from reports.render.chart import chart_from_json
from reports.render.chart_svg import chart_svg
from reports.render.report_html import blocks_html
from reports.render.report_pdf import Rendered
from reports.render.report_workbook import report_workbook
from reports.selectors.report_sources import report_sources
from reports.services import report_bundle
from reports.services import reports as services
from tests.core.range_cases import case, process, question
from tests.factories import AssessmentFactory, World
from tests.reports.projects import reported_world

pytestmark = pytest.mark.django_db

ROWS = [("受付", "4/5/9", ""), ("入力", "3", "1（10%／50件中 不備あり）、3"), ("確認", "2/3/5", "")]
TO_BE = [("受付", "9", ""), ("入力", "1", "1（2%）、3"), ("確認", "1/2/3", "")]


@pytest.fixture
def w() -> World:
    made = reported_world()
    for model in (ArrivalPattern, StaffGroup, OfficeHours, SimulationRun):
        model.objects.all().delete()
    return made


def built(w: World) -> dict[str, Any]:
    return content_build(w.project, w.assessment)


def blocks(content: dict[str, Any], kind: str = "table") -> dict[str, dict[str, Any]]:
    return {
        block["caption"]: block
        for chapter in content["chapters"]
        for block in chapter["blocks"]
        if block["type"] == kind
    }


def text_of(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


# ranges


def process_of(rows: list[tuple[str, str, str]]) -> ProcessModel:
    return process(rows)


def ranged(*, with_range: bool = True) -> Assessment:
    rows = ROWS if with_range else [(task, "5", "") for task, _, _ in ROWS]
    made = process(TO_BE if with_range else [("受付", "1", "")], change=ChangeKind.KEPT, changed=("入力", "確認"))
    volume = {"cases": "500/600/900"} if with_range else {}
    return assess(question(*(case(key, process(rows), made, **volume) for key in ("a", "b")), draws=500))


def chapter_of(w: World, calculation: Assessment) -> dict[str, Any]:
    snapshot = snapshot_of(calculation)
    row = AssessmentFactory(
        project=w.project, author=w.analyst, number=9, snapshot=snapshot, sha256=digest(snapshot), sources={}
    )
    chapter = Chapter(4, "効果")
    sureness(chapter, report_sources(project=w.project, assessment=row))
    return {"chapters": [chapter.as_json() | {"title": "効果", "number": 4}]}


def test_ranges_ranking_and_where_to_ask_are_those_of_the_snapshot(w: World) -> None:
    calculation = ranged()
    content = chapter_of(w, calculation)
    tables = blocks(content)
    interval = calculation.interval(TOTAL, Quantity.STAFF_HOURS)
    assert interval is not None
    hours = next(row for row in tables["全体の削減とその幅（80％）"]["rows"] if row[0] == "職員の処理時間")
    value = calculation.value(TOTAL, Quantity.STAFF_HOURS)
    assert [Decimal(cell["value"]) for cell in hours[2:6]] == [value, interval.low, interval.median, interval.high]
    ranking = next(table for name, table in tables.items() if name.startswith("削減時間を大きく動かす入力"))
    parts = [Decimal(row[-1]["value"]) for row in ranking["rows"]]
    assert parts == sorted(parts, reverse=True)
    assert sum(parts) == pytest.approx(100, abs=Decimal("0.1"))
    found = outlook(calculation.sensitivities)
    assert found is not None
    assert f"10件で約{format_number(interval.width * found.left[-1], 0)}時間" in text_of(content)
    asked = tables["どこをあと何件聞けば幅が縮むか"]["rows"]
    assert [row[4] for row in asked if row[2] == "件数"] == ["縮まない"]
    assert any(row[2] == "割合" for row in asked)
    tornado = chart_from_json(blocks(content, "chart")["削減時間を大きく動かす入力"]["chart"])
    assert tornado.series[2].values == (value,) * len(tornado.categories)
    assert chart_svg(tornado).count("</text>") > len(tornado.categories)


def test_without_ranges_the_report_says_so_and_draws_nothing(w: World) -> None:
    content = chapter_of(w, ranged(with_range=False))
    assert "幅と感度は求めていない" in text_of(content)
    assert blocks(content, "chart") == {}


def test_the_median_stands_beside_the_headline_and_old_contents_stay_readable(w: World) -> None:
    content = built(w)
    headline = next(block for block in content["chapters"][3]["blocks"] if block["type"] == "headline")
    hours = headline["items"][0]
    assert f"中央値 {hours['median']}" in blocks_html([headline])
    assert "幅は求めていない" in blocks_html([headline])  # of the kinds of forms
    del hours["median"]
    assert f"幅（80％） {hours['range']}" in blocks_html([headline])


# staff and calendar


def test_staff_needs_beside_the_people_there(w: World) -> None:
    StaffGroup.objects.create(
        project=w.project, organisation=w.city, name="窓口の組", performers=["市民課"], people=["0.5"],
        evidence_kind="ledger", source="名簿",
    )  # fmt: skip
    content = built(w)
    table = blocks(content)["団体別の職員の過不足"]
    [row] = table["rows"]
    # 600 cases × 17 minutes = 170 hours a year, 11 minutes less as to-be: half a person at most
    assert row[0] == w.city.name
    assert [cell["value"] for cell in (row[5], row[7], row[8])] == ["0.5", "0.5", "0.5"]
    assert "職員の組1のうち" not in text_of(content)
    assert "職員の組が入力されていない" in table["note"]
    StaffGroup.objects.all().delete()
    assert "職員の組1のうち1は入力がなく" in text_of(built(w))


# process logs


@pytest.fixture
def log(w: World) -> ProcessLog:
    """A log whose shares were adopted before the assessment."""
    measured = Measurement(
        source_name="窓口.csv", events=480, cases=120,
        steps=(StepMeasure(
            node_id="uketsuke", name="受付", activities=("届出",), executions=120, cases=120,
            minutes=Spread(count=118, mean=5, p10=4, median=5, p90=7), waiting=None,
        ),),
        ways=(WayMeasure(decision_id="x", decision_name="不備", flow_id="f", name="補正", taken=12, of=120),),
        volume=Volume(
            first_day="2025-04-01", last_day="2026-03-31", by_month=(), cases_per_year=Decimal(120), months=(), note=""
        ),
        fitting_cases=108, measured_cases=120, misfits=(), unmapped=(), never_seen=(), variants=(), variant_count=1,
        mapping={"届出": "uketsuke"},
    )  # fmt: skip
    return ProcessLog.objects.create(
        use_case=w.use_case, organisation=w.city, uploaded_by=w.analyst, name="窓口.csv", size=1, sha256="0" * 64,
        kind="csv", measurement=to_json(measured),
        state=LogState.ADOPTED, adopted=["shares", "volume"], adopted_at=w.assessment.created_at, adopted_by=w.leader,
    )  # fmt: skip


def test_logs_behind_figures_are_told(w: World, log: ProcessLog) -> None:
    tables = blocks(built(w))
    [row] = [row for row in tables["操作ログ"]["rows"] if row[3] == "窓口.csv"]
    assert row[4] == "令和7年4月1日～令和8年3月31日"
    assert (row[7]["text"], row[8], row[9]["value"]) == ("90.0", "割合・件数", "120")
    [way] = tables["操作ログから数えた分岐の割合"]["rows"]
    assert (way[0], way[3]["value"], way[4]["value"], way[5]["text"]) == (row[0], "12", "120", "10.0")
    assert "操作ログから測った処理時間（分／回）" not in tables


def test_evidence_leads_to_the_log(w: World, log: ProcessLog) -> None:
    text = json.dumps(w.assessment.snapshot)
    w.assessment.snapshot = json.loads(text.replace(f"hearing:{w.hearing.pk}/step:s1", f"log:{log.pk}/step:s1"))
    content = built(w)
    [row] = blocks(content)["操作ログから測った処理時間（分／回）"]["rows"]
    assert (row[0], row[2]["value"], row[4]["value"]) == ("ログ1", "118", "5")
    proofs = [block for block in content["chapters"][6]["blocks"] if block["type"] == "evidence"]
    lines = [line for block in proofs for line in block["lines"]]
    assert any("、ログ1］" in line["text"] for line in lines if line["label"] == "現行の作業")


# nothing where nothing is; files of the bundle


def test_nothing_where_nothing_is(w: World) -> None:
    ProcessLog.objects.all().delete()
    text = text_of(built(w))
    for title in ("混み具合の計算の条件", "全国への推計（", "操作ログによる実測", "添付データ"):
        assert title not in text, title
    assert built(w)["attachments"] == []


@pytest.fixture
def attached(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bytes]:
    """A maker whose file becomes another every time."""
    made: list[bytes] = []

    def maker(_sources: Any) -> list[Attachment]:
        made.append(f"第{len(made) + 1}".encode())
        return [Attachment(name="simulation/run-1.zip", title="シナリオ", data=made[-1])]

    monkeypatch.setattr("reports.content.attachments._makers", [maker])
    return lambda: made[-1]


def test_attached_files_are_hashed_listed_and_kept_for_the_issue(
    w: World, attached: Callable[[], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "render_report", lambda content, marks: Rendered(b"%PDF", 1))
    report = services.report_build_now(actor=w.leader, project=w.project, assessment=w.assessment)
    first = attached()
    assert report.content["attachments"][0]["sha256"] == sha256(first).hexdigest()
    assert blocks(report.content)["データ一式に添えたファイル"]["rows"][0][3] == sha256(first).hexdigest()
    content_with_files(w.project, w.assessment, say=lambda number, title: None)  # what it is made of goes on
    assert attached() != first
    product = services.report_issued_make(report=report, now=timezone.now(), say=lambda percent, message: None)
    with zipfile.ZipFile(io.BytesIO(product.bundle)) as archive:
        assert archive.read("simulation/run-1.zip") == first
        listed = json.loads(archive.read("manifest.json"))["files"]
    assert listed["simulation/run-1.zip"]["sha256"] == sha256(first).hexdigest()
    monkeypatch.setattr(report_bundle, "sha256", lambda data: sha256(data + b"changed"))
    with pytest.raises(ValidationError, match="作成時と異なります"):
        services.report_issued_make(report=Report.objects.get(pk=report.pk), now=timezone.now(), say=print)


def test_new_tables_are_in_the_workbook(w: World, log: ProcessLog) -> None:
    from openpyxl import load_workbook

    content = built(w)
    book = load_workbook(io.BytesIO(report_workbook(content)))
    for caption in ("団体別の職員の過不足", "全体の削減とその幅（80％）", "操作ログ"):
        sheet = book[blocks(content)[caption]["number"]]
        assert caption in sheet["A1"].value


def test_sentences_of_pages_are_written_as_the_report_writes() -> None:
    assert in_report_style("割り振りました。もうありません。差です。") == "割り振った。もうない。差である。"
