"""Measured figures against logs with known answers: made by hand, and by the simulation of a known process."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bpr.cli.main import main
from bpr.core.bpmn.document import BpmnDocument
from bpr.core.bpmn.layout import layout
from bpr.core.bpmn.parse import read_model
from bpr.core.bpmn.write import write_bpmn
from bpr.core.flow import expected_flow
from bpr.core.logs import (
    EventLog,
    LogColumns,
    LogError,
    Measurement,
    MisfitKind,
    OpeningHours,
    from_json,
    measure,
    measured_changes,
    measured_document,
    propose_mapping,
    read_csv,
    to_json,
)
from bpr.core.simulation import simulate
from bpr.core.simulation.program import compile_scenario
from bpr.core.simulation.run import LogRows
from bpr.core.values import Confidence, Evidence, EvidenceKind
from tests.core.flow_models import D, model, node, step
from tests.core.logs.logs import log_of, read
from tests.core.logs.test_replay import decision, parallel
from tests.core.simulation.loan import WORK, loan_model, loan_scenario

OFFICE = OpeningHours(
    name="開庁時間", weekdays=(((510, 720), (780, 1035)),) * 5 + ((), ()), days_off=frozenset({date(2026, 4, 29)})
)


def same_names(log: EventLog) -> dict[str, str]:
    return {name: name for name in log.activity_names}


def test_figures_of_a_log_that_can_be_counted_by_hand() -> None:
    log = log_of(["a b z"] * 3 + ["a c z"] * 6 + ["a z"])
    found = measure(log, decision("b", "c"), same_names(log))
    assert (found.events, found.cases, found.fitting_cases, found.fit) == (29, 10, 10, 1.0)
    assert [(way.name, way.taken, way.of, way.share) for way in found.ways] == [
        ("b", 3, 10, D("0.3")), ("c", 6, 10, D("0.6")), ("z", 1, 10, D("0.1")),
    ]  # fmt: skip
    by_name = {item.name: item for item in found.steps}
    assert (by_name["c"].executions, by_name["c"].cases, by_name["c"].activities) == (6, 6, ("c",))
    assert by_name["a"].waiting is None
    assert by_name["z"].waiting is not None
    assert by_name["z"].waiting.mean == 10
    assert by_name["z"].minutes is not None
    assert by_name["z"].minutes.three_point.likely == 5
    assert [(item.cases, item.steps, item.fits) for item in found.variants] == [
        (6, ("a", "c", "z"), True), (3, ("a", "b", "z"), True), (1, ("a", "z"), True),
    ]  # fmt: skip
    assert found.volume.cases_per_year is None
    assert "12か月に足りない" in found.volume.note
    assert from_json(json.loads(json.dumps(to_json(found)))) == found


def test_what_does_not_fit_is_ranked_with_sample_cases() -> None:
    log = log_of({"一": "a b z", "二": "a z b", "三": "a z b", "四": "b z", "五": "a b", "六": "a b z q"})
    found = measure(log, decision("b"), same_names(log) | {"q": ""})
    assert found.fitting_cases == 2
    first = found.misfits[0]
    assert (first.kind, first.first, first.second, first.cases) == (MisfitKind.ORDER, "z", "b", 2)
    assert first.sample_cases == ("二", "三")
    assert first.text == "図では「z」の次に「b」は来ません"
    assert {item.kind for item in found.misfits} == set(MisfitKind)
    assert [(item.activity, item.events, item.sample_cases) for item in found.unmapped] == [("q", 1, ("六",))]
    assert found.never_seen == ()


def test_a_decision_that_the_log_cannot_show_is_named() -> None:
    log = log_of(["a z", "a b z"])
    found = measure(log, decision("b", "c"), same_names(log))
    assert {way.share for way in found.ways} == {None}
    assert "どの枝を通ったかをログから決められません（2回のうち1回）" in found.ways[0].why_not
    assert found.never_seen == ("c",)
    assert [item.why_not for item in found.steps if item.name == "c"] == ["ログにこの作業の記録がありません"]
    assert measured_changes(decision("b", "c"), found).shares == ()


def test_waiting_of_a_join_counts_from_the_last_branch() -> None:
    times = ("a,9:00,9:10", "b,9:20,9:30", "c,9:15,10:00", "z,10:05,10:06")
    rows = [f"1,{name},2026/4/1 {start},2026/4/1 {end}," for name, start, end in (text.split(",") for text in times)]
    found = measure(read(*rows), parallel(), {name: name for name in "abcz"})
    waiting = {item.name: item.waiting.mean for item in found.steps if item.waiting}
    assert waiting == {"b": 10, "c": 5, "z": 5}


def test_minutes_within_opening_hours() -> None:
    rows = [
        "1,a,2026/4/28 16:45,2026/4/30 9:00,x",
        "1,z,2026/4/30 11:50,2026/4/30 13:10,x",
        "2,a,2026/5/2 9:00,2026/5/2 10:00,",
    ]
    mapping = {"a": "a", "z": "z"}
    found = measure(read(*rows), decision(), mapping, hours=OFFICE)
    minutes = {item.name: item.minutes for item in found.steps if item.minutes}
    assert (minutes["a"].mean, minutes["a"].count) == (30, 2)  # 60 minutes, of which a holiday none; a Saturday 0
    assert minutes["z"].mean == 20  # not over lunch
    waiting = found.step("z")
    assert waiting is not None
    assert waiting.waiting is not None
    assert waiting.waiting.mean == 170
    assert any("「開庁時間」の中だけ" in note for note in found.notes)


def test_one_time_gives_shares_and_waiting_but_no_minutes() -> None:
    columns = LogColumns(case="番号", activity="作業", end="日時")
    text = "番号,作業,日時\n1,a,2026/4/1 9:00\n1,z,2026/4/1 9:30\n2,a,2026/4/1 9:10\n"
    found = measure(read_csv(io.BytesIO(text.encode()), columns), decision(), {"a": "a", "z": "z"})
    last = found.step("z")
    assert last is not None
    assert last.minutes is None
    assert "開始と終了の両方" in last.why_not
    assert last.waiting is not None
    assert last.waiting.mean == 30
    assert any("待ち時間には処理時間が含まれます" in note for note in found.notes)
    days = text.replace(" 9:00", "").replace(" 9:30", "").replace(" 9:10", "")
    found = measure(read_csv(io.BytesIO(days.encode()), columns), decision(), {"a": "a", "z": "z"})
    assert {item.why_not for item in found.steps} == {"日付だけで時刻がないため、処理時間は測れません"}


def test_two_activities_of_one_step_are_one_execution_and_overlaps_are_said() -> None:
    rows = ["1,受付開始,2026/4/1 9:00,2026/4/1 9:02,山田", "1,受付終了,2026/4/1 9:01,2026/4/1 9:05,山田"]
    found = measure(read(*rows), decision(), {"受付開始": "a", "受付終了": "a"})
    first = found.step("a")
    assert first is not None
    assert (first.executions, first.minutes and first.minutes.mean) == (1, 6)
    assert any("重なっている記録が1件" in note for note in found.notes)


def test_a_year_only_of_twelve_whole_months() -> None:
    def log(months: int) -> EventLog:
        rows = [
            f"{at}-{number},a,{2026 + (at + 3) // 12}/{(at + 3) % 12 + 1}/{day} 9:00,,"
            for at in range(months)
            for number, day in enumerate((1, 28) if at % 12 else (1, 15, 28))
        ]
        return read(*rows)

    volumes = [measure(log(months), decision(), {"a": "a"}).volume for months in (11, 12, 18)]
    assert volumes[0].cases_per_year is None
    assert (volumes[1].cases_per_year, volumes[1].months[0], len(volumes[1].by_month)) == (25, 3, 12)
    assert (volumes[2].cases_per_year, sum(volumes[2].months)) == (25, 25)  # half a year more does not blow it up


def test_a_mapping_that_does_not_fit_is_refused() -> None:
    log = log_of(["a z"])
    with pytest.raises(LogError, match="「a」は対応先の作業（nowhere）が図にありません"):
        measure(log, decision(), {"a": "nowhere"})
    with pytest.raises(LogError, match="対応する作業名が1つもありません"):
        measure(log, decision(), {"a": ""})


def test_activities_are_proposed_by_their_names() -> None:
    made = model(
        [
            node("S", "start"),
            node("T1", name="申請書の受付"),
            node("T2", name="税情報の照会", values=step("T2", number="7")),
        ]
    )
    log = log_of(["申請書を受け付ける 照会（税情報） 7 昼休み"])
    found = {item.activity: item for item in propose_mapping(log, made)}
    assert found["申請書を受け付ける"].node_id == "T1"
    assert found["照会（税情報）"].node_id == "T2"
    assert (found["7"].node_id, found["7"].likeness) == ("T2", 1.0)
    assert (found["昼休み"].node_id, found["昼休み"].reason) == ("", "似た名前の作業がない")


@pytest.fixture(scope="module")
def loan() -> tuple[EventLog, Measurement]:
    """The log of 4,000 simulated cases of a process whose shares and minutes are known, and what it measures."""
    scenario = loan_scenario(cases=4000, replications=1)
    pieces: list[LogRows] = []
    simulate(scenario, log=pieces.append)
    names = [element for _class, element in compile_scenario(scenario).nodes]
    case, of_node, start, end = (
        np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("case", "node", "start", "end")
    )
    used = sorted({names[at] for at in set(of_node.tolist())})
    activity = np.array([used.index(name) if name in used else -1 for name in names])[of_node]
    log = EventLog(
        case=(case - case.min()).astype(np.int32), activity=activity.astype(np.int32), start=29_583_900 + start,
        end=29_583_900 + end, resource=np.full(len(case), -1, dtype=np.int32),
        case_names=[str(at) for at in range(int(np.ptp(case)) + 1)], activity_names=used, resource_names=[],
    )  # fmt: skip
    made = read_model(drawn())
    return log, measure(log, made, {item.activity: item.node_id for item in propose_mapping(log, made)})


def drawn() -> BpmnDocument:
    return BpmnDocument.parse(write_bpmn(layout(loan_model())))


def test_a_simulated_process_gives_back_its_minutes_shares_and_visits(loan: tuple[EventLog, Measurement]) -> None:
    log, found = loan
    assert found.fit == 1.0
    assert not found.misfits
    flow = expected_flow(loan_model())
    for item in found.steps:
        assert item.minutes is not None
        own = log.end - log.start
        minutes = own[log.activity == log.activity_names.index(item.name)]
        error = 3.5 * float(minutes.std()) / math.sqrt(len(minutes)) + 1e-9
        assert item.minutes.mean == pytest.approx(WORK[item.name][1].mean, abs=error)
        visits = float(flow.visits[item.name])
        assert item.executions / found.cases == pytest.approx(
            visits, abs=3.5 * math.sqrt(visits * (1 + visits) / found.cases)
        )
    truth = {(flow.source, flow.target): flow.share for flow in loan_model().flows}
    made = read_model(drawn())
    ends = {flow.id: (flow.source, flow.target) for flow in made.flows}
    for way in found.ways:
        share = float(truth[tuple(made.node_by_id[end].name for end in ends[way.flow_id])] or 0)
        assert way.share is not None
        assert not way.undecided
        assert float(way.share) == pytest.approx(share, abs=3.5 * math.sqrt(share * (1 - share) / way.of))


def test_measured_values_are_written_and_nothing_else_is_touched(loan: tuple[EventLog, Measurement]) -> None:
    _log, found = loan
    document = drawn()
    incomplete = next(way.decision_id for way in found.ways if way.decision_name == "不備")
    evidence = Evidence(kind=EvidenceKind.ESTIMATED, source="操作ログ 令和8年度", reference="log:7")
    changed = measured_document(document, found, evidence=evidence, decisions=[incomplete])
    before, after = read_model(document), read_model(changed)
    accepted = after.step_by_key["受付"].values
    assert accepted is not None
    assert accepted.handling_minutes == found.steps[0].minutes.three_point  # type: ignore[union-attr]
    own = accepted.evidence[0]
    assert (own.kind, own.confidence, own.reference) == (EvidenceKind.MEASURED, Confidence.HIGH, "log:7/step:受付")
    shares = {flow.id: (flow.share, flow.share_of) for flow in after.flows if flow.source == incomplete}
    ways = list(found.ways_of(incomplete))
    assert sum(share for share, _of in shares.values() if share) == 1
    assert shares == {way.flow_id: (way.share, way.of) for way in ways}
    values = {item.id: item.values for item in before.nodes}
    nodes = tuple(replace(item, values=values[item.id]) for item in after.nodes)
    flows = tuple(
        replace(one, share=other.share, share_of=None) for one, other in zip(after.flows, before.flows, strict=True)
    )
    assert replace(after, nodes=nodes, flows=flows) == before
    again = measured_document(changed, found, evidence=evidence, decisions=[incomplete])
    assert again.serialise() == changed.serialise()
    assert expected_flow(after).visits[found.steps[0].node_id] == 1


def test_the_mean_is_what_is_multiplied_even_far_beyond_p90() -> None:
    long = [f"{at},a,2026/4/1 9:00,2026/4/1 {'17:00' if at == 0 else '9:01'}," for at in range(40)]
    found = measure(read(*long), decision(), {"a": "a"})
    spread = found.steps[0].minutes
    assert spread is not None
    assert (spread.p10, spread.median, spread.p90) == (1, 1, 1)
    point = spread.three_point
    assert (point.minimum, point.likely, point.maximum) == (D("1.00"), D("12.98"), D("12.98"))
    assert found.steps[0].confidence is Confidence.MIDDLE


def test_the_command_answers_in_json(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    (tmp_path / "a.bpmn").write_bytes(write_bpmn(layout(decision("b"))))
    log = tmp_path / "log.csv"
    log.write_text("番号,作業,開始,終了\n1,a,2026/4/1 11:50,2026/4/1 13:10\n1,b,2026/4/1 14:00,2026/4/1 14:10\n")
    (tmp_path / "map.json").write_text('{"a": "a", "b": "b"}')
    call = ["log", str(log), "--model", str(tmp_path / "a.bpmn"), "--mapping", str(tmp_path / "map.json")]
    assert main([*call, "--calendar", "office", "--column", "case=番号"]) == 0
    answer = json.loads(capsysbinary.readouterr().out)
    found = from_json(answer["measurement"])
    assert answer["ok"]
    assert (found.hours_name, found.mapping) == ("標準の開庁時間", {"a": "a", "b": "b"})
    assert answer["steps"][0] == {
        "element": "a", "minutes": {"minimum": "20.00", "likely": "20.00", "maximum": "20.00"}, "confidence": "low",
    }  # fmt: skip
    log.write_text("番号,作業,開始,終了\n1,a,2026/4/1 11:50,きのう\n2,a,2026/4/1 11:50,2026/4/1 11:51\n")
    assert main([*call, "--column", "case=番号"]) == 1
    answer = json.loads(capsysbinary.readouterr().out)
    assert (answer["problems"][0]["row"], answer["problems"][0]["column"]) == (2, "終了")
