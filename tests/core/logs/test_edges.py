"""What a log cannot show whole: cases that its edges cut, cases of another business, rows that say the same again."""

from __future__ import annotations

from datetime import date, timedelta

from bpr.core.flow import expected_flow
from bpr.core.logs import Measurement, OpeningHours, from_json, measure, measured_model, to_json
from bpr.core.values import Evidence, EvidenceKind
from tests.core.flow_models import D, model, node
from tests.core.logs.logs import log_of, read
from tests.core.logs.test_replay import decision

MAPPING = {"a": "a", "b": "b", "z": "z", "q": ""}
OFFICE = OpeningHours(name="開庁時間", weekdays=(((510, 720), (780, 1035)),) * 5 + ((), ()))


def rows_of(case: str, words: str, first: int) -> list[str]:
    """Ten minutes of each word at nine, one a day from the ``first`` of April on."""
    days = [date(2026, 4, 1) + timedelta(days=first - 1 + at) for at in range(len(words.split()))]
    return [
        f"{case},{word},{day} 9:00,{day} 9:10," for word, day in zip(words.split(), days, strict=True)
    ]  # fmt: skip


def cut_log() -> Measurement:
    """Twenty whole cases of two days; of the others two lie at the edges of the log, and two in its middle."""
    rows = [row for at in range(20) for row in rows_of(f"w{at}", "a b z", 1 + at)]
    rows += rows_of("before", "b z", 2) + rows_of("after", "a b", 20)
    rows += rows_of("no begin", "b z", 10) + rows_of("no end", "a b", 10)
    return measure(read(*rows), decision("b"), MAPPING)


def test_cases_that_the_edges_of_the_log_cut_are_told_and_not_taken_for_misfits() -> None:
    found = cut_log()
    assert (found.measured_cases, found.cut_cases, found.whole_cases, found.fitting_cases) == (24, 2, 22, 20)
    assert found.fit == 20 / 22
    assert [item.cases for item in found.volume.by_month] == [23]  # "before" came before the log
    way = next(way for way in found.ways if way.name == "b")
    assert (way.taken, way.of) == (22, 22)  # of "before" and "no begin" the decision is not seen
    notes = [note for note in found.notes if "案件が1件あります" in note]
    assert [note.split("とみられる")[0] for note in notes] == [
        "期間の始めより前に始まった", "期間の終わりにまだ途中",
    ]  # fmt: skip
    assert "2.0日" in notes[0]
    assert "件数には数えず" in notes[0]
    assert from_json(to_json(found)) == found


def test_a_measurement_kept_before_edges_were_told_is_read() -> None:
    kept = to_json(cut_log())
    del kept["cut_cases"]
    assert from_json(kept).whole_cases == 24


def test_cases_of_another_business_are_not_counted() -> None:
    rows = [row for at in range(3) for row in rows_of(f"w{at}", "a z", 1)] + rows_of("other", "q q", 1)
    found = measure(read(*rows), decision("b"), MAPPING)
    assert (found.cases, found.measured_cases) == (4, 3)
    assert [item.cases for item in found.volume.by_month] == [3]
    assert any("対応する記録が1つもない案件が1件" in note for note in found.notes)


def test_two_activities_of_a_step_that_come_again_are_a_second_execution() -> None:
    words = ("開始", "終了", "開始", "終了", "終了")
    rows = [f"1,{word},2026/4/1 9:{at * 10:02},2026/4/1 9:{at * 10 + 1:02}," for at, word in enumerate(words)]
    first = measure(read(*rows), decision(), {"開始": "a", "終了": "a"}).step("a")
    assert first is not None
    assert first.minutes is not None
    assert (first.executions, first.minutes.count, first.minutes.mean) == (3, 3, 5 / 3)


def test_every_overlap_of_one_person_is_counted() -> None:
    times = (("9:00", "12:00", "山田"), ("9:10", "9:20", "山田"), ("9:30", "9:40", "山田"), ("9:30", "9:40", "佐藤"))
    rows = [f"{at},a,2026/4/1 {start},2026/4/1 {end},{who}" for at, (start, end, who) in enumerate(times)]
    rows += ["9,a,2026/4/1 12:00,2026/4/1 12:05,山田"]
    found = measure(read(*rows), decision(), {"a": "a"})
    assert any("重なっている記録が2件" in note for note in found.notes)


def test_a_date_and_a_time_make_no_minutes() -> None:
    found = measure(read("1,a,2026/4/1,2026/4/1 9:30,", "2,a,2026/4/2,2026/4/2 9:40,"), decision(), {"a": "a"})
    assert found.steps[0].minutes is None
    assert "日付だけ" in found.steps[0].why_not


def test_rows_that_say_the_same_again_are_told_and_counted() -> None:
    row = "1,a,2026/4/1 9:00,2026/4/1 9:10,山田"
    log = read(row, row, row.replace("山田", "佐藤"), row.replace("1,a", "2,a"), row)
    assert len(log) == 5
    assert [(note.count, note.rows, note.is_left_out) for note in log.notes] == [(2, (3, 6), False)]
    assert "二重の書出し" in str(log.notes[0])
    assert read("1,a,,2026/4/1,", "1,a,,2026/4/1,").notes == ()  # twice on one day is usual


def test_work_outside_the_opening_hours_is_told() -> None:
    rows = [
        "1,a,2026/4/1 18:00,2026/4/1 18:30,",
        "2,a,2026/4/1 9:00,2026/4/1 9:30,",
        "3,a,2026/4/1 9:00,2026/4/1 9:00,",
    ]
    found = measure(read(*rows), decision(), {"a": "a"}, hours=OFFICE)
    assert found.steps[0].minutes is not None
    assert found.steps[0].minutes.mean == 10
    assert any("その外だけで行われた記録が1件あり" in note for note in found.notes)


def test_shares_of_ways_on_are_adopted_together_with_those_of_events() -> None:
    """Of ten executions five are ended by the event; the ways on have to make room for it."""
    made = model(
        [node("S", "start"), node("out", "boundary", attached_to="a", share=D("0.1")), *map(node, "abcz")],
        ("S", "a"), ("a", "b", "0.6"), ("a", "c", "0.3"), ("out", "z"),
    )  # fmt: skip
    found = measure(log_of(["a b"] * 3 + ["a c"] * 2 + ["a z"] * 5), made, {name: name for name in "abcz"})
    evidence = Evidence(kind=EvidenceKind.MEASURED, source="操作ログ")
    visits = expected_flow(measured_model(made, found, evidence=evidence)).visits
    assert [float(visits[name]) for name in "abcz"] == [1, 0.3, 0.2, 0.5]
