"""Logs as offices and systems write them, and files that are none: everything is read, or refused with its place."""

from __future__ import annotations

import gzip
import io
import math
from datetime import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpr.core.logs import (
    EventLog,
    FileKind,
    LogColumns,
    LogError,
    TimeFormat,
    gather,
    read_csv,
    read_xes,
    sniff,
    source,
)
from bpr.core.logs.model import EPOCH
from bpr.core.logs.times import TimeError, TimeReader, format_of
from tests.core.logs.logs import COLUMNS, HEADER, read, stream

ROWS = ("A1,受付,2026/4/1 9:05,2026/4/1 9:15,山田", "A1,審査,2026-04-01T09:20,令和8年4月1日 9時50分,佐藤")


def minutes(*parts: int) -> float:
    return (datetime(*parts) - EPOCH).total_seconds() / 60  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "form", "wanted"),
    [
        ("2026-04-01T09:05:30", "text", (2026, 4, 1, 9, 5, 30)),
        ("2026/4/1 9:05", "text", (2026, 4, 1, 9, 5)),
        ("2026/4/1（水） 9:05", "text", (2026, 4, 1, 9, 5)),
        ("２０２６年４月１日午後１時５分", "text", (2026, 4, 1, 13, 5)),
        ("令和8年4月1日", "text", (2026, 4, 1)),
        ("令和元年5月1日 0:00", "text", (2019, 5, 1)),
        ("R8.4.1 9:05:30.5", "text", (2026, 4, 1, 9, 5, 30, 500_000)),
        ("20260401090530", "text", (2026, 4, 1, 9, 5, 30)),
        ("20260401T0905", "text", (2026, 4, 1, 9, 5)),
        ("2026-04-01T00:05:00Z", "text", (2026, 4, 1, 9, 5)),
        ("2026-04-01T02:05:00.000+02:00", "text", (2026, 4, 1, 9, 5)),
        ("2026-04-01 24:00", "text", (2026, 4, 2)),
        ("46113.375", "excel", (2026, 4, 1, 9, 0)),
        ("1775001600", "epoch_seconds", (2026, 4, 1, 9, 0)),
        ("1775001600000", "epoch_milliseconds", (2026, 4, 1, 9, 0)),
    ],
)
def test_a_time_as_offices_write_it(text: str, form: str, wanted: tuple[int, ...]) -> None:
    assert TimeReader(TimeFormat(form)).minutes(text) == pytest.approx(minutes(*wanted), abs=1e-6)
    assert format_of([text]) == form


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("4/1/2026", "月と日のどちらが先か"), ("2026/2/29", "暦にない"), ("2026/4/1 25:00", "時計にない"),
        ("昨日", "日時として読めません"), ("1899/1/1", "1950年から"), ("2026-04-01T09:05+15:30", "時差"),
        ("46113.375", "日時として読めません"), ("午後13:00", "日時として読めません"),
    ],
)  # fmt: skip
def test_what_is_no_time_says_why(text: str, why: str) -> None:
    with pytest.raises(TimeError, match=why):
        TimeReader(TimeFormat.TEXT).minutes(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_an_encoding_is_found_by_all_of_the_file(encoding: str) -> None:
    file = stream(*ROWS, encoding=encoding)
    found = sniff(file, source_name="a.csv")
    assert (found.kind, found.encoding, found.delimiter) == (FileKind.CSV, encoding, ",")
    assert found.columns == COLUMNS
    log = read_csv(file, found.columns, source_name="a.csv")
    assert (log.end - log.start).tolist() == [10, 30]
    assert (log.case_names, log.activity_names, log.resource_names) == (["A1"], ["受付", "審査"], ["山田", "佐藤"])


def test_headings_below_a_title_line_breaks_in_quotes_and_other_delimiters() -> None:
    text = '作業ログ\t\t\n受付番号\t活動\t日時\n"1"\t"受付\n（窓口）"\t2026/4/1 9:05\n\n1\t審査\t2026/4/1 9:30\n'
    file = io.BytesIO(text.encode())
    found = sniff(file)
    assert found.delimiter == "\t"
    assert found.columns == LogColumns(case="受付番号", activity="活動", end="日時")
    assert found.notes[0] == "2行目を見出しとしました"
    assert "処理時間は測れません" in found.notes[-1]
    log = read_csv(file, found.columns)
    assert log.activity_names == ["受付 （窓口）", "審査"]
    assert np.isnan(log.start).all()
    assert [item.median_minutes for item in log.activities()] == [None, None]


def test_problems_name_file_row_column_value_and_remedy() -> None:
    with pytest.raises(LogError) as caught:
        read(ROWS[0], "A1,審査,2026/4/1 9:20,4/1/2026 9:30,", *["A2,受付,2026/4/1 9:05,x,"] * 30)
    first = caught.value.problems[0]
    assert (first.file, first.row, first.column, first.value) == ("a.csv", 3, "終了日時", "4/1/2026 9:30")
    assert str(first).startswith("「a.csv」の3行目の「終了日時」列: 「4/1/2026 9:30」は月と日の")
    assert "年から書いた日時に直してください" in first.remedy
    assert len(caught.value.problems) + caught.value.more == 31


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("A1,受付,2026/4/1 9:05",), "2行目: 列の数が見出し（5列）とちがいます（3列）"),
        (('A1,"受付,2026/4/1 9:05,2026/4/1 9:15,',), "引用符"),
        ((), "使える記録が1件もありません"),
        ((f"A1,{'長' * 301},2026/4/1 9:05,,",), "作業名が300文字を超えています"),
        ((",受付,2026/4/1 9:05,,", *[f"A{at},受付,2026/4/1 9:05,," for at in range(8)]), "9件のうち1件が使えません"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(rows: tuple[str, ...], why: str) -> None:
    with pytest.raises(LogError, match=why):
        read(*rows)


def test_rows_without_case_are_left_out_and_counted_and_negative_minutes_too() -> None:
    good = [f"A{at},受付,2026/4/1 9:05,2026/4/1 9:15," for at in range(20)]
    log = read(*good, ",受付,2026/4/1 9:05,,", "A1,審査,2026/4/1 9:20,2026/4/1 9:10,")
    assert len(log) == 21
    assert [str(note) for note in log.notes] == [
        "案件の番号がない行を除きました: 1件（22行目）",
        "終了が開始より前の行の処理時間を除きました（順序と件数には数えました）: 1件（23行目）",
    ]
    assert log.activities()[1].timed == 0


def test_columns_that_are_not_there_or_chosen_twice_are_refused() -> None:
    with pytest.raises(LogError, match="「作業」列: この見出しの列がファイルにありません"):
        read(*ROWS, columns=LogColumns(case="案件番号", activity="作業", end="終了日時"))
    with pytest.raises(LogError, match="同じ列が2つの役割に"):
        read(*ROWS, columns=LogColumns(case="案件番号", activity="案件番号", end="終了日時"))
    with pytest.raises(LogError, match="開始か終了の日時の列が選ばれていません"):
        read(*ROWS, columns=LogColumns(case="案件番号", activity="作業名"))
    with pytest.raises(LogError, match="同じ見出しの列が2つあります"):
        read("1,a,2026/4/1,2026/4/1,x", header="案件番号,作業名,終了日時,終了日時,担当者",
             columns=LogColumns(case="案件番号", activity="作業名", end="終了日時"))  # fmt: skip


def test_limits_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, why in {
        "MAX_EVENTS": "記録が上限の1件",
        "MAX_CASES": "案件の番号の種類が1",
        "MAX_ACTIVITIES": "作業名の種類",
    }.items():
        with monkeypatch.context() as patched:
            patched.setattr(gather, name, 1)
            with pytest.raises(LogError, match=why):
                read(*ROWS, "A2,受付,2026/4/1 9:05,,")
    packed = io.BytesIO(gzip.compress(HEADER.encode() + b"\n" * 500_000))
    monkeypatch.setattr(source, "FREE_BYTES", 100_000)
    with pytest.raises(LogError, match="中身が大きすぎます"):
        sniff(packed)


def test_rows_of_start_and_complete_are_paired_first_in_first_out() -> None:
    header = "case,activity,timestamp,lifecycle:transition"
    times = (
        "9:00,start",
        "9:05,start",
        "9:10,complete",
        "9:25,complete",
        "9:40,complete",
        "9:50,start",
        "9:55,suspend",
    )
    file = stream(*(f"1,審査,2026/4/1 {time}" for time in times), header=header)
    columns = sniff(file).columns
    assert columns == LogColumns(case="case", activity="activity", end="timestamp", transition="lifecycle:transition")
    log = read_csv(file, columns)
    found = sorted((end - start for start, end in zip(log.start, log.end, strict=True)), key=str)
    assert [value for value in found if not math.isnan(value)] == [10, 20]
    assert (int(np.isnan(log.start).sum()), int(np.isnan(log.end).sum())) == (1, 1)
    assert "開始でも終了でもない行" in str(log.notes[0])


XES = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xmlns="http://www.xes-standard.org/"><extension name="Time" prefix="time"/>
<trace><string key="concept:name" value="転入-1"/>
<event><string key="concept:name" value="受付"/><date key="time:timestamp" value="2026-04-01T09:00:00.000+09:00"/>
<string key="lifecycle:transition" value="start"/></event>
<event><string key="concept:name" value="受付"/><date key="time:timestamp" value="2026-04-01T00:12:00Z"/>
<string key="lifecycle:transition" value="complete"/><string key="org:resource" value="山田"/></event>
</trace><trace>
<event><string key="concept:name" value="受付"/><date key="time:timestamp" value="2026-04-02T09:00:00+09:00"/></event>
</trace></log>
"""


def test_xes_plain_and_packed() -> None:
    for data in (XES.encode(), gzip.compress(XES.encode())):
        assert sniff(io.BytesIO(data)).kind is FileKind.XES
        log = read_xes(io.BytesIO(data), source_name="a.xes")
        assert (log.end - log.start).tolist()[0] == 12
        assert (log.case_names, log.resource_names, len(log), log.rows) == (["転入-1", "#2"], ["山田"], 2, 3)
        assert log.start[0] == minutes(2026, 4, 1, 9)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("<log", '<!DOCTYPE log [<!ENTITY a "b">]><log'), "DOCTYPE"),
        (("<log", '<!DOCTYPE log SYSTEM "file:///etc/passwd"><log'), "DOCTYPE"),
        (("</log>", ""), "XMLとして読めません"),
        (("<trace>", "<trace><trace>"), "入れ子|XMLとして"),
        (
            ("T09:00:00.000+09:00", "T29:00:00"),
            "「a.xes」の4行目の「time:timestamp」列: 「2026-04-01T29:00:00」は時計に",
        ),
        (("log", "book"), "記録（log）"),
    ],
)
def test_xes_that_is_wrong_is_refused(change: tuple[str, str], why: str) -> None:
    with pytest.raises(LogError, match=why):
        read_xes(io.BytesIO(XES.replace(*change).encode()), source_name="a.xes")


def _mutated(data: bytes, places: list[tuple[int, bytes]]) -> bytes:
    made = bytearray(data)
    for place, piece in places:
        at = place % (len(made) + 1)
        made[at : at + len(piece)] = piece
    return bytes(made)


PIECES = st.lists(
    st.tuples(
        st.integers(0, 3000), st.one_of(st.binary(max_size=4), st.sampled_from([b'"', b"\x00", b"<", b"&x;", b",,"]))
    ),
    max_size=6,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES, st.booleans())
def test_a_damaged_file_is_read_or_refused_by_name(places: list[tuple[int, bytes]], is_xml: bool) -> None:
    data = XES.encode() if is_xml else stream(*ROWS * 12).getvalue()
    log = _read_if_possible(io.BytesIO(_mutated(data, places)))
    if isinstance(log, LogError):
        assert log.problems
        assert all(problem.message and problem.remedy for problem in log.problems)
    else:
        assert len(log)
        assert not np.isnan(log.moment).any()
        assert all(name.isprintable() for name in (*log.case_names, *log.activity_names))


def _read_if_possible(file: io.BytesIO) -> EventLog | LogError:
    try:
        found = sniff(file, source_name="x")
        return read_xes(file) if found.kind is FileKind.XES else read_csv(file, found.columns)
    except LogError as error:
        return error
