"""Files that are broken, malicious, too large or hold what may not be stored: refused in words, and nothing is kept."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from bpr.jobs.models import JobState
from bpr.logs.files import FOLDER
from bpr.logs.models import LogState, ProcessLog
from bpr.logs.sandboxed import LogUnreadable
from bpr.logs.services import log_read, log_upload, uploads
from bpr.workflow.mynumber import check_digit
from tests.factories import World
from tests.logs.cases import HEADER, csv_text, log_world

pytestmark = pytest.mark.django_db

COLUMNS = {
    "case": "受付番号",
    "activity": "作業名",
    "start": "開始日時",
    "end": "終了日時",
    "resource": "",
    "transition": "",
}
XXE = """<?xml version="1.0"?><!DOCTYPE log [<!ENTITY secret SYSTEM "file:///etc/hostname">]>
<log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="&secret;"/></trace></log>"""


@pytest.fixture
def w() -> World:
    return log_world()


def upload(w: World, data: bytes, name: str) -> ProcessLog:
    return log_upload(
        actor=w.hearing_staff, use_case=w.use_case, organisation=w.city, name=name, chunks=[data[:100], data[100:]]
    )


def number(first_eleven: str) -> str:
    return f"{first_eleven}{check_digit(first_eleven)}"


def kept(settings: Any) -> list[str]:
    folder = settings.DATA_DIR / FOLDER
    return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def refused(w: World, data: bytes, name: str) -> str:
    with pytest.raises((ValidationError, LogUnreadable)) as caught:
        upload(w, data, name)
    return " ".join(caught.value.messages) if isinstance(caught.value, ValidationError) else str(caught.value)


def test_refused_at_the_door(w: World, settings: Any, monkeypatch: Any) -> None:
    assert "空のファイル" in refused(w, b"", "a.csv")
    assert "読めない種類" in refused(w, b"x", "a.xlsx")
    assert "文字コード" in refused(w, b"\xff\xff\x81\x00\n\x80\x80", "a.csv")
    assert "圧縮ファイルが壊れています" in refused(w, b"\x1f\x8b\x08\x00broken", "a.csv.gz")
    wide = ",".join(map(str, range(5_000)))
    assert "上限の500列" in refused(w, f"{wide}\n{wide}\n".encode(), "a.csv")
    assert "XMLのファイル" in refused(w, XXE.encode(), "a.csv")
    assert "中身が大きすぎます" in refused(w, gzip.compress(b"0" * (80 * 1024**2)), "bomb.csv.gz")
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "MOST_FILES", 0)
        assert "要らないファイルを消して" in refused(w, csv_text().encode(), "a.csv")
    settings.LOG_UPLOAD_MAX_BYTES = 120
    assert "大きすぎます" in refused(w, csv_text().encode(), "a.csv")
    assert kept(settings) == []
    assert not ProcessLog.objects.filter(uploaded_by=w.hearing_staff).exists()


def failure(w: World, callbacks: Any, data: bytes, name: str, columns: dict[str, str] | None = None) -> str:
    """Why the job could not read the file."""
    with callbacks(execute=True):
        log = upload(w, data, name)
        if log.kind == "csv":
            log = log_read(actor=w.hearing_staff, log=log, columns=columns or COLUMNS)
    log.refresh_from_db()
    assert log.state == LogState.UPLOADED
    assert log.summary == {}
    assert log.job
    assert log.job.state == JobState.FAILED
    return log.job.error


def test_refused_by_the_job(w: World, django_capture_on_commit_callbacks: Any) -> None:
    callbacks = django_capture_on_commit_callbacks
    said = failure(w, callbacks, XXE.encode(), "xxe.xes")
    assert "DTD" in said or "DOCTYPE" in said or "実体" in said
    bad = csv_text(months=1).replace("2025-04-10 09:00", "きのう", 1)
    said = failure(w, callbacks, bad.encode(), "times.csv")
    assert "開始日時" in said
    assert "行目" in said
    extra = [f"R{row},届出の受付,2025-04-01 09:00,2025-04-01 09:05,{number(f'1234567890{row}')}" for row in range(3)]
    said = failure(w, callbacks, "\n".join([HEADER, *extra]).encode(), "mynumber.csv")
    assert "2行目の「担当者」列" in said
    assert "個人番号" in said
    assert number("12345678900") not in said


def test_numbers_of_receipts_pass_and_formulas_are_text(w: World, django_capture_on_commit_callbacks: Any) -> None:
    """Of sequential numbers of twelve digits one in eleven is valid by chance; a formula is a name like any other."""
    rows = [f"2025040{row:05d},=HYPERLINK(1),2025-04-01 09:00,2025-04-01 09:05,x" for row in range(60)]
    with django_capture_on_commit_callbacks(execute=True):
        log = upload(w, "\n".join([HEADER, *rows]).encode("utf-8-sig"), "a.csv")
        log = log_read(actor=w.hearing_staff, log=log, columns=COLUMNS)
    log.refresh_from_db()
    assert log.job
    assert log.job.error == ""
    assert [item["name"] for item in log.summary["activities"]] == ["=HYPERLINK(1)"]


def test_no_sign_that_a_database_refuses_is_kept(w: World, django_capture_on_commit_callbacks: Any) -> None:
    text = "受付番号,作業\0名,開始日時,終了日時\nR1,届出\0の受付,2025-04-01 09:00,2025-04-01 09:05\n"
    columns = COLUMNS | {"activity": "作業 名"}
    with django_capture_on_commit_callbacks(execute=True):
        log = log_read(actor=w.hearing_staff, log=upload(w, text.encode(), "a.csv"), columns=columns)
    log.refresh_from_db()
    assert [item["name"] for item in log.summary["activities"]] == ["届出 の受付"]
    assert "\0" not in str(log.columns)
    bad = text.replace("2025-04-01 09:00", "き\0のう").encode()
    said = failure(w, django_capture_on_commit_callbacks, bad, "b.csv", columns)
    assert "「き のう」" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_mynumbers_are_found_however_xes_writes_them(
    w: World, encoding: str, django_capture_on_commit_callbacks: Any
) -> None:
    written = f"""<?xml version="1.0" encoding="{encoding}"?><log xmlns="http://www.xes-standard.org/"><trace><event>
<string value='{number("12345678901")}'
 key='memo'/><string key="concept:name" value="届出の受付"/>
<date key="time:timestamp" value="2025-04-01T09:00:00"/></event></trace></log>"""
    said = failure(w, django_capture_on_commit_callbacks, written.encode(encoding), "a.xes")
    assert "「memo」列" in said
    assert "個人番号" in said
